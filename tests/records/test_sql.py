"""A condition means the same in SQL as in Python, whatever it is made of; stored ones are typed or refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.metadata.conditions import All, AnyOf, Comparison, Condition, Not, matches, parse
from app.records.query import ListQuery, run
from app.records.sql import typed
from app.records.tokens import resolver
from app.records.workspace import Workspace
from tests.records.world import BELOW, STAFF, World, person

VALUES: dict[str, tuple[Any, ...]] = {
    "name": ("alpha", "Alpha%", "b_ta", "x\\y"),
    "staff": (0, 1, 7, 2**40),
    "revenue": (Decimal("0.01"), Decimal("9.99"), Decimal("10")),
    "since": (date(2024, 2, 29), date(2026, 1, 1)),
    "open_from": (time(0), time(8, 30)),
    "paying": (True, False),
    "size": ("large", "medium", "tiny"),
    "tags": (("cold",), ("cold", "vip"), ("vip", "warm")),
    "manager": (STAFF, BELOW),
}
ORDERED = ("eq", "ne", "lt", "le", "gt", "ge", "in", "null")
OPERATORS = {
    **dict.fromkeys(("staff", "revenue", "since", "open_from"), ORDERED),
    **dict.fromkeys(("size", "manager"), ("eq", "ne", "in", "null")),
    "name": ("eq", "ne", "in", "contains", "starts", "null"),
    "paying": ("eq", "ne", "null"),
    "tags": ("contains", "in", "eq", "ne", "null"),
}


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    name = draw(st.sampled_from(sorted(VALUES)))
    op = draw(st.sampled_from(OPERATORS[name]))
    value = draw(st.sampled_from(VALUES[name]))
    if op == "null":
        return Comparison(name, op, draw(st.booleans()))
    if name == "tags" and op in ("contains", "in"):
        return Comparison(name, op, list(value))
    if op == "in":
        return Comparison(name, op, draw(st.lists(st.sampled_from(VALUES[name]), min_size=1, max_size=2)))
    return Comparison(name, op, value[:2] if op in ("contains", "starts") else value)


conditions: st.SearchStrategy[Condition] = st.recursive(
    comparisons(),
    lambda part: st.one_of(
        st.lists(part, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(part, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        part.map(Not),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def ws(world: World) -> Iterator[Workspace]:
    """Twelve accounts, a fifth of whose values are empty."""
    for number in range(12):
        values = {name: some[number % len(some)] for place, (name, some) in enumerate(VALUES.items()) if (number + place) % 5 or name == "name"}
        world.add("account", STAFF, **values)
    with world.acting(person(), world.matrix("all")) as made:
        yield made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=conditions)
def test_sql_and_python_give_the_same_answer(ws: Workspace, condition: Condition) -> None:
    account = ws.object("account")
    rows = run(ws, account, ListQuery(columns=tuple(VALUES), page_size=200)).rows
    expected = {row.id for row in rows if matches(condition, row.values.__getitem__)}
    assert {row.id for row in run(ws, account, ListQuery(columns=("name",), where=condition, page_size=200)).rows} == expected


def test_a_stored_condition_is_typed_and_its_words_are_resolved(ws: Workspace) -> None:
    account = ws.object("account")
    raw = [["manager", "eq", "$me"], ["revenue", "ge", "9.99"], {"not": ["size", "in", ["tiny"]]}, ["since", "null", False]]
    condition, problems = parse(raw)
    assert problems == []
    made = typed(ws, account, condition, resolver(ws))
    assert made == All(
        (
            Comparison("manager", "eq", STAFF),
            Comparison("revenue", "ge", Decimal("9.99")),
            Not(Comparison("size", "in", ["tiny"])),
            Comparison("since", "null", False),
        )
    )
    run(ws, account, ListQuery(where=made))


@pytest.mark.parametrize("raw", [["nonsense", "eq", 1], ["notes", "gt", "x"], ["staff", "eq", "x"], ["manager", "eq", "$somebody"], ["size", "in", ["huge"]]])
def test_a_stored_condition_that_no_longer_fits_is_refused(ws: Workspace, raw: list[Any]) -> None:
    condition, _problems = parse([raw])
    with pytest.raises(InvalidInput):
        typed(ws, ws.object("account"), condition, resolver(ws))


def test_only_integrity_looks_past_the_scope() -> None:
    """Reading without the actor's criteria is a right of a few modules; each is named here with its reason in its docstring."""
    source = Path(__file__).parents[2] / "app"
    found = {path.relative_to(source).as_posix() for path in source.rglob("*.py") if re.search(r"fl_unscoped|\bWITH_BIN\b|\bALL_ROWS\b", path.read_text())}
    assert found == {"access/scopes.py", "records/integrity.py", "records/removal.py", "records/restoring.py"}
