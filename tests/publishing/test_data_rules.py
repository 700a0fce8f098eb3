"""New rules against present records: refused with the rows that break them, or filled in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.access.actor import SYSTEM, Actor
from app.errors import InvalidInput, Problem
from app.i18n import use
from app.metadata.edits import AddField, ChangeField, Edit, RestoreField, RetireField
from tests.publishing.desk import LIN, NOW, Desk


def refused(desk: Desk, *wanted: Edit, author: Actor = SYSTEM) -> tuple[Problem, ...]:
    before = desk.revision()
    with pytest.raises(InvalidInput) as caught:
        desk.publish(*wanted, author=author)
    assert desk.revision() == before
    return caught.value.problems


def test_required_names_the_first_ten_records_without_a_value_and_their_number(desk: Desk) -> None:
    desk.make("guest", {"name": "phone", "type": "text", "label": {"en": "Phone", "zh_Hans": "电话"}})
    desk.insert("guest", {"name": "Bo", "phone": "1"}, {"name": "Binned", "deleted_at": NOW}, *({"name": f"Guest {n}"} for n in range(12)))
    (problem,) = refused(desk, ChangeField("guest", "phone", {"required": True}))
    assert problem.where == "fields.phone.required"
    assert problem.what.startswith('12 records have no value for "Phone": #3 Guest 0, #4 Guest 1,')
    assert problem.what.endswith("#12 Guest 9 …")
    with use("zh_Hans", "UTC"):
        assert "电话" in refused(desk, ChangeField("guest", "phone", {"required": True}))[0].what


def test_required_with_a_value_fills_the_records_without_one(desk: Desk) -> None:
    desk.make("visit", {"name": "note", "type": "text"})
    desk.insert("visit", {"name": "a", "note": "own"}, {"name": "b"})
    desk.publish(ChangeField("visit", "note", {"required": True}, fill="none"))
    assert desk.values("visit", "note") == ["own", "none"]
    desk.publish(ChangeField("visit", "note", {"required": False}))
    desk.publish(AddField("visit", {"name": "grade", "type": "picklist", "options": [{"value": "a"}, {"value": "b"}], "required": True, "default": "b"}))
    assert desk.values("visit", "grade") == ["b", "b"]


FILLS: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "text": ({}, "x", "x"),
    "integer": ({}, 7, 7),
    "decimal": ({"precision": 12, "scale": 2}, "12.50", Decimal("12.50")),
    "boolean": ({}, False, False),
    "date": ({}, "2026-02-28", date(2026, 2, 28)),
    "multi_picklist": ({"options": [{"value": "a"}, {"value": "b"}]}, ["b", "a"], ("a", "b")),
}


@pytest.mark.parametrize("kind", FILLS)
def test_a_new_required_field_takes_its_value_in_json_form(desk: Desk, kind: str) -> None:
    params, raw, value = FILLS[kind]
    name = f"filled_{kind}"
    desk.make(name)
    desk.insert(name, {"name": "a"}, {"name": "b"})
    assert refused(desk, AddField(name, {"name": "more", "type": kind, "required": True, **params}))[0].where == "fields.more.required"
    desk.publish(AddField(name, {"name": "more", "type": kind, "required": True, **params}, fill=raw))
    assert desk.values(name, "more") == [value, value]


def test_a_value_that_the_field_itself_refuses_fills_nothing(desk: Desk) -> None:
    desk.make("strict")
    desk.insert("strict", {"name": "a"})
    problems = refused(desk, AddField("strict", {"name": "more", "type": "integer", "required": True, "max": 10}, fill="many"))
    assert [p.where for p in problems] == ["fields.more.fill"]
    problems = refused(desk, AddField("strict", {"name": "more", "type": "integer", "required": True, "max": 10}, fill=11))
    assert [p.where for p in problems] == ["fields.more.fill"]


def test_a_reference_fills_only_with_something_that_is_there(desk: Desk) -> None:
    desk.make("house")
    desk.insert("house", {"name": "there"}, {"name": "binned", "deleted_at": NOW})
    desk.make("room")
    desk.insert("room", {"name": "a"})
    for number in (2, 3):
        (problem,) = refused(desk, AddField("room", {"name": "house", "type": "lookup", "target": "house", "required": True}, fill=number))
        assert problem.where == "fields.house.fill"
    (problem,) = refused(desk, AddField("room", {"name": "keeper", "type": "user", "required": True}, fill=99))
    assert problem.where == "fields.keeper.fill"
    desk.publish(AddField("room", {"name": "house", "type": "lookup", "target": "house", "required": True}, fill=1))
    desk.publish(AddField("room", {"name": "keeper", "type": "user", "required": True}, fill=2))
    assert (desk.values("room", "house"), desk.values("room", "keeper")) == ([1], [2])


def test_who_does_not_see_the_records_is_told_their_numbers_only(desk: Desk) -> None:
    desk.make("secret", {"name": "code", "type": "text", "label": {"en": "Code"}})
    desk.insert("secret", {"name": "CANARY", "code": "1"}, {"name": "CANARY", "code": "1"}, {"name": "CANARY"})
    (problem,) = refused(desk, ChangeField("secret", "code", {"unique": True}), author=LIN)
    assert problem.what == '2 records share values of "Code": #1, #2'
    (problem,) = refused(desk, ChangeField("secret", "code", {"required": True}), author=LIN)
    assert problem.what == '1 record has no value for "Code": #3'


def test_unique_names_the_records_that_share_a_value(desk: Desk) -> None:
    desk.make("parcel", {"name": "code", "type": "text", "label": {"en": "Code"}})
    desk.insert("parcel", {"name": "a", "code": "1"}, {"name": "b", "code": "1"}, {"name": "c", "code": "2"}, {"name": "d"}, {"name": "e"})
    desk.insert("parcel", {"name": "gone", "code": "2", "deleted_at": NOW})
    (problem,) = refused(desk, ChangeField("parcel", "code", {"unique": True}))
    assert (problem.where, problem.what) == ("fields.code.unique", '2 records share values of "Code": #1 a, #2 b')
    with_fill = refused(desk, ChangeField("parcel", "code", {"unique": True, "required": True}, fill="3"))
    assert [p.where for p in with_fill] == ["fields.code.unique", "fields.code.unique"]
    assert "2 records would get the same value" in with_fill[1].what


def test_all_broken_rules_come_together(desk: Desk) -> None:
    desk.make("many", {"name": "a", "type": "text"}, {"name": "b", "type": "text"})
    desk.insert("many", {"name": "x", "b": "same"}, {"name": "y", "b": "same"})
    problems = refused(desk, ChangeField("many", "a", {"required": True}), ChangeField("many", "b", {"unique": True}))
    assert [p.where for p in problems] == ["fields.a.required", "fields.b.unique"]


def test_a_restored_field_is_held_to_its_rules_again(desk: Desk) -> None:
    desk.make("back", {"name": "code", "type": "text", "required": True, "unique": True})
    desk.insert("back", {"name": "a", "code": "1"})
    desk.publish(RetireField("back", "code"))
    desk.insert("back", {"name": "b"})
    (problem,) = refused(desk, RestoreField("back", "code"))
    assert '1 record has no value for "' in problem.what
