"""Conditions: written in several ways, read as one, with three answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.metadata.conditions import All, AnyOf, Comparison, Condition, Not, as_json, bound, fields_of, matches, parse, renamed
from tests.metadata.definitions import QUICK, data, names

values = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=3), st.lists(st.integers(0, 3), max_size=2).map(tuple))
leaves = st.one_of(
    st.builds(Comparison, names, st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge", "contains", "starts", "null"]), values),
    st.builds(Comparison, names, st.just("in"), st.lists(st.integers(0, 3), max_size=3).map(tuple)),
)
trees: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, max_size=3).map(tuple)), st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)), st.builds(Not, inner)
    ),
    max_leaves=6,
)


@QUICK
@given(trees)
def test_a_condition_written_and_parsed_is_the_same(condition: Condition) -> None:
    assert parse(as_json(condition)) == (condition, [])


@QUICK
@given(data)
def test_nothing_breaks_the_parser(raw: object) -> None:
    made, problems = parse(raw, "filter")
    assert isinstance(made, Comparison | All | AnyOf | Not)
    assert all(p.where.startswith("filter") and p.what for p in problems)


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        (None, All()),
        ([], All()),
        ([["a", "eq", 1]], All((Comparison("a", "eq", 1),))),
        (["a", "eq", 1], Comparison("a", "eq", 1)),
        ({"field": "a", "value": 1}, Comparison("a", "eq", 1)),
        ({"any": [["a", "in", [1, 2]], {"not": ["b", "null", True]}]}, AnyOf((Comparison("a", "in", (1, 2)), Not(Comparison("b", "null", True))))),
        (["owner", "in", "$my_tree"], Comparison("owner", "in", "$my_tree")),
    ],
)
def test_the_ways_to_write_one(raw: object, made: Condition) -> None:
    assert parse(raw) == (made, [])


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("a = 1", ""),
        (["a", "eq"], ""),
        ([["a", "eq", 1], ["b", "is", 2]], "2"),
        ({"all": [["a", "eq", 1]], "any": []}, ""),
        ({"al": []}, ""),
        ({"not": 7}, "not"),
        (["a", "in", 7], ""),
        ([[[[[[[[[[[[["a", "eq", 1]]]]]]]]]]]]], "1.1.1.1.1.1.1.1.1.1.1"),
        ([["a", "eq", 1]] * 201, ""),
    ],
)
def test_what_is_no_condition_is_named(raw: object, place: str) -> None:
    problems = parse(raw)[1]
    assert [p.where for p in problems] == [place]
    assert problems[0].hint


@pytest.mark.parametrize(
    ("op", "value", "operand", "answer", "denied"),
    [
        ("eq", 1, 1, True, False),
        ("eq", 1, 2, False, True),
        ("eq", None, 1, False, False),
        ("ne", None, 1, True, False),
        ("ne", 1, 1, False, True),
        ("lt", 1, 2, True, False),
        ("le", 2, 2, True, False),
        ("gt", None, 1, False, False),
        ("ge", 1, 2, False, True),
        ("in", 1, (1, 2), True, False),
        ("in", None, (1, 2), False, False),
        ("contains", "Alpha", "PH", True, False),
        ("contains", ("a", "b"), "a", True, False),
        ("starts", "Alpha", "al", True, False),
        ("starts", None, "al", False, False),
        ("null", None, True, True, False),
        ("null", 0, True, False, True),
        ("null", 0, False, True, False),
    ],
)
def test_a_comparison_and_its_denial_as_sql_answers(op: str, value: Any, operand: Any, answer: bool, denied: bool) -> None:
    test = Comparison("a", op, operand)
    assert matches(test, {"a": value}.get) is answer
    assert matches(Not(test), {"a": value}.get) is denied


def test_all_and_any_with_what_cannot_be_said() -> None:
    true, false, unknown = Comparison("one", "eq", 1), Comparison("one", "eq", 2), Comparison("none", "eq", 1)
    getter = {"one": 1, "none": None}.get
    assert matches(All(), getter)
    assert not matches(AnyOf(), getter)
    assert matches(AnyOf((unknown, true)), getter)
    assert not matches(All((unknown, true)), getter)
    assert matches(Not(All((unknown, false))), getter)
    assert not matches(Not(AnyOf((unknown, false))), getter)


def test_tokens_are_bound_and_fields_renamed_and_listed() -> None:
    condition = parse({"any": [["owner", "eq", "$me"], ["owner", "in", ["$me", 3]], ["status", "eq", "new"]]})[0]
    assert fields_of(condition) == ("owner", "status")
    assert as_json(bound(condition, {"$me": 7}.__getitem__)) == {"any": [["owner", "eq", 7], ["owner", "in", [7, 3]], ["status", "eq", "new"]]}
    assert fields_of(renamed(condition, "status", "state")) == ("owner", "state")
