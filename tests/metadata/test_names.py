"""API names, reserved words with their reasons, physical names."""

from __future__ import annotations

import pytest

from app.metadata.names import check_name, column_name, suggestion, table_name


@pytest.mark.parametrize("name", ["a", "lead", "order", "select", "class", "a1_b2", "x" * 40, "from", "group"])
def test_any_short_lower_case_word_is_a_name_even_a_keyword(name: str) -> None:
    assert check_name(name) is None


@pytest.mark.parametrize("name", ["", None, 7, "Lead", "1st", "_a", "客户", "a-b", "a b", "x" * 41, "a\n", "é"])
def test_anything_else_is_refused_with_the_rule(name: object) -> None:
    problem = check_name(name, "fields.x.name")
    assert problem is not None
    assert problem.where == "fields.x.name"
    assert problem.what
    assert problem.hint


def test_the_hint_offers_a_name_made_of_what_was_meant() -> None:
    problem = check_name("Customer Level!")
    assert problem is not None
    assert "customer_level" in problem.hint


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("id", "field", "system field"),
        ("owner", "field", "system field"),
        ("page", "field", "list pages"),
        ("amount__gt", "field", "filter"),
        ("user", "object", "console"),
    ],
)
def test_a_reserved_word_is_refused_with_its_reason(name: str, kind: str, reason: str) -> None:
    problem = check_name(name, kind=kind)
    assert problem is not None
    assert reason in problem.what


def test_what_is_reserved_for_fields_is_free_for_objects_and_the_other_way_round() -> None:
    assert check_name("page", kind="object") is None
    assert check_name("user", kind="field") is None


def test_physical_names_carry_a_prefix_and_an_id_only_when_taken() -> None:
    assert table_name("lead", 7, {"x_account"}) == "x_lead"
    assert table_name("lead", 7, {"x_lead"}) == "x_lead_7"
    assert column_name("status", 9, set()) == "f_status"
    assert len(column_name("s" * 40, 10**18, {"f_" + "s" * 40}).encode()) <= 63


def test_a_suggestion_names_the_nearest_word_or_falls_back() -> None:
    assert '"picklist"' in suggestion("pick_list", ["text", "picklist"])
    assert suggestion("zzz", ["text"], "Choose one.") == "Choose one."
