"""Every type of the registry keeps the contract of ``fieldtypes.base``, on SQLite and PostgreSQL, with texts of a dozen scripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa
from markupsafe import escape
from sqlalchemy.schema import CreateTable

from app.fieldtypes.base import OPERATORS, Bad, FieldType, Shown
from app.fieldtypes.registry import TYPES, type_of
from app.i18n import use
from tests.fieldtypes.sample import HOSTILE, Sample
from tests.fieldtypes.samples import SAMPLES

KINDS = {"text", "number", "badge", "badges", "link", "person", "department", "record", "long", "boolean", "empty"}
WIDGETS = {"text", "textarea", "number", "boolean", "date", "datetime", "time", "select", "multi_select", "lookup", "email", "tel", "url"}


@pytest.fixture(params=sorted(TYPES))
def sample(request: pytest.FixtureRequest) -> Sample:
    assert request.param in SAMPLES, f"tests/fieldtypes/samples.py needs an entry for {request.param}"
    return SAMPLES[request.param]


@pytest.fixture(autouse=True)
def in_shanghai() -> Iterator[None]:
    with use("en", "Asia/Shanghai"):
        yield


def kind(sample: Sample) -> FieldType:
    return type_of(sample.field)


def test_the_registry_knows_each_type_by_its_own_name() -> None:
    assert set(TYPES) == set(SAMPLES)
    assert all(name == one.name for name, one in TYPES.items())


def test_a_type_describes_itself(sample: Sample) -> None:
    one = kind(sample)
    assert one.label
    assert one.help
    assert one.icon.startswith("fa-")
    assert one.group in {"text", "number", "choice", "time", "relation", "other"}
    assert one.widget in WIDGETS
    assert set(one.operators) <= set(OPERATORS)
    assert {param.name for param in one.params}.isdisjoint({"name", "type", "label", "required", "options"})
    assert all(param.label for param in one.params)


def test_what_people_type_becomes_the_value(sample: Sample) -> None:
    one = kind(sample)
    for text, value, _json in sample.good:
        assert one.from_text(sample.field, text) == value, text


def test_the_text_of_a_value_reads_back_as_the_value(sample: Sample) -> None:
    one = kind(sample)
    for _text, value, _json in sample.good:
        assert one.from_text(sample.field, one.to_text(sample.field, value)) == value


def test_json_goes_out_and_comes_back(sample: Sample) -> None:
    one = kind(sample)
    for _text, value, json in sample.good:
        assert one.to_json(sample.field, value) == json
        assert one.from_json(sample.field, json) == value


def test_json_keeps_its_schema(sample: Sample) -> None:
    one = kind(sample)
    schema = {key: part for key, part in one.json_schema(sample.field).items() if key != "nullable"}
    for _text, _value, json in sample.good:
        jsonschema.validate(json, schema)


def test_nothing_is_none_in_every_shape(sample: Sample) -> None:
    one = kind(sample)
    assert one.from_text(sample.field, "") is None
    assert one.from_text(sample.field, " 　\t") is None
    assert one.from_json(sample.field, None) is None
    assert one.to_text(sample.field, None) == ""
    assert one.to_json(sample.field, None) in (None, [])
    assert one.show(sample.field, None).kind == "empty"


def test_wrong_texts_are_refused_with_a_hint(sample: Sample) -> None:
    one = kind(sample)
    assert sample.bad_texts
    for text in sample.bad_texts:
        with pytest.raises(Bad) as refused:
            one.from_text(sample.field, text)
        assert refused.value.what, text
        assert refused.value.hint, text


def test_wrong_json_is_refused_with_a_hint(sample: Sample) -> None:
    one = kind(sample)
    for raw in sample.bad_json:
        with pytest.raises(Bad) as refused:
            one.from_json(sample.field, raw)
        assert refused.value.what, raw
        assert refused.value.hint, raw


def test_rules_of_the_definition_are_judged(sample: Sample) -> None:
    one = kind(sample)
    for definition, value in sample.breaks:
        problems = one.check_value(definition, value)
        assert problems, (definition, value)
        assert all(what and hint for what, hint in problems)
    for _text, value, _json in sample.good:
        assert one.check_value(sample.field, value, before=value) == []


def test_its_own_settings_are_sound(sample: Sample) -> None:
    assert kind(sample).check_definition(sample.field) == []


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant", "en"])
def test_shown_is_plain_text_in_every_language(sample: Sample, locale: str) -> None:
    one = kind(sample)
    with use(locale):
        for _text, value, _json in sample.good:
            shown = one.show(sample.field, value, "华信 <b>" if sample.others_labels else None)
            assert shown.kind in KINDS - {"empty"}
            assert shown.text
            for part in parts_of(shown):
                assert type(part) is str
                assert "<" not in str(escape(part))


def parts_of(shown: Shown) -> Iterator[str]:
    yield from (shown.text, shown.short, shown.title, shown.href)
    for item in shown.items:
        yield from parts_of(item)


def test_hostile_text_is_data(sample: Sample) -> None:
    one = kind(sample)
    for text in HOSTILE:
        with suppress(Bad):
            shown = one.show(sample.field, one.from_text(sample.field, text))
            assert not shown.href.lower().startswith(("javascript:", "data:"))
            assert "<" not in str(escape(shown.text))


def test_operands_that_fit_no_comparison_are_refused(sample: Sample) -> None:
    one = kind(sample)
    for operator in {*OPERATORS, "like", ""} - set(one.operators):
        with pytest.raises(Bad):
            one.operand(sample.field, operator, "1")
    for operator in one.operators:
        for text in ("", " ", "\x00"):
            with pytest.raises(Bad) as refused:
                one.operand(sample.field, operator, text)
            assert refused.value.hint


# --- on real databases -------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def engine(engine_url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(engine_url, poolclass=sa.NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    with engine.connect() as connection:
        yield connection


def table_of(sample: Sample, metadata: sa.MetaData) -> sa.Table:
    """Temporary: gone with its connection."""
    columns = (sa.Column("id", sa.Integer, primary_key=True), sa.Column("f", kind(sample).column_type(sample.field)))
    return sa.Table("x_sample", metadata, *columns, prefixes=["TEMPORARY"])


@pytest.fixture
def filled(connection: sa.Connection, sample: Sample) -> sa.Table:
    """A table whose row n holds the n-th good value, and row -1 none."""
    table = table_of(sample, sa.MetaData())
    table.create(connection)
    rows: list[dict[str, Any]] = [{"id": number, "f": value} for number, (_text, value, _json) in enumerate(sample.good)]
    connection.execute(table.insert(), [*rows, {"id": -1, "f": None}])
    return table


def test_a_stored_value_comes_back_equal(connection: sa.Connection, filled: sa.Table, sample: Sample) -> None:
    stored = {row.id: row.f for row in connection.execute(sa.select(filled.c.id, filled.c.f))}
    assert stored == {-1: None, **{number: value for number, (_text, value, _json) in enumerate(sample.good)}}
    assert all(type(stored[number]) is type(value) for number, (_text, value, _json) in enumerate(sample.good))


def test_each_comparison_finds_what_it_should(connection: sa.Connection, filled: sa.Table, sample: Sample) -> None:
    one = kind(sample)
    for operator, (text, wanted) in sample.finds.items():
        clause = one.clause(sample.field, filled.c.f, operator, one.operand(sample.field, operator, text))
        assert set(connection.scalars(sa.select(filled.c.id).where(clause))) == wanted, (operator, text)


def test_each_comparison_runs_with_every_value(connection: sa.Connection, filled: sa.Table, sample: Sample) -> None:
    one = kind(sample)
    for operator in one.operators:
        texts = ["true", "false"] if operator == "null" else [one.to_text(sample.field, value) for _text, value, _json in sample.good]
        for text in texts:
            try:
                operand = one.operand(sample.field, operator, text)
            except Bad:
                continue  # a text with a comma in an ``in`` of numbers, say
            connection.execute(sa.select(sa.func.count()).where(one.clause(sample.field, filled.c.f, operator, operand))).scalar_one()


def test_an_operand_of_json_finds_the_same_as_its_text(connection: sa.Connection, filled: sa.Table, sample: Sample) -> None:
    """Saved conditions hold JSON, addresses hold text."""
    one = kind(sample)
    for operator in one.operators:
        for _text, value, json in sample.good[:3]:
            text, raw = (
                ("true", True)
                if operator == "null"
                else (one.to_text(sample.field, value), [json] if operator == "in" and not isinstance(json, list) else json)
            )
            found = []
            for operand in (one.operand(sample.field, operator, text), one.operand_of_json(sample.field, operator, raw)):
                found.append(set(connection.scalars(sa.select(filled.c.id).where(one.clause(sample.field, filled.c.f, operator, operand)))))
            assert found[0] == found[1], (operator, text)


def test_eq_and_ne_part_the_rows(connection: sa.Connection, filled: sa.Table, sample: Sample) -> None:
    one = kind(sample)
    if "eq" not in one.operators:
        return
    operand = one.operand(sample.field, "eq", one.to_text(sample.field, sample.good[1][1]))
    found = [set(connection.scalars(sa.select(filled.c.id).where(one.clause(sample.field, filled.c.f, operator, operand)))) for operator in ("eq", "ne")]
    assert found[0] | found[1] == {-1, *range(len(sample.good))}
    assert not found[0] & found[1]


def test_values_sort_by_their_order(connection: sa.Connection, filled: sa.Table, sample: Sample) -> None:
    if not kind(sample).sortable or sample.field.type == "text":  # the order of texts is the database's own
        return
    ordered = list(connection.scalars(sa.select(filled.c.id).where(filled.c.id.in_([0, 1, 2])).order_by(filled.c.f, filled.c.id)))
    if sample.field.type not in ("phone", "url", "email"):
        assert ordered == [0, 1, 2]
    turned = list(connection.scalars(sa.select(filled.c.id).where(filled.c.id.in_([0, 1, 2])).order_by(filled.c.f.desc(), filled.c.id.desc())))
    assert turned == ordered[::-1]


def test_the_column_is_what_it_says(connection: sa.Connection, sample: Sample) -> None:
    ddl = str(CreateTable(table_of(sample, sa.MetaData())).compile(dialect=connection.dialect))
    wanted = sample.ddl[0 if connection.dialect.name == "sqlite" else 1]
    assert f"f {wanted}" in ddl


def test_a_value_written_as_a_literal_is_the_same(connection: sa.Connection, filled: sa.Table, sample: Sample) -> None:
    """Defaults for existing rows are written into DDL."""
    for number, (_text, value, _json) in enumerate(sample.good):
        literal = sa.literal(value, filled.c.f.type)
        updated = filled.update().where(filled.c.id == -1).values(f=literal)
        connection.execute(updated)
        assert connection.scalar(sa.select(filled.c.f).where(filled.c.id == -1)) == value, number


def test_an_inactive_option_stays_where_it_is() -> None:
    for name in ("picklist", "multi_picklist"):
        sample = SAMPLES[name]
        one = kind(sample)
        old = one.from_text(sample.field, "old")
        assert one.check_value(sample.field, old)
        assert one.check_value(sample.field, old, before=old) == []
        assert one.show(sample.field, old).text == "Old"


def test_a_value_without_its_option_is_shown_as_it_is() -> None:
    sample = SAMPLES["picklist"]
    assert kind(sample).show(sample.field, "gone").text == "gone"
    empty = replace(sample.field, options=())
    assert kind(sample).show(empty, "new").text == "new"
