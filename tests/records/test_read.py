"""One record with its references, rights and related lists, by few statements."""

from __future__ import annotations

from app.records import read
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
        assert read.rights(ws, account, mine) == read.Rights(edit=True, delete=False, transfer=True)
        assert read.rights(ws, account, theirs) == read.Rights(edit=False, delete=False, transfer=True)
    with world.acting(person(), world.matrix("all")) as ws:
        with counting() as statements:
            assert read.rights(ws, ws.object("account"), theirs) == read.Rights(edit=True, delete=True, transfer=True)
            assert not read.rights(ws, ws.object("log"), 1).edit
        assert statements == []


def test_related_lists_are_capped_and_told_apart_by_field(world: World, counting: Counting) -> None:
    account = world.add("account", STAFF, name="a")
    for number in range(7):
        world.add("deal", STAFF, name=f"d{number}", account=account)
    world.add("deal", STAFF, name="p", partner=account)
    world.add("deal", SIBLING, name="CANARY", partner=account)
    with world.acting(person(), world.matrix("own", order="none")) as ws:
        [ws.model(name) for name in ("deal", "account")]
        with counting() as statements:
            lists = {(r.definition.name, r.field.name): r.page for r in read.related(ws, ws.object("account"), account)}
    assert set(lists) == {("account", "parent"), ("deal", "account"), ("deal", "partner")}, "nothing of an object out of reach"
    assert (len(lists["deal", "account"].rows), lists["deal", "account"].total) == (5, 7)
    assert [row.values["name"] for row in lists["deal", "partner"].rows] == ["p"]
    assert len(statements) == 4, "one a list, one more where there are more rows than shown"
