"""What single types do beyond the common contract: settings, patterns of numbers, the actor's time zone, forms of codes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from email_validator import SPECIAL_USE_DOMAIN_NAMES, validate_email
from hypothesis import given
from hypothesis import strategies as st

from app.fieldtypes.base import MOST_VALUES, Bad
from app.fieldtypes.contact import SPECIAL_DOMAINS, USUAL_EMAIL
from app.fieldtypes.registry import TYPES
from app.fieldtypes.sequence import period, render
from app.i18n import use
from app.metadata.definitions import FieldDef, OptionDef


@pytest.mark.parametrize(
    ("definition", "place"),
    [
        (FieldDef("n", "integer", params={"min": 5, "max": 1}), "min"),
        (FieldDef("n", "integer", params={"min": "five"}), "min"),
        (FieldDef("n", "decimal", params={"max": float("nan")}), "max"),
        (FieldDef("n", "decimal", params={"precision": 2, "scale": 4}), "scale"),
        (FieldDef("n", "decimal", params={"precision": 18, "scale": 2}), "precision"),
        (FieldDef("n", "currency", params={"currency": "YUAN"}), "currency"),
        (FieldDef("n", "phone", params={"region": "China"}), "region"),
        (FieldDef("n", "auto_number", params={"pattern": "CT-{YYYY}"}), "pattern"),
        (FieldDef("n", "auto_number", params={"pattern": "{0000}{000}"}), "pattern"),
        (FieldDef("n", "auto_number", params={"pattern": "{WW}-{0000}"}), "pattern"),
        (FieldDef("n", "auto_number", params={"pattern": "{0000}}"}), "pattern"),
        (FieldDef("n", "auto_number", params={"pattern": "a\x00{0}"}), "pattern"),
        (FieldDef("n", "auto_number", params={"pattern": ""}), "pattern"),
        (FieldDef("n", "picklist", options=(OptionDef("a,b"),)), "options.a,b"),
        (FieldDef("n", "multi_picklist", options=(OptionDef("a|b"),)), "options.a|b"),
        (FieldDef("n", "picklist", options=(OptionDef(""),)), "options.0"),
        (FieldDef("n", "picklist", options=(OptionDef("x" * 61),)), "options." + "x" * 61),
    ],
)
def test_settings_that_cannot_work_are_named_with_a_hint(definition: FieldDef, place: str) -> None:
    problems = TYPES[definition.type].check_definition(definition)
    assert [problem.where for problem in problems] == [place]
    assert problems[0].what
    assert problems[0].hint


def test_an_automatic_number_counts_within_the_dates_of_its_pattern() -> None:
    day = date(2026, 11, 22)
    assert render("CT-{YYYY}{MM}-{0000}", day, 7) == "CT-202611-0007"
    assert render("{YY}{DD}/{0}", day, 12345) == "2622/12345"
    assert period("CT-{YYYY}{MM}-{0000}", day) == "202611"
    assert period("K{000000}", day) == ""
    assert period("{MM}{DD}{0}", day) == "1122"


@given(st.dates(), st.integers(1, 10**12), st.sampled_from(["CT-{YYYY}{MM}-{0000}", "{0}", "{DD}{MM}{YY}{000}", "客户{YYYY}-{00000}"]))
def test_numbers_of_one_period_differ(day: date, count: int, pattern: str) -> None:
    assert render(pattern, day, count) != render(pattern, day, count + 1)
    assert len(render(pattern, day, count)) <= 80


def test_a_moment_is_read_and_written_in_the_actors_time_zone() -> None:
    kind, field = TYPES["datetime"], FieldDef("at", "datetime")
    for zone, wanted in (("Asia/Shanghai", 6), ("America/New_York", 19), ("UTC", 14)):
        with use("en", zone):
            moment = kind.from_text(field, "2026-11-22 14:30:05")
            assert moment == datetime(2026, 11, 22, wanted, 30, 5, tzinfo=UTC)
            assert kind.to_text(field, moment) == "2026-11-22 14:30:05"
            assert kind.show(field, moment).text == "2026-11-22 14:30:05"


@given(
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Europe/Dublin"]),
)
def test_no_moment_is_lost_between_form_and_column(moment: datetime, zone: str) -> None:
    kind, field = TYPES["datetime"], FieldDef("at", "datetime")
    stored = moment.replace(tzinfo=UTC, microsecond=0)
    with use("en", zone):
        assert kind.from_text(field, kind.to_text(field, stored)) == stored
        assert kind.from_json(field, kind.to_json(field, stored)) == stored


@given(st.decimals(-(10**12) + 1, 10**12 - 1, places=2))
def test_no_amount_is_changed_between_form_and_column(amount: Decimal) -> None:
    kind, field = TYPES["currency"], FieldDef("amount", "currency")
    assert kind.from_text(field, kind.to_text(field, amount)) == amount
    assert kind.from_text(field, kind.show(field, amount).text) == amount
    assert kind.from_json(field, kind.to_json(field, amount)) == amount


@given(st.text(max_size=300), st.sampled_from(sorted(TYPES)))
def test_any_text_is_taken_or_refused_never_an_accident(text: str, name: str) -> None:
    field = FieldDef("x", name, options=(OptionDef("a"), OptionDef("b")), params={"target": "x"})
    kind = TYPES[name]
    for read in (kind.from_text, kind.from_json):
        try:
            value = read(field, text)
        except Bad as bad:
            assert bad.what  # noqa: PT017 -- any other exception fails the test
            continue
        if value is not None:
            kind.check_value(field, value)
            assert kind.from_text(field, kind.to_text(field, value)) == value
            kind.show(field, value, "label")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda x: st.lists(x) | st.dictionaries(st.text(max_size=3), x)
    ),
    st.sampled_from(sorted(TYPES)),
)
def test_any_json_is_taken_or_refused_never_an_accident(raw: object, name: str) -> None:
    field = FieldDef("x", name, options=(OptionDef("a"), OptionDef("b")), params={"target": "x"})
    try:
        TYPES[name].from_json(field, raw)
    except Bad as bad:
        assert bad.hint  # noqa: PT017


@given(st.text(max_size=30), st.sampled_from(sorted(TYPES)), st.sampled_from(["eq", "in", "contains", "starts", "null", "lt"]))
def test_any_operand_makes_a_clause_or_is_refused(text: str, name: str, operator: str) -> None:
    field = FieldDef("x", name, options=(OptionDef("a"),))
    kind = TYPES[name]
    try:
        operand = kind.operand(field, operator, text)
    except Bad:
        return
    assert kind.clause(field, sa.column("f", kind.column_type(field)), operator, operand) is not None


def test_a_list_of_values_has_an_end() -> None:
    with pytest.raises(Bad):
        TYPES["integer"].operand(FieldDef("n", "integer"), "in", ",".join(["1"] * (MOST_VALUES + 1)))
    with pytest.raises(Bad):
        TYPES["text"].operand(FieldDef("n", "text"), "contains", "x" * 201)


@pytest.mark.parametrize(
    ("form", "good", "written", "bad"),
    [
        ("uscc", "９1110000600037341l", "91110000600037341L", "91110000600037341X"),
        ("id_card", "11010519491231002x", "11010519491231002X", "110105194912310021"),
        ("postcode", "２０00 40", "200040", "20004"),
    ],
)
def test_a_code_of_fixed_form_is_checked_and_written_one_way(form: str, good: str, written: str, bad: str) -> None:
    field = FieldDef("code", "text", params={"format": form})
    assert TYPES["text"].from_text(field, good) == written
    with pytest.raises(Bad) as refused:
        TYPES["text"].from_text(field, bad)
    assert refused.value.hint


def test_a_pointer_whose_target_is_out_of_sight_shows_nothing() -> None:
    for name in ("lookup", "user", "department"):
        field = FieldDef("x", name, params={"target": "account"})
        assert TYPES[name].show(field, 7, None).kind == "empty"
        assert TYPES[name].show(field, 7, "华信").text == "华信"
    assert TYPES["lookup"].show(FieldDef("x", "lookup", params={"target": "account"}), 7, "华信").href == "/o/account/show/7"
    assert TYPES["lookup"].from_json(FieldDef("x", "lookup"), {"id": 7, "label": "华信"}) == 7


def test_options_are_found_by_a_label_of_any_language_unless_two_have_it() -> None:
    options = (OptionDef("a", {"en": "Same", "zh_Hans": "甲"}), OptionDef("b", {"en": "Same", "zh_Hans": "乙"}))
    field = FieldDef("x", "picklist", options=options)
    assert TYPES["picklist"].from_text(field, "乙") == "b"
    with pytest.raises(Bad):
        TYPES["picklist"].from_text(field, "Same")


def test_a_wrong_option_names_what_may_be_meant() -> None:
    field = FieldDef("x", "picklist", options=(OptionDef("qualified"), OptionDef("new")))
    with pytest.raises(Bad) as refused:
        TYPES["picklist"].from_json(field, "qualifed")
    assert "qualified" in refused.value.hint


@given(st.from_regex(r"[A-Za-z0-9_+-]{1,4}(\.[A-Za-z0-9_+-]{1,2})?@[A-Za-z0-9]{1,4}\.[A-Za-z]{2,3}", fullmatch=True))
def test_a_usual_address_is_one_for_the_library_too(text: str) -> None:
    assert USUAL_EMAIL.fullmatch(text)
    found = validate_email(text, check_deliverability=False, globally_deliverable=False)
    assert TYPES["email"].from_text(FieldDef("mail", "email"), text) == found.normalized.lower()


def test_special_domains_are_those_of_the_library() -> None:
    assert sorted(SPECIAL_DOMAINS) == sorted(f".{name}" for name in SPECIAL_USE_DOMAIN_NAMES)
