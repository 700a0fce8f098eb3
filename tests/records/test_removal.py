"""Deleting, as references allow it, and restoring what went along."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.errors import NotFound
from app.models.system import HistoryRow
from app.records import read, write
from app.records.workspace import Workspace
from tests.records.conftest import Counting
from tests.records.world import COLLEAGUE, SIBLING, STAFF, World, person


def live(world: World, object_name: str, *ids: int) -> list[int]:
    """Which of the ids are not in the bin."""
    with world.acting() as ws:
        model = ws.model(object_name)
        return sorted(ws.session.scalars(sa.select(model.id).where(model.id.in_(ids))))


def delete(world: World, object_name: str, *ids: int, reach: str = "all") -> tuple[list[int], dict[int, str], int]:
    with world.acting(person(), world.matrix(reach)) as ws:
        done = write.delete(ws, ws.object(object_name), ids)
    return list(done.deleted), {refusal.id: refusal.what for refusal in done.refused}, done.along


def test_cascade_takes_along_and_restore_brings_all_of_it_back(world: World) -> None:
    deal = world.add("deal", STAFF, name="d")
    visits = [world.add("visit", owner, deal=deal) for owner in (STAFF, SIBLING)]
    photos = [world.add("photo", SIBLING, visit=visits[0]) for _ in range(2)]
    gone_before = world.add("visit", STAFF, deal=deal)
    delete(world, "visit", gone_before)
    assert delete(world, "deal", deal, reach="own") == ([deal], {}, 4)
    assert live(world, "visit", *visits) == live(world, "photo", *photos) == []
    with world.acting(person(), world.matrix("own")) as ws:
        with pytest.raises(NotFound):
            read.get(ws, ws.object("deal"), deal)
        done = write.restore(ws, ws.object("deal"), [deal, 10**6])
        assert (done.restored, done.along, [refusal.id for refusal in done.refused]) == ((deal,), 4, [10**6])
    assert live(world, "visit", *visits, gone_before) == visits, "what was deleted before stays in the bin"
    assert live(world, "photo", *photos) == photos
    with world.acting() as ws:
        found = ws.session.execute(
            sa.select(HistoryRow.action, HistoryRow.version).where(HistoryRow.entity_id == ws.object("visit").id, HistoryRow.record_id == visits[0])
        )
        assert [tuple(row) for row in found] == [("delete", 2), ("restore", 3)]


def test_restrict_refuses_naming_what_the_actor_may_see(world: World) -> None:
    account = world.add("account", STAFF, name="a")
    world.add("deal", STAFF, name="seen", account=account)
    for owner in (SIBLING, SIBLING):
        world.add("deal", owner, name="CANARY", account=account)
    deleted, refused, _along = delete(world, "account", account, reach="own")
    assert deleted == []
    assert refused[account] == "Still in use by: Deal (1), other records (2)."


def test_an_obstacle_far_below_holds_the_whole_chain(world: World) -> None:
    deals = [world.add("deal", STAFF, name="d") for _ in range(2)]
    visits = [world.add("visit", STAFF, deal=deal) for deal in deals]
    world.add("invoice", STAFF, text="i", visit=visits[0])
    deleted, refused, along = delete(world, "deal", *deals)
    assert (deleted, list(refused), along) == ([deals[1]], [deals[0]], 1)
    assert live(world, "visit", *visits) == [visits[0]]


def test_a_record_that_goes_too_is_no_obstacle_unless_it_is_held_itself(world: World) -> None:
    account = world.add("account", STAFF, name="a")
    deal = world.add("deal", STAFF, name="d", account=account)
    visit = world.add("visit", STAFF, deal=deal)
    other = world.add("deal", STAFF, name="other", account=account)
    assert delete(world, "account", account)[0] == []
    delete(world, "deal", other, deal)
    assert live(world, "visit", visit) == []
    assert delete(world, "account", account)[0] == [account]


def test_clear_keeps_the_value_out_of_sight_and_restoring_mends_it(world: World) -> None:
    partner = world.add("account", STAFF, name="p")
    deal = world.add("deal", STAFF, name="d", partner=partner)
    assert delete(world, "account", partner)[0] == [partner]

    def shown() -> tuple[object, object]:
        with world.acting(person(), world.matrix("all")) as ws:
            row = read.get(ws, ws.object("deal"), deal)
            return row.values["partner"], row.labels["partner"]

    assert shown() == (None, None)
    with world.acting(person(), world.matrix("all")) as ws:
        write.restore(ws, ws.object("account"), [partner])
    assert shown() == (partner, "p")


def test_every_record_that_cannot_go_has_its_reason(world: World) -> None:
    mine, theirs, hidden = (world.add("account", owner, name="x") for owner in (STAFF, COLLEAGUE, SIBLING))
    with world.acting(person(), world.matrix(account={"view": "department", "delete": "own"})) as ws:
        done = write.delete(ws, ws.object("account"), [mine, theirs, hidden, 10**6, -1, 2**40, mine])
    assert done.deleted == (mine,)
    told = {refusal.id: refusal.what for refusal in done.refused}
    assert "may not" in told[theirs]
    assert {told[number] for number in (hidden, 10**6, -1, 2**40)} == {"This record does not exist."}
    assert live(world, "account", mine, theirs, hidden) == [theirs, hidden]


def test_a_unique_value_given_away_keeps_a_record_in_the_bin(world: World) -> None:
    first = world.add("account", STAFF, name="x", code="UNIQUE")
    delete(world, "account", first)
    second = world.add("account", STAFF, name="y", code="UNIQUE")
    with world.acting(person(), world.matrix("all")) as ws:
        done = write.restore(ws, ws.object("account"), [first])
        assert done.restored == ()
        assert "Code" in done.refused[0].what
        write.delete(ws, ws.object("account"), [second])
        both = write.restore(ws, ws.object("account"), [first, second])
        assert (len(both.restored), len(both.refused)) == (1, 1), "one value, one record"


def test_what_depends_on_a_record_in_the_bin_waits_for_it(world: World) -> None:
    account = world.add("account", STAFF, name="a")
    deal = world.add("deal", STAFF, name="d", account=account)
    delete(world, "deal", deal)
    delete(world, "account", account)

    def restore(ws: Workspace, name: str, number: int) -> tuple[int, ...]:
        return write.restore(ws, ws.object(name), [number]).restored

    with world.acting(person(), world.matrix("all")) as ws:
        assert restore(ws, "deal", deal) == ()
        assert restore(ws, "account", account) == (account,)
        assert restore(ws, "deal", deal) == (deal,)


def test_nobody_restores_what_they_could_not_delete(world: World) -> None:
    theirs = world.add("account", SIBLING, name="x")
    delete(world, "account", theirs)
    with world.acting(person(), world.matrix("department")) as ws:
        assert write.restore(ws, ws.object("account"), [theirs]).restored == ()


def test_statements_do_not_grow_with_the_number_of_records(world: World, counting: Counting) -> None:
    counts = []
    for number in (2, 30):
        deals = [world.add("deal", STAFF, name="d") for _ in range(number)]
        for deal in deals:
            world.add("visit", STAFF, deal=deal)
        with world.acting(person(), world.matrix("all")) as ws:
            definition = ws.object("deal")
            [ws.object(name) and ws.model(name) for name in ("visit", "photo", "invoice")]
            with counting() as statements:
                done = write.delete(ws, definition, deals)
        assert (len(done.deleted), done.along) == (number, number)
        counts.append(len(statements))
    assert counts == [8, 8], "lock; visits; photos; invoices; two updates; two histories"


def test_a_circle_of_cascades_ends(world: World) -> None:
    first = world.add("node", STAFF)
    second = world.add("node", SIBLING, parent=first)
    with world.acting() as ws:
        write.update(ws, ws.object("node"), first, {"parent": second})
    assert delete(world, "node", first, reach="own") == ([first], {}, 1)
    with world.acting(person(), world.matrix("own")) as ws:
        assert write.restore(ws, ws.object("node"), [first]).along == 1
    assert live(world, "node", first, second) == [first, second]
