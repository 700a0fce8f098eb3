"""Two administrators, the labels in all languages, the history and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.setup.conftest import Admin, words


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """Here on every database."""
    return engine_url


def test_the_second_administrator_is_told_what_the_first_changed_and_loses_nothing(admin: Admin, rival: Any) -> None:
    name = admin.make("Contested", {"lines.2.label": "Price", "lines.2.type": "currency"})
    base = str(admin.catalog().revision)
    changed = rival("PATCH", f"/api/v1/metadata/objects/{name}/fields/price", {"help": {"en": "Net"}})
    assert changed.status_code == 200, changed.text
    form = {"label": "Amount", "name": "price", "base": base, "indexed": "1"}
    page = admin.post(f"/setup/objects/{name}/fields/price/", form, status=409)
    text = words(page)
    for part in (
        "Somebody changed this while you were working",
        "Ada Lovelace",
        'Change settings of the field "Price"',
        "What you are about to change",
        'Index the field "Amount"',
    ):
        assert part in text, part
    assert 'name="label" value="Amount"' in page.text
    back = admin.post(f"/setup/objects/{name}/fields/price/", {**form, "action": "back"}, status=200)
    assert 'value="Amount"' in back.text
    assert f'name="base" value="{base}"' in back.text
    admin.post(f"/setup/objects/{name}/fields/price/", {**form, "base": str(int(base) + 1), "help": "Net"})
    field = admin.object(name).field("price")
    assert field is not None
    assert (field.label, field.help, field.indexed) == ({"en": "Amount"}, {"en": "Net"}, True)


def test_a_change_elsewhere_is_no_conflict(admin: Admin) -> None:
    name = admin.make("Quiet")
    base = str(admin.catalog().revision)
    admin.make("Noise")
    admin.post(f"/setup/objects/{name}/fields/new", {"type": "text", "label": "A", "base": base})


def test_a_form_without_a_difference_changes_nothing(admin: Admin) -> None:
    name = admin.make("Same")
    before = admin.catalog().revision
    page = admin.client.post(
        f"/setup/objects/{name}/fields/name/", data={"csrf_token": admin.token, "label": "Name", "name": "name", "required": "1"}, follow_redirects=True
    )
    assert "Nothing was different" in words(page)
    assert admin.catalog().revision == before


def test_texts_of_all_languages_are_saved_as_one_change(admin: Admin) -> None:
    name = admin.make("Texted", {"lines.2.label": "State", "lines.2.type": "picklist", "lines.2.options": "New"})
    before = admin.catalog().revision
    path = f"/setup/objects/{name}/labels"
    assert 'name="text:state.options.new:zh_Hans"' in admin.get(path).text
    sent = {
        "text:label:zh_Hans": "客户",
        "text:label:en": "Client",
        "text:state:zh_Hans": "状态",
        "text:state.help:en": "How",
        "text:state.options.new:zh_Hans": "新",
        "text:label:zh_Hant": "",
    }
    admin.post(path, sent)
    assert admin.catalog().revision == before + 1
    found = admin.object(name)
    state = found.field("state")
    assert state is not None
    assert (found.label, state.label, state.help) == ({"en": "Client", "zh_Hans": "客户"}, {"en": "State", "zh_Hans": "状态"}, {"en": "How"})
    assert dict(state.options[0].label) == {"en": "New", "zh_Hans": "新"}
    page = admin.get(path)
    assert 'placeholder="客戶"' in page.text, "the conversion is shown where Traditional Chinese is empty"
    assert 'name="text:name:en"' in admin.get(f"{path}?missing=1").text
    assert 'name="text:state:en"' not in admin.get(f"{path}?missing=1").text
    admin.post(path, {"text:label:en": ""})
    assert admin.object(name).label == {"zh_Hans": "客户"}


def test_the_history_names_author_and_change_and_any_revision_can_be_returned_to(admin: Admin) -> None:
    name = admin.make("Historic")
    made = admin.catalog().revision
    admin.post(f"/setup/objects/{name}/fields/new", {"type": "text", "label": "Extra"})
    for path in ("/setup/revisions/", f"/setup/objects/{name}/history"):
        text = words(admin.get(path))
        assert 'Add the field "Extra" to "Historic"' in text
        assert "Ada Lovelace" in text
    assert 'Add the field "Extra"' in words(admin.get(f"/setup/revisions/{made + 1}"))
    plan = admin.get(f"/setup/revisions/{made}/rollback")
    assert 'Retire the field "Extra"' in words(plan)
    admin.post(f"/setup/revisions/{made}/rollback", {}, status=200)
    admin.post(f"/setup/revisions/{made}/rollback", {"confirmed": "1"})
    assert admin.object(name).field("extra") is None


def test_an_option_set_is_made_changed_translated_and_used(admin: Admin) -> None:
    admin.post("/setup/option-sets/new", {"label": "Regions", "pasted": "East\nWest"})
    found = admin.catalog().option_set("regions")
    assert found is not None
    assert [o.value for o in found.options] == ["east", "west"]
    assert "already" in words(admin.post("/setup/option-sets/new", {"label": "Again", "name": "regions", "pasted": "A"}, status=422))
    name = admin.make("Site")
    admin.post(
        f"/setup/objects/{name}/fields/new", {"type": "picklist", "label": "Region", "options_from": "regions", "options.0.label": "", "options.0.active": "1"}
    )
    assert "Site: Region" in words(admin.get("/setup/option-sets/regions/"))
    rows = {"options.0.was": "east", "options.0.label": "Far East", "options.0.active": "1", "options.1.was": "west", "options.1.label": "West"}
    admin.post("/setup/option-sets/regions/", {"label": "Regions", "name": "regions", **rows})
    admin.post("/setup/option-sets/regions/labels", {"text:options.east:zh_Hans": "华东", "text:label:zh_Hans": "大区"})
    found = admin.catalog().option_set("regions")
    assert found is not None
    assert [(dict(o.label), o.active) for o in found.options] == [({"en": "Far East", "zh_Hans": "华东"}, True), ({"en": "West"}, False)]
    refused = admin.client.post("/setup/option-sets/regions/retire", data={"csrf_token": admin.token, "confirm_name": "regions"}, follow_redirects=True)
    assert "regions" in admin.catalog().option_sets, words(refused)
