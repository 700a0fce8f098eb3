"""The checker: every rule with its place and remedy, and only as much work as the change is large."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.check import check
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.dump import dump
from app.metadata.edits import AddField, ChangeField, ChangeObject, CreateObject, PutMenu, PutOptionSet
from app.metadata.summary import summarize
from tests.metadata.conftest import changed

Refusal = Callable[..., dict[str, str]]


@pytest.mark.parametrize(
    ("field", "place", "words"),
    [
        ({"name": "9x", "type": "text"}, "9x.name", "not a valid name"),
        ({"name": "version", "type": "text"}, "version.name", "system field"),
        ({"name": "x"}, "x.type", "Choose one of"),
        ({"name": "x", "type": "chioce"}, "x.type", "Unknown type"),
        ({"name": "x", "type": "text", "max_length": "long"}, "x.max_length", "whole number"),
        ({"name": "x", "type": "text", "max_length": True}, "x.max_length", "whole number"),
        ({"name": "x", "type": "text", "max_length": 0}, "x.max_length", "smallest is 1"),
        ({"name": "x", "type": "text", "max_length": 10**9}, "x.max_length", "largest is"),
        ({"name": "x", "type": "text", "max_length": 3, "default": "long"}, "x.default", ""),
        ({"name": "x", "type": "text", "options": ["a"]}, "x.options", "no options"),
        ({"name": "x", "type": "text", "section": "basix"}, "x.section", '"basics"'),
        ({"name": "x", "type": "text", "written_by": "me"}, "x.written_by", "engine"),
        ({"name": "x", "type": "textarea", "unique": True}, "x.unique", "cannot be unique"),
        ({"name": "x", "type": "integer", "default": "seven"}, "x.default", ""),
        ({"name": "x", "type": "integer", "min": 9, "max": 1}, "x.min", "Exchange"),
        ({"name": "x", "type": "picklist"}, "x.options", "no option to choose"),
        ({"name": "x", "type": "picklist", "options": []}, "x.options", "no option to choose"),
        ({"name": "x", "type": "picklist", "options": [{"value": "a", "active": False}]}, "x.options", "no option to choose"),
        ({"name": "x", "type": "picklist", "options": ["a", "a"]}, "x.options.a", "twice"),
        ({"name": "x", "type": "picklist", "options": ["a,b"]}, "x.options.a,b.value", "cannot be the value"),
        ({"name": "x", "type": "picklist", "options": [""]}, "x.options.1.value", "no value"),
        ({"name": "x", "type": "picklist", "options": [{"value": "a", "color": "grene"}]}, "x.options.a.color", '"green"'),
        ({"name": "x", "type": "picklist", "options": ["new"], "default": "nwe"}, "x.default", '"new"'),
        ({"name": "x", "type": "picklist", "options": ["a"], "options_from": "grade"}, "x.options", "Keep one"),
        ({"name": "x", "type": "picklist", "options_from": "grad"}, "x.options_from", '"grade"'),
        ({"name": "x", "type": "picklist", "options": ["a"], "depends_on": "x"}, "x.depends_on", "no other field"),
        ({"name": "x", "type": "lookup"}, "x.target", "missing"),
        ({"name": "x", "type": "lookup", "target": "acount"}, "x.target", '"account"'),
        ({"name": "x", "type": "lookup", "target": ["account"]}, "x.target", "text"),
        ({"name": "x", "type": "lookup", "target": "account", "on_delete": "cascad"}, "x.on_delete", '"cascade"'),
        ({"name": "x", "type": "lookup", "target": "account", "on_delete": "clear", "required": True}, "x.on_delete", "optional"),
        ({"name": "x", "type": "lookup", "target": "account", "filter": [["nmae", "eq", "a"]]}, "x.filter", '"name"'),
        ({"name": "x", "type": "lookup", "target": "account", "filter": [["name", "is", "a"]]}, "x.filter.1", "Unknown operator"),
        ({"name": "x", "type": "auto_number", "required": True}, "x.required", "itself"),
        ({"name": "x", "type": "auto_number", "default": "1"}, "x.default", "itself"),
    ],
)
def test_a_wrong_field_is_named_by_its_place(field: Mapping[str, Any], place: str, words: str, refusal: Refusal) -> None:
    found = refusal(AddField("lead", field))
    assert found.keys() == {"error", f"fields.{place}"}
    assert words in found[f"fields.{place}"]


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"title_field": "nmae"}, "title_field", '"name"'),
        ({"title_field": "account"}, "title_field", "cannot name records"),
        ({"list_fields": ["name", "stauts"]}, "list_fields", '"status"'),
        ({"sort": "-creatd_at"}, "sort", '"created_at"'),
        ({"tree": "account"}, "tree", "not a lookup to this object"),
        ({"record_type": "name"}, "record_type", "not a picklist"),
        ({"sections": [{"name": "basics"}, {"name": "basics"}]}, "sections.basics", "more than one section"),
        ({"sections": [{"name": "Basics"}, {"name": "basics"}]}, "sections.Basics.name", "not a valid name"),
        ({"sections": []}, "fields.name.section", "no section"),
    ],
)
def test_wrong_settings_of_an_object_are_named(changes: Mapping[str, Any], place: str, words: str, refusal: Refusal) -> None:
    found = refusal(ChangeObject("lead", changes))
    assert words in found[place]


@pytest.mark.parametrize(
    ("item", "place", "words"),
    [
        ({"name": "x"}, "items.x", "exactly one"),
        ({"name": "x", "object": "lead", "page": "/"}, "items.x", "exactly one"),
        ({"name": "x", "object": "leed"}, "items.x.object", '"lead"'),
        ({"name": "x", "page": "//evil.example"}, "items.x.page", "one slash"),
        ({"name": "x", "page": "javascript:alert(1)"}, "items.x.page", "one slash"),
        ({"name": "X", "page": "/"}, "items.X.name", "not a valid name"),
        ({"name": "x", "items": [{"name": "x", "page": "/"}]}, "items.x.items.x.name", "twice"),
    ],
)
def test_a_wrong_line_of_a_menu_is_named(item: Mapping[str, Any], place: str, words: str, refusal: Refusal) -> None:
    assert words in refusal(PutMenu({"name": "main", "items": [item]}))[place]


def test_an_option_set_needs_a_name_and_an_option(refusal: Refusal) -> None:
    found = refusal(PutOptionSet({"name": "A", "options": []}))
    assert found.keys() == {"error", "name", "options"}


def test_twice_the_same_field_and_too_many_fields_are_named(refusal: Refusal) -> None:
    twice = [{"name": "a", "type": "text"}, {"name": "a", "type": "integer"}]
    assert "more than one field" in refusal(CreateObject({"name": "x", "fields": twice}))["fields.a.name"]
    many = [{"name": f"f{n}", "type": "text"} for n in range(201)]
    assert "200 is the limit" in refusal(CreateObject({"name": "x", "fields": many}))["fields"]


def test_required_lookups_in_a_circle_are_refused(refusal: Refusal) -> None:
    def needing(name: str, target: str) -> CreateObject:
        return CreateObject({"name": name, "fields": [{"name": "other", "type": "lookup", "target": target, "required": True}]})

    found = refusal(needing("a", "b"), needing("b", "c"), needing("c", "a"))
    assert "a → b → c → a" in found["a.fields"]
    assert "self → self" in refusal(needing("self", "self"))["fields"]


@pytest.mark.parametrize(
    "field",
    [
        {"name": "x", "type": "date", "default": "$today"},
        {"name": "x", "type": "date", "default": "$days(30)"},
        {"name": "x", "type": "datetime", "default": "$now"},
        {"name": "x", "type": "user", "default": "$me"},
        {"name": "x", "type": "department", "default": "$my_department"},
        {"name": "x", "type": "text", "default": "$me"},
        {"name": "x", "type": "picklist", "options_from": "grade", "default": "b"},
        {"name": "x", "type": "lookup", "target": "lead", "filter": [["status", "eq", "new"], ["owner", "eq", "$me"]]},
    ],
)
def test_defaults_that_are_worked_out_later_are_fine(field: Mapping[str, Any], catalog: Catalog) -> None:
    assert changed(catalog, AddField("lead", field)).object("lead") is not None


def test_a_token_of_another_type_is_refused(refusal: Refusal) -> None:
    assert "fields.x.default" in refusal(AddField("lead", {"name": "x", "type": "date", "default": "$me"}))


def test_without_a_before_everything_is_checked_with_the_name_in_front() -> None:
    found = check(None, Catalog.of([ObjectDef("a", fields=(FieldDef("x", "nope"),)), ObjectDef("b", title_field="y")]), TYPES)
    assert [p.where for p in found] == ["a.fields.x.type", "b.title_field"]


def test_five_hundred_objects_cost_what_the_changed_one_costs() -> None:
    hub = ObjectDef("hub", title_field="name", fields=(FieldDef("name", "text"),))
    spoke = (FieldDef("name", "text"), FieldDef("hub", "lookup", params={"target": "hub"}))
    whole = Catalog.of([hub, *(ObjectDef(f"spoke_{n}", fields=spoke) for n in range(500))])
    rows = {s.id: dump(d, internal=True) for s in whole.objects.values() if (d := whole.object(s.name))}
    reads: list[int] = []

    def load(entity_id: int, revision: int) -> Mapping[str, Any]:
        reads.append(entity_id)
        return rows[entity_id]

    stored = Catalog.load(1, [summarize(d, 1) for n in whole.objects if (d := whole.object(n))], load)
    changed(stored, AddField("hub", {"name": "x", "type": "text"}), ChangeField("hub", "name", {"label": "Name"}))
    assert reads == [whole.objects["hub"].id]
