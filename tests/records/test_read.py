"""One record with its references, rights and related lists, by few statements."""

from __future__ import annotations

from app.records import read, related
from app.records.totals import totals
from tests.records.conftest import Counting
from tests.records.world import COLLEAGUE, SIBLING, STAFF, World, person


def test_a_record_is_one_statement_whatever_it_points_at(world: World, counting: Counting) -> None:
    made = world.add("account", STAFF, name="a", region=world.add("region", name="R"), manager=SIBLING, branch=4)
    with world.acting(person(), world.matrix("own", region="all")) as ws:
        account = ws.object("account")
        ws.model("region")
        with counting() as statements:
            row = read.get(ws, account, made)
        assert len(statements) == 1
        assert (row.labels["manager"], row.labels["branch"], row.labels["region"]) == ("Dora Sibling", "Service", "R")
        assert set(row.values) == {field.name for field in account.live_fields} | {
            *("id", "owner", "department", "created_at", "created_by", "changed_at", "changed_by", "version"),
        }
        assert set(read.get(ws, account, made, ("name",)).values) == {"name"}


def test_more_references_than_one_statement_joins_are_read_in_parts(world: World, counting: Counting) -> None:
    made = world.add("account", STAFF, name="a", manager=SIBLING)
    with world.acting(person(), world.matrix("own")) as ws:
        account = ws.object("account")
        whole = read.get(ws, account, made)
        read.MOST_JOINS, before = 2, read.MOST_JOINS
        try:
            with counting() as statements:
                assert read.get(ws, account, made) == whole
        finally:
            read.MOST_JOINS = before
        assert len(statements) == 4, "8 references by 2"


def test_rights_to_one_record(world: World, counting: Counting) -> None:
    mine, theirs = world.add("account", STAFF, name="a"), world.add("account", COLLEAGUE, name="b")
    rights = {"view": "department", "edit": "own", "delete": "none", "transfer": "department"}
    with world.acting(person(), world.matrix(account=rights)) as ws:
        account = ws.object("account")
        rows = [read.get(ws, account, number) for number in (mine, theirs)]
        with counting() as statements:
            assert [read.rights(ws, account, row) for row in rows] == [read.Rights(True, False, True), read.Rights(False, False, True)]
        assert statements == [], "the row says it"
    log = world.add("log", STAFF, text="x")
    with world.acting(person(), world.matrix("all")) as ws:
        account = ws.object("account")
        assert read.rights(ws, account, read.get(ws, account, theirs)) == read.Rights(edit=True, delete=True, transfer=True)
        assert not read.rights(ws, ws.object("log"), read.get(ws, ws.object("log"), log)).edit


def test_related_lists_are_told_apart_by_field_counted_at_once_and_the_first_are_read(world: World, counting: Counting) -> None:
    account = world.add("account", STAFF, name="a")
    for number in range(12):
        world.add("deal", STAFF, name=f"d{number}", account=account)
    world.add("deal", STAFF, name="p", partner=account)
    world.add("deal", SIBLING, name="CANARY", partner=account)
    with world.acting(person(), world.matrix("own", order="none")) as ws:
        among = related.referrers(ws, ws.object("account"))
        with counting() as statements:
            lists = {one.referrer.key: one for one in related.related(ws, among, account)}
        assert len(statements) == 3, "one for all counts, one a list with records"
        with counting() as statements:
            closed = related.related(ws, among, account, opened=1)
        assert len(statements) == 2
    assert set(lists) == {"account__parent", "deal__account", "deal__partner"}, "nothing of an object out of reach"
    assert [(one.count, one.more, one.rows) for one in (lists["account__parent"],)] == [(0, False, None)]
    many, few = lists["deal__account"], lists["deal__partner"]
    assert many.rows
    assert few.rows
    assert (len(many.rows), many.count, many.more) == (5, 10, True)
    assert ([row.values["name"] for row in few.rows], few.count, few.more) == (["p"], 1, False)
    assert [(one.count, one.rows is None) for one in closed] == [(0, True), (10, False), (1, True)], "in order; the first with records is read"


def test_what_is_not_counted_says_so(world: World, counting: Counting) -> None:
    account = world.add("account", STAFF, name="a")
    with world.acting(person(), world.matrix("own")) as ws:
        related.MOST_COUNTED, before = 1, related.MOST_COUNTED
        try:
            with counting() as statements:
                found = related.related(ws, related.referrers(ws, ws.object("account")), account)
        finally:
            related.MOST_COUNTED = before
    assert [one.count for one in found[:2]] == [0, None]
    assert len(statements) == 1


def test_totals_of_several_objects_are_one_statement_within_reach(world: World, counting: Counting) -> None:
    for owner in (STAFF, STAFF, SIBLING):
        world.add("photo", owner)
    with world.acting(person(), world.matrix("own", invoice="none")) as ws:
        objects = [ws.object(name) for name in ("photo", "invoice")]
        with counting() as statements:
            assert totals(ws, objects) == [(2, "exact"), (0, "exact")]
        assert totals(ws, objects[:1], cap=1) == [(1, "at_least")]
    assert len(statements) == 1
