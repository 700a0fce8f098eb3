"""Fields in the designer: added one by one and many at once, changed, ordered, retired, restored."""

from __future__ import annotations

from typing import Any

import pytest

from app.fieldtypes.registry import TYPES
from tests.setup.conftest import Admin, words


@pytest.fixture(scope="module")
def path(admin: Admin) -> str:
    name = admin.make(
        "Machine", {"lines.2.label": "State", "lines.2.type": "picklist", "lines.2.options": "New, Old", "lines.3.label": "Price", "lines.3.type": "currency"}
    )
    return f"/setup/objects/{name}/"


@pytest.mark.parametrize("kind", list(TYPES))
def test_every_type_can_be_added_from_its_form(kind: str, admin: Admin, path: str) -> None:
    page = admin.get(f"{path}fields/new?type={kind}")
    assert f'value="type:{kind}"' in page.text
    more = {"options.0.label": "One", "options.0.active": "1"} if TYPES[kind].has_options else {}
    more |= {"target": "machine"} if TYPES[kind].reference == "record" else {}
    admin.post(f"{path}fields/new", {"type": kind, "label": f"Added {kind}", "help": "h", **more})
    field = admin.object("machine").field(f"added_{kind}")
    assert field is not None
    assert field.type == kind
    admin.get(f"{path}fields/added_{kind}/")


def test_save_and_new_leads_to_the_next_field(admin: Admin, path: str) -> None:
    answer = admin.post(f"{path}fields/new", {"type": "integer", "label": "Next", "action": "another"})
    assert answer.location == f"{path}fields/new?type=integer"


def test_another_type_keeps_what_was_typed(admin: Admin, path: str) -> None:
    page = admin.post(f"{path}fields/new", {"type": "text", "label": "Kept", "action": "type:picklist"}, status=200)
    assert 'value="Kept"' in page.text
    assert 'name="options.0.label"' in page.text
    more = admin.post(
        f"{path}fields/new", {"type": "picklist", "label": "Kept", "options.0.label": "Eins", "options.0.active": "1", "action": "add_option"}, status=200
    )
    assert 'value="Eins"' in more.text
    assert 'name="options.1.label"' in more.text


@pytest.mark.parametrize(
    ("form", "part"),
    [
        ({"type": "text", "label": ""}, "label"),
        ({"type": "text", "label": "X", "name": "version"}, "reserved"),
        ({"type": "text", "label": "X", "name": "state"}, "already"),
        ({"type": "text", "label": "X", "max_length": "0"}, "0 is too small"),
        ({"type": "integer", "label": "X", "default": "many"}, "not a number"),
        ({"type": "lookup", "label": "X"}, "target"),
        ({"type": "lookup", "label": "X", "target": "nope"}, "nope"),
        ({"type": "picklist", "label": "X"}, "option"),
        ({"type": "date", "label": "X", "default": "31.02."}, "date"),
    ],
)
def test_wrong_settings_come_back_with_the_form(form: dict[str, str], part: str, admin: Admin, path: str) -> None:
    page = admin.post(f"{path}fields/new", form, status=422)
    assert part in words(page)
    assert f'value="{form["label"]}"' in page.text


def test_several_fields_are_added_as_one_revision_or_none(admin: Admin, path: str) -> None:
    before = admin.catalog().revision
    lines = {"lines.1.label": "Colour", "lines.2.label": "State", "lines.2.name": "state", "lines.3.label": "Weight", "lines.3.type": "decimal"}
    page = admin.post(f"{path}fields/several", lines, status=422)
    assert 'State: There is a field "state" already' in words(page)
    assert admin.catalog().revision == before
    admin.post(f"{path}fields/several", {**lines, "lines.2.name": ""})
    assert admin.catalog().revision == before + 1
    assert {"colour", "state_2", "weight"} <= {f.name for f in admin.object("machine").fields}
    admin.post(f"{path}fields/several", {}, status=422)


