"""How many records a list has: right wherever the number comes from, of what the actor sees, and without a statement of its own where the rows tell it."""

from __future__ import annotations

from typing import Any

import pytest

from app.metadata.conditions import All, Comparison
from app.models.engine import writing
from app.records import write
from app.records.counting import counts_along
from app.records.matching import matching
from app.records.query import ListQuery, Page, run
from app.records.workspace import Workspace
from tests.records.conftest import Counting
from tests.records.world import BELOW, COLLEAGUE, SIBLING, STAFF, World, person

NUMBERS = (0, 1, 3, 25, 26, 60)
"""Records with ``score`` = number, as many of STAFF's as that, and one more of somebody else's each."""
BY_STAFF = (("revenue", True),)
"""An order without an index."""


@pytest.fixture(scope="module")
def scored(world: World) -> World:
    for number in NUMBERS:
        for place in range(number + 1):
            owner = STAFF if place < number else SIBLING
            world.add("account", owner, name=f"score{number}x {place}", score=number, revenue=place % 7 or None)
    return world


def listed(ws: Workspace, **asked: Any) -> Page:
    return run(ws, ws.object("account"), ListQuery(columns=("name", "owner"), **asked))


def score(number: int) -> Comparison:
    return Comparison("score", "eq", number)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(("user_id", "reach", "more"), [(STAFF, "own", 0), (STAFF, "all", 1), (SIBLING, "department_tree", None), (COLLEAGUE, "own", None)])
def test_the_number_is_that_of_the_rows_that_the_actor_sees(scored: World, number: int, user_id: int, reach: str, more: int | None) -> None:
    whole = number + more if more is not None else (1 if user_id == SIBLING else 0)
    with scored.acting(person(user_id), scored.matrix(reach)) as ws:
        for asked in ({"where": score(number)}, {"search": f"score{number}x"}, {"where": All((score(number), Comparison("name", "contains", "score")))}):
            for sort in (BY_STAFF, (("name", False),), (("owner", False),), ()):
                for size in (10, 25, 100):
                    page = listed(ws, sort=sort, page_size=size, **asked)
                    assert (page.total, page.count_kind, len(page.rows)) == (whole, "exact", min(whole, size)), (asked, sort, size)


@pytest.mark.parametrize("asked", [{"where": score(60)}, {"search": "score60x"}])
def test_every_page_of_a_list_found_at_once_has_its_rows_and_the_number(scored: World, asked: dict[str, Any]) -> None:
    with scored.acting(person(STAFF), scored.matrix("own")) as ws:
        whole = [row.id for row in listed(ws, sort=BY_STAFF, page_size=200, **asked).rows]
        assert len(set(whole)) == 60
        after, ids = "", []
        while True:
            page = listed(ws, sort=BY_STAFF, page_size=7, after=after, **asked)
            assert (page.total, page.count_kind) == (60, "exact")
            ids += [row.id for row in page.rows]
            after = page.next
            if not after:
                break
        assert ids == whole
        back = listed(ws, sort=BY_STAFF, page_size=7, before=page.prev, **asked)
        assert [row.id for row in back.rows] == whole[-11:-4]
        assert [row.id for row in listed(ws, sort=BY_STAFF, page_size=7, page=3, **asked).rows] == whole[14:21]
        beyond = listed(ws, sort=BY_STAFF, page_size=7, page=30, **asked)
        assert (beyond.rows, beyond.total, beyond.count_kind) == ((), 60, "exact"), "no row tells it here"


def test_a_number_that_comes_along_is_not_cut_off_and_costs_no_statement(scored: World, counting: Counting) -> None:
    with scored.acting(person(STAFF), scored.matrix("all")) as ws:
        listed(ws, search="score60x")
        with counting() as sent:
            page = listed(ws, search="score60x", page_size=10, cap=5)
        assert (page.total, page.count_kind) == (61, "exact")
        assert len(sent) == 2, "what the index finds, then the page with its number"
        planned = scored.engine.dialect.name == "postgresql"
        where = All((score(60), Comparison("revenue", "null", False)))
        with counting() as sent:
            page = listed(ws, where=where, sort=BY_STAFF, page_size=10, cap=5)
        assert ["EXPLAIN" in sent[0], len(sent)] == [planned, 2], "the planner's opinion and the page; or the page and a count"
        assert (page.total, page.count_kind) == ((52, "exact") if planned else (5, "at_least"))


def test_beyond_what_is_found_at_once_numbers_are_counted_up_to_the_cap(scored: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.records.counting.TOGETHER", 0)
    with scored.acting(person(COLLEAGUE), scored.matrix("all")) as ws:
        assert not counts_along(ws, matching(ws, ws.object("account"), score(60)))
        for cap, told in ((59, (59, "at_least")), (60, (60, "at_least")), (61, (61, "exact")), (62, (61, "exact")), (None, (61, "exact"))):
            page = listed(ws, where=score(60), sort=BY_STAFF, page_size=10, cap=cap)
            assert (page.total, page.count_kind) == told or (page.count_kind == "estimate" and cap is not None and cap < 61), cap


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
def test_what_turned_out_to_be_many_is_not_found_at_once_again(scored: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.records.counting.TOGETHER", 30)
    where = All((score(60), Comparison("name", "starts", "score60x")))
    with scored.acting(person(BELOW), scored.matrix("all")) as ws:
        assert counts_along(ws, matching(ws, ws.object("account"), where)), "the planner expects fewer"
        assert listed(ws, where=where, sort=BY_STAFF, page_size=10).total == 61
        assert not counts_along(ws, matching(ws, ws.object("account"), where))
        assert listed(ws, where=where, sort=BY_STAFF, page_size=10).total == 61


def test_records_in_the_bin_are_not_counted(scored: World) -> None:
    with scored.acting(person(STAFF), scored.matrix("all")) as ws:
        before = listed(ws, search="score3x")
        with writing(ws.session):
            write.delete(ws, ws.object("account"), [before.rows[0].id])
        after = listed(ws, search="score3x")
        assert (before.total, after.total) == (4, 3)
        assert listed(ws, where=score(3), sort=BY_STAFF).total == 3
