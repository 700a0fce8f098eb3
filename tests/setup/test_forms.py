"""What a form says, turned into raw definitions and back, without a request."""

from __future__ import annotations

from app.errors import Problem
from app.fieldtypes.registry import TYPES
from app.metadata.definitions import FieldDef, OptionDef
from app.metadata.load import load_field, load_object
from app.views.setup.field_form import changes_of, field_values, raw_field
from app.views.setup.inputs import explain
from app.views.setup.object_form import object_changes, object_values, raw_object
from app.views.setup.options import moved, option_rows, raw_options, rows_of
from app.views.setup.several import lay, lines_of, raw_fields
from app.views.setup.words import delta, put


def test_a_text_that_only_a_fallback_gave_is_not_stored() -> None:
    assert put({"zh_Hans": "设备"}, "zh_Hant", "設備") == {"zh_Hans": "设备"}
    assert put({"zh_Hans": "设备"}, "zh_Hant", "裝置") == {"zh_Hans": "设备", "zh_Hant": "裝置"}
    assert put({"*": "SLA"}, "en", "SLA") == {"*": "SLA"}
    assert put({"en": "Device", "zh_Hans": "设备"}, "en", "") == {"zh_Hans": "设备"}
    assert delta({"en": "A", "zh_Hans": "甲"}, {"en": "B"}) == {"en": "B", "zh_Hans": None}


def test_lines_without_a_label_are_left_out_and_names_are_made_unique() -> None:
    lines = lines_of(
        {"lines.2.label": "State", "lines.2.type": "picklist", "lines.2.options": "New，In use、Lost", "lines.9.label": "State", "lines.4.label": "", "x": "y"}
    )
    fields = raw_fields(lines, "en", {"state"}, TYPES)
    assert [f["name"] for f in fields] == ["state_2", "state_3"]
    assert [(o["value"], o["label"]) for o in fields[0]["options"]] == [("new", {"en": "New"}), ("in_use", {"en": "In use"}), ("lost", {"en": "Lost"})]
    assert fields[1] == {"name": "state_3", "type": "text", "label": {"en": "State"}, "required": False}


def test_a_problem_of_a_line_stands_beside_it() -> None:
    lines = lines_of({"lines.1.label": "A", "lines.2.label": "B"})
    fields = raw_fields(lines, "en", (), TYPES)
    placed, rest = lay(lines, fields, [Problem("fields.b.type", "No such type.", "Choose one."), Problem("label", "Too long.")])
    assert [line.error for line in placed] == ["", "No such type. Choose one."]
    assert [p.where for p in rest] == ["label"]


def test_a_new_objects_form_is_a_valid_definition() -> None:
    fields = raw_fields(lines_of({"lines.1.label": "名称"}), "zh_Hans", (), TYPES)
    raw = raw_object({"label": "设备", "scoped": "1"}, "zh_Hans", frozenset({"shebei"}), fields)
    made, problems = load_object(raw, TYPES)
    assert problems == []
    assert (made.name, made.title_field, made.scoped, made.history, made.label_plural) == ("shebei_2", "mingcheng", True, False, {"zh_Hans": "设备"})


def test_an_unchanged_object_form_changes_nothing() -> None:
    made, _problems = load_object(raw_object({"label": "Device", "description": "d"}, "en", frozenset(), []), TYPES)
    values = object_values(made, "en")
    assert object_changes(values, "en", made) == {}
    assert object_changes({**values, "label": "Machine", "history": "1", "name": "machine"}, "en", made) == {
        "label": {"en": "Machine"},
        "history": True,
        "name": "machine",
    }


def test_an_unchanged_field_form_changes_nothing_for_every_type() -> None:
    for kind in TYPES.values():
        raw = {"name": "x", "type": kind.name, "label": {"en": "X", "zh_Hans": "叉"}, "required": not kind.generated, "section": "more"}
        raw |= {"target": "device", "filter": {"field": "a", "operator": "eq", "value": 1}} if kind.reference == "record" else {}
        field, problems = load_field(raw, TYPES)
        assert problems == []
        values = field_values(field, kind, "en")
        assert changes_of(raw_field(values, kind, "en", field, ()), field) == {}, kind.name


def test_a_field_form_says_only_what_differs() -> None:
    kind = TYPES["text"]
    field, _problems = load_field({"name": "x", "type": "text", "label": {"en": "X", "zh_Hans": "叉"}, "max_length": 50, "help": "h"}, TYPES)
    values = {**field_values(field, kind, "en"), "label": "Y", "max_length": "80", "help": "", "unique": "1"}
    changes = {"label": {"en": "Y"}, "help": {"*": None}, "max_length": 80, "unique": True}
    assert changes_of(raw_field(values, kind, "en", field, ()), field) == changes


def test_options_keep_their_values_and_their_other_languages() -> None:
    published = (OptionDef("new", {"en": "New", "zh_Hans": "新"}, "blue"), OptionDef("old", {"en": "Old"}, "red", record_types=("a",)))
    rows = option_rows(published, "en", "new")
    assert [(row.value, row.default) for row in rows] == [("new", True), ("old", False)]
    form = [
        ("options.1.was", "old"),
        ("options.1.label", "Ancient"),
        ("options.1.value", "hacked"),
        ("options.1.color", "gray"),
        ("options.0.was", "new"),
        ("options.0.label", "New"),
        ("options.0.color", "blue"),
        ("options.0.active", "1"),
        ("options.0.default", "1"),
        ("options.7.label", "In use"),
        ("options.7.active", "1"),
        ("options.8.label", ""),
    ]
    options, chosen = raw_options(rows_of(form), "Lost\n\nSold", "en", published)
    assert chosen == ["new"]
    assert [(o["value"], o["label"], o["active"]) for o in options] == [
        ("old", {"en": "Ancient"}, False),
        ("new", {"en": "New", "zh_Hans": "新"}, True),
        ("in_use", {"en": "In use"}, True),
        ("lost", {"en": "Lost"}, True),
        ("sold", {"en": "Sold"}, True),
    ]
    assert options[0]["for"] == ["a"]


def test_an_option_moves_by_one_place_and_stops_at_the_ends() -> None:
    rows = rows_of([(f"options.{n}.label", str(n)) for n in range(3)])
    assert [row.number for row in moved(rows, 2, -1)] == [0, 2, 1]
    assert [row.number for row in moved(rows, 0, -1)] == [0, 1, 2]
    assert [row.number for row in moved(rows, 9, 1)] == [0, 1, 2]


def test_problems_find_their_input_and_the_rest_heads_the_form() -> None:
    errors = explain(
        [Problem("fields.x.max_length", "Bad.", "Fix."), Problem("fields.x.options.new", "Twice."), Problem("", "All wrong.")],
        ("max_length", "options"),
        "fields.x",
    )
    assert errors.by_input == {"max_length": "Bad. Fix.", "options": "Twice."}
    assert errors.general == ("All wrong.",)
    assert errors.count == 3


def test_a_field_without_a_name_gets_one_of_its_label() -> None:
    raw = raw_field({"label": "客户"}, TYPES["text"], "zh_Hans", None, ["kehu"])
    assert raw["name"] == "kehu_2"
    assert isinstance(load_field(raw, TYPES)[0], FieldDef)