def test_a_field_is_changed_and_its_other_languages_stay(admin: Admin, path: str) -> None:
    admin.post(f"{path}labels", {"text:state:zh_Hans": "状态", "text:state.options.new:zh_Hans": "新"})
    form = {"label": "Condition", "name": "state", "help": "How it is", "indexed": "1"}
    options = {"options.0.was": "new", "options.0.label": "Brand new", "options.0.color": "red", "options.0.active": "1", "options.0.default": "1",
               "options.1.was": "old", "options.1.label": "Old", "options.1.color": "gray", "pasted": "Lost"}  # fmt: skip
    admin.post(f"{path}fields/state/", {**form, **options})
    field = admin.object("machine").field("state")
    assert field is not None
    assert (field.label, field.help, field.indexed, field.default) == ({"en": "Condition", "zh_Hans": "状态"}, {"en": "How it is"}, True, "new")
    assert [(o.value, dict(o.label), o.active) for o in field.options] == [
        ("new", {"en": "Brand new", "zh_Hans": "新"}, True),
        ("old", {"en": "Old"}, False),
        ("lost", {"en": "Lost"}, True),
    ]


def test_the_order_is_saved_from_the_page_and_by_the_buttons(admin: Admin) -> None:
    name = admin.make("Ordered", {"lines.2.label": "A", "lines.3.label": "B"})
    path = f"/setup/objects/{name}/"
    admin.post(f"{path}order", {"order": ["b", "name", "a"]})
    assert [f.name for f in admin.object(name).live_fields] == ["b", "name", "a"]
    admin.post(f"{path}order", {"move": "a:up"})
    assert [f.name for f in admin.object(name).live_fields] == ["b", "a", "name"]
    assert "There is no field" in words(admin.client.post(f"{path}order", data={"csrf_token": admin.token, "order": ["zz"]}, follow_redirects=True))


def test_a_field_is_retired_by_typing_its_name_and_restored_with_its_data(admin: Admin) -> None:
    name = admin.make("Retiring", {"lines.2.label": "A"})
    path = f"/setup/objects/{name}/"
    assert "Type a to confirm" in words(admin.get(f"{path}fields/a/retire"))
    admin.post(f"{path}fields/a/retire", {"confirm_name": "b"}, status=200)
    admin.post(f"{path}fields/a/retire", {"confirm_name": "a"})
    assert admin.object(name).field("a") is None
    page = admin.get(path)
    assert "Show retired (1)" in words(page)
    assert "Restore…" in words(admin.get(f"{path}?retired=1"))
    admin.post(f"{path}fields/a/restore")
    assert admin.object(name).field("a") is not None
    assert "Choose another title field first" in words(admin.client.get(f"{path}fields/name/retire", follow_redirects=True))


def test_the_list_is_filtered_by_words_and_type(admin: Admin, path: str) -> None:
    def rows(query: str) -> list[str]:
        return __import__("re").findall(r'<tr data-row-id="(\w+)"', admin.get(path + query).text)

    assert rows("?q=pric") == ["price"]
    assert set(rows("?type=currency")) >= {"price"}
    assert rows("?q=zzz") == []


def test_making_a_field_required_asks_for_the_value_of_empty_records(admin: Admin, rival: Any) -> None:
    name = admin.make("Filled", {"lines.2.label": "Level", "lines.2.type": "integer"})
    path = f"/setup/objects/{name}/fields/level/"
    made = rival("POST", f"/api/v1/o/{name}/", {"name": "one"})
    assert made.status_code == 201, made.text
    form = {"label": "Level", "name": "level", "required": "1"}
    page = admin.post(path, form, status=422)
    assert "has no value" in words(page)
    assert "not a number" in words(admin.post(path, {**form, "fill": "x"}, status=422))
    plan = admin.post(path, {**form, "fill": "3"}, status=200)
    assert "required" in words(plan)
    admin.post(path, {**form, "fill": "3", "confirmed": "1"})
    assert rival("GET", f"/api/v1/o/{name}/{made.json['id']}").json["result"]["level"] == 3
