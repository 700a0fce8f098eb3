"""Reach × whose record × every way to it: the table that the row scopes must satisfy, on both databases.

A cell is True when the actor reaches the record. Whatever reaches it does so on every path; whatever does not, on none: no path tells more than another.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.errors import InvalidInput, NotAllowed, NotFound
from app.metadata.conditions import Comparison
from app.metadata.definitions import FieldDef
from app.records import read, related, write
from app.records.bulk import bulk
from app.records.history import entries
from app.records.query import ListQuery, count, run
from app.records.references import choices
from app.records.workspace import Workspace
from tests.records.world import BELOW, COLLEAGUE, REACHES, SIBLING, STAFF, World, person

TABLE = {
    "none": {STAFF: False, COLLEAGUE: False, BELOW: False, SIBLING: False},
    "own": {STAFF: True, COLLEAGUE: False, BELOW: False, SIBLING: False},
    "department": {STAFF: True, COLLEAGUE: True, BELOW: False, SIBLING: False},
    "department_tree": {STAFF: True, COLLEAGUE: True, BELOW: True, SIBLING: False},
    "all": {STAFF: True, COLLEAGUE: True, BELOW: True, SIBLING: True},
}
CELLS = [(reach, owner, TABLE[reach][owner]) for reach in REACHES for owner in (STAFF, COLLEAGUE, BELOW, SIBLING)]
ONLY = {"edit": "none", "delete": "none", "transfer": "none"}


def _refused(action: Callable[[], object], *errors: type[Exception]) -> bool:
    try:
        action()
    except errors:
        return True
    return False


def _list(ws: Workspace, number: int) -> bool:
    return bool(run(ws, ws.object("account"), ListQuery(where=Comparison("id", "eq", number))).rows)


def _count(ws: Workspace, number: int) -> bool:
    return count(ws, ws.object("account"), ListQuery(where=Comparison("id", "eq", number)))[0] == 1


def _show(ws: Workspace, number: int) -> bool:
    return not _refused(lambda: read.get(ws, ws.object("account"), number), NotFound)


def _history(ws: Workspace, number: int) -> bool:
    return bool(entries(ws, ws.object("account"), number))


def _search(ws: Workspace, number: int) -> bool:
    return bool(run(ws, ws.object("account"), ListQuery(search=f"CANARY{number}")).rows)


def _choices(ws: Workspace, number: int) -> bool:
    field = ws.object("deal").field("account")
    assert isinstance(field, FieldDef)
    return [item[0] for item in choices(ws, field, f"CANARY{number}").items] == [number]


def _reference_in_post(ws: Workspace, number: int) -> bool:
    return not _refused(lambda: write.create(ws, ws.object("deal"), {"name": "x", "account": number}), InvalidInput)


def _reference_in_put(ws: Workspace, number: int) -> bool:
    deal = write.create(ws, ws.object("deal"), {"name": "x"})
    return not _refused(lambda: write.update(ws, ws.object("deal"), deal, {"account": number}), InvalidInput)


VIEWS = (_list, _count, _show, _history, _search, _choices, _reference_in_post, _reference_in_put)


@pytest.fixture(scope="module")
def records(world: World) -> dict[int, int]:
    """Owner → an account of theirs whose name is CANARY and its id; a deal of the staff's points at it."""
    ids = {}
    for owner in (STAFF, COLLEAGUE, BELOW, SIBLING):
        ids[owner] = world.add("account", owner, name="x")
        with world.acting() as ws:
            write.update(ws, ws.object("account"), ids[owner], {"name": f"CANARY{ids[owner]}"})
        world.add("deal", STAFF, name=f"to {owner}", account=ids[owner])
        world.add("deal", owner, name="related", partner=ids[STAFF])
    return ids


@pytest.mark.parametrize("way", VIEWS, ids=lambda way: way.__name__.strip("_"))
@pytest.mark.parametrize(("reach", "owner", "reached"), CELLS)
def test_view(world: World, records: dict[int, int], way: Callable[[Workspace, int], bool], reach: str, owner: int, reached: bool) -> None:
    with world.acting(person(), world.matrix("all", account={"view": reach, **ONLY})) as ws:
        assert way(ws, records[owner]) == reached


