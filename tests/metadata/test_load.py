"""Reading raw definitions: what is right comes back the same, what is wrong is named, all of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fieldtypes.registry import TYPES
from app.metadata.definitions import FieldDef, MenuDef, ObjectDef, OptionSetDef
from app.metadata.dump import dump, dump_field, restore
from app.metadata.ids import number
from app.metadata.load import OBJECT_KEYS, load_field, load_menu, load_object, load_option_set
from app.metadata.summary import Summary, kind_of, summarize
from tests.metadata import definitions
from tests.metadata.definitions import QUICK


@QUICK
@given(definitions.objects)
def test_an_object_dumped_and_loaded_is_the_same(definition: ObjectDef) -> None:
    assert load_object(dump(definition), TYPES) == (definition, [])


@QUICK
@given(definitions.option_sets)
def test_an_option_set_dumped_and_loaded_is_the_same(definition: OptionSetDef) -> None:
    assert load_option_set(dump(definition)) == (definition, [])


@QUICK
@given(definitions.menus)
def test_a_menu_dumped_and_loaded_is_the_same(definition: MenuDef) -> None:
    assert load_menu(dump(definition)) == (definition, [])


@QUICK
@given(st.one_of(definitions.objects, definitions.option_sets, definitions.menus))
def test_the_store_gets_back_what_it_kept_through_json(definition: ObjectDef | OptionSetDef | MenuDef) -> None:
    numbered = replace(number(definition, 1, ())[0], retired=True, package="crm")
    stored = json.loads(json.dumps(dump(numbered, internal=True)))
    assert restore(kind_of(numbered), stored) == numbered
    summary = summarize(numbered, 3)
    kept = json.loads(json.dumps(summary.as_json()))
    assert Summary.from_json(summary.id, summary.kind, summary.name, 3, summary.state, kept) == summary


@QUICK
@given(definitions.data | st.none() | st.floats())
def test_no_raw_data_whatever_breaks_the_reader(raw: object) -> None:
    for load in (lambda r: load_object(r, TYPES), lambda r: load_field(r, TYPES), load_option_set, load_menu):
        made, problems = load(raw)
        assert made is not None
        assert all(p.what for p in problems)


@QUICK
@given(st.sampled_from(OBJECT_KEYS), definitions.data)
def test_no_value_of_any_key_breaks_the_reader(key: str, value: object) -> None:
    made, problems = load_object({"name": "a", key: value}, TYPES)
    assert isinstance(made, ObjectDef)
    assert all(p.what for p in problems)


def test_all_problems_are_found_at_once_with_place_and_remedy() -> None:
    raw = {
        "name": "lead",
        "lable": "Lead",
        "label": {"zh-CN": "线索"},
        "history": "yes",
        "fields": [
            {"name": "a", "type": "text", "maxlength": 9},
            {"name": "b", "type": "picklist", "options": [{"valeu": "x"}]},
            "c",
        ],
    }
    problems = {p.where: p for p in load_object(raw, TYPES)[1]}
    assert set(problems) == {"lable", "label.zh-CN", "history", "fields.a.maxlength", "fields.b.options.1.valeu", "fields.3"}
    assert '"label"' in problems["lable"].hint
    assert '"zh_Hans"' in problems["label.zh-CN"].hint
    assert '"max_length"' in problems["fields.a.maxlength"].hint
    assert '"value"' in problems["fields.b.options.1.valeu"].hint


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "x" * 5000])
def test_a_text_that_no_database_holds_is_refused(value: str) -> None:
    problems = load_object({"name": "lead", "icon": value, "x_note": value if len(value) < 99 else "\x00"}, TYPES)[1]
    assert {p.where for p in problems} == {"icon", "x_note"}


def test_data_nested_without_end_is_refused() -> None:
    deep: list[object] = []
    for _level in range(300):
        deep = [deep]
    assert [p.where for p in load_object({"name": "a", "x_deep": deep}, TYPES)[1]] == ["x_deep"]


def test_one_text_serves_every_language_and_comes_back_as_one_text() -> None:
    made, problems = load_field({"name": "a", "type": "text", "label": "Name"}, TYPES)
    assert not problems
    assert made.label == {"*": "Name"}
    assert dump_field(made) == {"name": "a", "type": "text", "label": "Name"}


def test_keys_come_in_the_order_of_the_contract_and_ids_stay_inside() -> None:
    field = FieldDef("a", "text", required=True, default="x", params={"max_length": 5}, id=4, column="f_a")
    assert list(dump_field(field)) == ["name", "type", "required", "default", "max_length"]
    hidden = replace(field, name="b", retired=True)
    shown = dump(ObjectDef("lead", fields=(field, hidden), id=3, table="x_lead", package="crm"))
    assert list(shown) == ["name", "icon", "history", "scoped", "fields"]
    assert [f["name"] for f in shown["fields"]] == ["a"]
