"""Lists: one statement, names of targets in sight only, one order on every database, a cursor under any sort."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from app.errors import InvalidInput, MalformedRequest
from app.metadata.conditions import All, AnyOf, Comparison, Not
from app.records.query import ListQuery, run
from app.records.workspace import Workspace
from tests.records.conftest import Counting
from tests.records.world import BELOW, COLLEAGUE, SIBLING, STAFF, World, person


@pytest.fixture(scope="module")
def stocked(world: World) -> dict[str, int]:
    """Ids by name: two regions, accounts of everybody's, a deal of the staff's that points at a hidden account."""
    ids = {name: world.add("region", name=name) for name in ("East", "West")}
    for name, owner, more in (
        ("Acme", STAFF, {"region": ids["East"], "manager": COLLEAGUE, "branch": 3, "size": "large", "revenue": Decimal("10.50"), "staff": 3}),
        ("Bolt", COLLEAGUE, {"size": "medium", "revenue": Decimal("9.99"), "since": date(2026, 1, 2), "paying": True}),
        ("Core", BELOW, {"size": "tiny", "staff": 3, "seen_at": datetime(2026, 1, 1, tzinfo=UTC), "open_from": time(8), "paying": False}),
        ("Deep_%", SIBLING, {"region": ids["West"], "notes": "secret 100%", "tags": ("vip", "cold"), "staff": 2}),
        ("acme two", STAFF, {"notes": "second", "tags": ("vip",), "since": date(2025, 1, 2)}),
    ):
        ids[name] = world.add("account", owner, name=name, **more)
    ids["deal"] = world.add("deal", STAFF, name="Open", account=ids["Acme"], partner=ids["Deep_%"])
    ids["other deal"] = world.add("deal", STAFF, name="Won", account=ids["Deep_%"], partner=ids["Acme"])
    return ids


@pytest.fixture
def everything(world: World, stocked: dict[str, int]) -> Iterator[Workspace]:
    with world.acting(person(), world.matrix("all")) as ws:
        yield ws


@pytest.fixture
def own(world: World, stocked: dict[str, int]) -> Iterator[Workspace]:
    with world.acting(person(), world.matrix("own", region="all")) as ws:
        yield ws


def names(ws: Workspace, object_name: str = "account", **query: Any) -> list[str]:
    return [row.values["name"] for row in run(ws, ws.object(object_name), ListQuery(**{"columns": ("name",), **query})).rows]


def test_a_list_is_one_statement_with_the_names_of_its_references(own: Workspace, counting: Counting, stocked: dict[str, int]) -> None:
    columns = ("name", "region", "manager", "branch", "parent", "owner", "department", "created_by")
    own.model("region")
    with counting() as statements:
        page = run(own, own.object("account"), ListQuery(columns=columns, sort=(("name", False),)))
    assert len(statements) == 1, "few rows tell their own number"
    assert (page.total, page.count_kind, page.next, page.prev) == (2, "exact", "", "")
    row = page.rows[0]
    assert row.values["region"] == stocked["East"]
    assert row.labels == {
        "region": "East",
        "manager": "Bob Same",
        "branch": "Sales east",
        "parent": None,
        "owner": "Ann Own",
        "department": "Sales",
        "created_by": None,
    }


def test_a_hidden_target_shows_neither_name_nor_id(own: Workspace) -> None:
    page = run(own, own.object("deal"), ListQuery(columns=("name", "account", "partner"), sort=(("name", False),)))
    shown = {row.values["name"]: (row.labels["account"], row.labels["partner"], row.values["partner"] is None) for row in page.rows}
    assert shown == {"Open": ("Acme", None, True), "Won": (None, "Acme", False)}


def test_a_filter_on_a_lookup_does_not_betray_a_hidden_target(own: Workspace, everything: Workspace, stocked: dict[str, int]) -> None:
    hidden, seen = stocked["Deep_%"], stocked["Acme"]
    for ws, by_hidden, empty in ((own, [], ["Won"]), (everything, ["Won"], [])):
        assert names(ws, "deal", where=Comparison("account", "eq", hidden)) == by_hidden
        assert names(ws, "deal", where=Comparison("account", "in", [hidden, hidden])) == by_hidden
        assert names(ws, "deal", where=Comparison("account", "eq", seen)) == ["Open"]
        assert names(ws, "deal", where=Comparison("account", "null", True)) == empty
        assert names(ws, "deal", where=Comparison("account", "ne", seen)) == ["Won"]


def test_the_count_stops_at_its_cap(everything: Workspace, counting: Counting) -> None:
    definition = everything.object("account")
    with counting() as statements:
        page = run(everything, definition, ListQuery(columns=("name",), page_size=2, cap=3))
    assert (page.total, page.capped, len(page.rows)) == (3, True, 2)
    assert [one for one in statements if "EXPLAIN" not in one] == statements[:2], "PostgreSQL is asked for its estimate"
    assert run(everything, definition, ListQuery(page_size=2, cap=5)).total == 5
    assert run(everything, definition, ListQuery(page_size=2, cap=None)).total == 5
    assert run(everything, definition, ListQuery(page_size=2, counted=False)).total is None
    assert run(everything, definition, ListQuery(page=9)).total == 5


SORTS = (
    *("name", "code", "size", "revenue", "staff", "since", "seen_at", "open_from", "paying"),
    *("region", "manager", "branch", "parent", "owner", "created_at", "id"),
)


@pytest.mark.parametrize("name", SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_a_cursor_visits_every_row_once_in_the_order_of_the_list(everything: Workspace, name: str, descending: bool) -> None:
    definition, sort = everything.object("account"), ((name, descending),)
    whole = [row.id for row in run(everything, definition, ListQuery(columns=("name",), sort=sort)).rows]
    walked, after = [], ""
    while True:
        page = run(everything, definition, ListQuery(columns=("name",), sort=sort, page_size=1, after=after, counted=False))
        walked += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    assert walked == whole
    walked, before = [], run(everything, definition, ListQuery(columns=("name",), sort=sort, page=5, page_size=1)).prev
    while before:
        page = run(everything, definition, ListQuery(columns=("name",), sort=sort, page_size=1, before=before, counted=False))
        walked += [row.id for row in page.rows]
        assert page.next
        before = page.prev
    assert walked == whole[-2::-1]
    assert len(set(whole)) == 5
    by_number = [run(everything, definition, ListQuery(columns=("name",), sort=sort, page_size=2, page=p)).rows for p in (1, 2, 3)]
    assert [row.id for rows in by_number for row in rows] == whole


def test_empty_values_come_last_whichever_way(everything: Workspace) -> None:
    assert names(everything, sort=(("revenue", False), ("name", False)))[:2] == ["Bolt", "Acme"]
    assert names(everything, sort=(("revenue", True), ("name", False)))[:2] == ["Acme", "Bolt"]
    assert names(everything, sort=(("size", False),))[:3] == ["Acme", "Bolt", "Core"], "in the order of the options"
    assert names(everything, sort=(("region", True),))[:2] == ["Deep_%", "Acme"], "by the target's title"


def test_two_keys_and_a_cursor(everything: Workspace) -> None:
    definition, sort = everything.object("account"), (("staff", True), ("name", False))
    first = run(everything, definition, ListQuery(columns=("name",), sort=sort, page_size=3))
    second = run(everything, definition, ListQuery(columns=("name",), sort=sort, page_size=3, after=first.next))
    assert [r.values["name"] for r in first.rows + second.rows][:3] == ["Acme", "Core", "Deep_%"]
    assert len(first.rows + second.rows) == 5


def test_a_cursor_may_be_written_plainly(everything: Workspace, stocked: dict[str, int]) -> None:
    definition = everything.object("account")

    def after(cursor: str, *sort: tuple[str, bool]) -> list[str]:
        return names(everything, sort=sort, after=cursor)

    deep, acme = stocked["Deep_%"], stocked["Acme"]
    assert after(str(deep), ("id", False)) == ["acme two"]
    assert after(f"Core,{acme}", ("name", False)) == ["Core", "Deep_%", "acme two"]
    assert after(f"9.99,{10**6}", ("revenue", True))[0] == "Bolt", "a plain decimal, the id settles ties"
    assert after(f",{deep}", ("revenue", False)) == ["acme two"], "an empty value"
    assert after(f"2025-12-31 23:00,{deep}", ("seen_at", False))[0] == "Core", "UTC where no zone is named"
    assert run(everything, definition, ListQuery(sort=(("id", False),), before=str(deep), page_size=2)).prev


@pytest.mark.parametrize("after", ["x", "!!!", "bnVsbA", "W10", "WyIiLFtdXQ", "a" * 5000, "WyItaWQiLFsiMSJdXQ", "WyItaWQiLFsxZTk5OV1d", "🙂"])
def test_a_cursor_that_was_not_made_here_is_refused(everything: Workspace, after: str) -> None:
    with pytest.raises(MalformedRequest):
        run(everything, everything.object("account"), ListQuery(after=after))


def test_search_finds_text_literally_in_title_and_searchable_fields(everything: Workspace, own: Workspace) -> None:
    assert sorted(names(everything, search="ACME")) == ["Acme", "acme two"]
    assert names(everything, search="_%") == ["Deep_%"]
    assert names(everything, search="100%") == ["Deep_%"]
    assert names(everything, search="acme second") == ["acme two"]
    assert names(own, search="deep") == []
    assert names(everything, search="%") == ["Deep_%"]
    assert run(everything, everything.object("region"), ListQuery(search="as")).rows[0].values["name"] == "East"
    assert run(everything, everything.object("photo"), ListQuery(search="x")).total == 0, "an object without texts"


def test_conditions_combine(everything: Workspace) -> None:
    large, paid = Comparison("size", "eq", "large"), Comparison("paying", "eq", True)
    by_name = (("name", False),)
    assert names(everything, where=AnyOf((large, paid)), sort=by_name) == ["Acme", "Bolt"]
    assert names(everything, where=All((large, paid))) == []
    assert sorted(names(everything, where=Not(Comparison("size", "in", ["large", "medium"])))) == ["Core"]
    assert sorted(names(everything, where=Comparison("size", "ne", "large"))) == ["Bolt", "Core", "Deep_%", "acme two"]
    assert names(everything, where=Comparison("tags", "contains", ["vip", "cold"])) == ["Deep_%"]
    assert names(everything, where=Comparison("id", "gt", 2**60)) == []
    assert names(everything, where=Comparison("owner", "eq", SIBLING)) == ["Deep_%"]
    assert names(everything, where=AnyOf()) == []


def test_what_is_unknown_is_refused_by_name(everything: Workspace) -> None:
    definition = everything.object("account")
    with pytest.raises(MalformedRequest, match="nonsense"):
        run(everything, definition, ListQuery(columns=("nonsense",)))
    with pytest.raises(MalformedRequest):
        run(everything, definition, ListQuery(sort=(("f_name", False),)))
    with pytest.raises(InvalidInput) as refused:
        run(everything, definition, ListQuery(where=Comparison("sizes", "eq", "x")))
    assert "size" in refused.value.problems[0].hint
    with pytest.raises(InvalidInput):
        run(everything, definition, ListQuery(where=Comparison("notes", "gt", "x")))