@pytest.mark.parametrize(("reach", "owner", "reached"), CELLS)
def test_names_of_targets(world: World, records: dict[int, int], reach: str, owner: int, reached: bool) -> None:
    """A cell, its filter and its place in the order tell nothing of a hidden target."""
    with world.acting(person(), world.matrix("all", account={"view": reach, **ONLY})) as ws:
        query = ListQuery(columns=("account",), search=f"to {owner}", sort=(("account", False),))
        (row,) = run(ws, ws.object("deal"), query).rows
        assert (row.values["account"], row.labels["account"]) == ((records[owner], f"CANARY{records[owner]}") if reached else (None, None))
        assert bool(run(ws, ws.object("deal"), ListQuery(where=Comparison("account", "eq", records[owner]))).rows) == reached
        assert "CANARY" not in str(entries(ws, ws.object("deal"), row.id))


@pytest.mark.parametrize(("reach", "owner", "reached"), CELLS)
def test_related_lists(world: World, records: dict[int, int], reach: str, owner: int, reached: bool) -> None:
    with world.acting(person(), world.matrix("all", deal={"view": reach, **ONLY})) as ws:
        lists = {found.referrer.key: found for found in related.related(ws, related.referrers(ws, ws.object("account")), records[STAFF], size=50)}
        shown = lists.get("deal__partner")
        found = [row.values["name"] for row in shown.rows] if shown and shown.rows else []
        assert (shown.count if shown else 0) == len(found)
        owners = run(ws, ws.object("deal"), ListQuery(columns=("owner",), where=Comparison("partner", "eq", records[STAFF]))).rows
        assert (owner in {row.values["owner"] for row in owners}) == reached
        assert len(found) == len(owners) == sum(TABLE[reach].values())


@pytest.mark.parametrize("view", ["all", "same"])
@pytest.mark.parametrize(("reach", "owner", "reached"), CELLS)
def test_change_and_delete(world: World, reach: str, owner: int, reached: bool, view: str) -> None:
    """Seen but out of reach: not allowed; not seen: missing. A mass action is judged row by row."""
    rights = {"view": "all" if view == "all" else reach, "edit": reach, "delete": reach, "transfer": "none"}
    number, marker = world.add("account", owner, name="before"), "seen" if view == "all" else "hidden"
    with world.acting(person(), world.matrix("all", account=rights)) as ws:
        account = ws.object("account")
        error = NotAllowed if marker == "seen" else NotFound
        assert _refused(lambda: write.update(ws, account, number, {"name": "after"}), error) != reached
        (told,) = bulk(ws, account, [{"id": number, "name": "bulk"}], "id")
        assert (told.action == "updated") == reached
        done = write.delete(ws, account, [number, 10**6])
        assert (number in done.deleted) == reached
        told_missing = next(refusal.what for refusal in done.refused if refusal.id == 10**6)
        if not reached:
            assert (done.refused[0].what == told_missing) == (marker == "hidden")
        assert (number in write.restore(ws, account, [number]).restored) == reached
    with world.acting() as ws:
        assert read.get(ws, ws.object("account"), number).values["name"] == ("bulk" if reached else "before")


@pytest.mark.parametrize("reach", REACHES)
def test_objects_without_owners_are_reached_by_any_reach(world: World, reach: str) -> None:
    number = world.add("region", name="r")
    with world.acting(person(), world.matrix("all", region=reach)) as ws:
        region = ws.object("region")
        assert bool(run(ws, region, ListQuery(where=Comparison("id", "eq", number))).rows) == (reach != "none")
        assert _refused(lambda: write.update(ws, region, number, {"name": "r2"}), NotFound) == (reach == "none")
        assert (number in write.delete(ws, region, [number]).deleted) == (reach != "none")


def test_without_the_right_to_create_nothing_is_created(world: World) -> None:
    with world.acting(person(), world.matrix("all", create=False)) as ws:
        with pytest.raises(NotAllowed):
            write.create(ws, ws.object("account"), {"name": "x"})
        assert [row.action for row in bulk(ws, ws.object("account"), [{"name": "x"}])] == ["refused"]
    with world.acting(person(), world.matrix("none")) as ws, pytest.raises(NotAllowed):
        write.create(ws, ws.object("account"), {"name": "nobody would see it"})
