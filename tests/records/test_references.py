"""What a reference may take: a page of choices in the actor's sight, never the whole table."""

from __future__ import annotations

import pytest

from app.errors import InvalidInput
from app.metadata.definitions import FieldDef
from app.records import write
from app.records.fields import SYSTEM
from app.records.references import Choices, choices
from app.records.workspace import Workspace
from tests.records.conftest import Counting
from tests.records.world import BELOW, COLLEAGUE, SIBLING, STAFF, World, person


def field(ws: Workspace, object_name: str, name: str) -> FieldDef:
    found = ws.object(object_name).field(name)
    assert found is not None
    return found


def test_choices_of_a_lookup_are_searched_paged_and_in_sight(world: World, counting: Counting) -> None:
    for number in range(5):
        world.add("account", STAFF, name=f"Choice {number}")
    world.add("account", SIBLING, name="Choice hidden")
    with world.acting(person(), world.matrix("own")) as ws:
        account = field(ws, "deal", "account")
        choices(ws, account, "choice", size=3)  # the first search of a process asks which words are common
        with counting() as statements:
            first = choices(ws, account, "choice", size=3)
        assert len(statements) == 2, "the index, then the records"
        assert ([label for _id, label in first.items], first.more) == (["Choice 0", "Choice 1", "Choice 2"], True)
        second = choices(ws, account, "choice", page=2, size=3)
        assert ([label for _id, label in second.items], second.more) == (["Choice 3", "Choice 4"], False)
        for text in ("hidden", "%", "_hoice", "\x00", "\\", "x" * 5000, "' OR 1=1 --"):
            assert choices(ws, account, text).items == () or text == "\x00"
        assert choices(ws, account, page=10**9).items == ()
    with world.acting(person(), world.matrix("none", deal="all")) as ws:
        assert choices(ws, field(ws, "deal", "account")) == Choices(())


def test_choices_of_an_object_without_title_are_numbers(world: World) -> None:
    number = world.add("visit", STAFF, deal=world.add("deal", STAFF, name="d"))
    with world.acting(person(), world.matrix("own")) as ws:
        assert (number, f"#{number}") in choices(ws, field(ws, "photo", "visit")).items


def test_people_and_departments_are_found_by_name(world: World) -> None:
    with world.acting(person(), world.matrix("own")) as ws:
        manager, branch = field(ws, "account", "manager"), field(ws, "account", "branch")
        assert choices(ws, manager, "Chi").items == ((BELOW, "Cai Child"),)
        assert choices(ws, SYSTEM["owner"], "colleague").items == ((COLLEAGUE, "Bob Same"),)
        assert choices(ws, manager, "SameBob").items == ((COLLEAGUE, "Bob Same"),), "family name first, without a space"
        assert len(choices(ws, manager).items) == 4
        assert choices(ws, branch, "sales").items == ((2, "Sales"), (3, "Sales east"))
        assert choices(ws, branch, "_").items == choices(ws, manager, "%").items == ()


def test_a_lookups_own_filter_holds_for_choices_and_for_writes(world: World) -> None:
    large, small = world.add("account", STAFF, name="Big one", size="large"), world.add("account", STAFF, name="Big two", size="medium")
    mine, theirs = (world.add("account", COLLEAGUE, name="Big of whom", size="large", manager=who) for who in (STAFF, COLLEAGUE))
    with world.acting(person(), world.matrix("all")) as ws:
        chosen = field(ws, "order", "account")
        assert {number for number, _label in choices(ws, chosen, "big").items} == {mine}
        order = ws.object("order")
        for number in (large, small, theirs):
            with pytest.raises(InvalidInput):
                write.create(ws, order, {"account": number})
        made = write.create(ws, order, {"account": mine, "any": small})
        write.update(ws, ws.object("account"), mine, {"size": "medium"})
        write.update(ws, order, made, {"account": mine, "any": large})
