"""Objects in the designer: made with their fields in one form, searched, changed, retired, restored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.setup.conftest import NAME_LINE, Admin, words


def test_an_object_with_eight_fields_of_six_types_is_one_form_and_is_there_at_once(admin: Admin) -> None:
    target = admin.make("Maker")
    lines = {
        "lines.2.label": "Serial number", "lines.2.required": "1",
        "lines.3.label": "State", "lines.3.type": "picklist", "lines.3.options": "New, In use, Broken",
        "lines.4.label": "Maker", "lines.4.type": "lookup", "lines.4.target": target,
        "lines.5.label": "Price", "lines.5.type": "currency",
        "lines.6.label": "Bought on", "lines.6.type": "date",
        "lines.7.label": "Notes", "lines.7.type": "textarea",
        "lines.8.label": "Part of", "lines.8.type": "lookup", "lines.8.target": ".",
    }  # fmt: skip
    page = admin.post("/setup/objects/new", {"label": "Device", "icon": "fa-microchip", "scoped": "1", **NAME_LINE, **lines})
    assert page.location == "/setup/objects/device/?made=1"
    found = admin.object("device")
    assert [f.name for f in found.fields] == ["name", "serial_number", "state", "maker", "price", "bought_on", "notes", "part_of"]
    assert (found.title_field, found.icon, found.label_plural, found.scoped, found.history) == ("name", "fa-microchip", {"en": "Devices"}, True, False)
    assert [f.param("target") for f in found.references()] == ["maker", "device"]
    assert "say which roles may use it" in words(admin.get(page.location))
    assert "Device" in words(admin.get("/setup/?q=devi"))


def test_what_is_wrong_is_all_told_beside_its_line_and_nothing_is_made(admin: Admin) -> None:
    before = admin.catalog().revision
    lines = {
        "lines.2.label": "A",
        "lines.2.name": "id",
        "lines.3.label": "B",
        "lines.3.type": "lookup",
        "lines.3.target": "",
        "lines.4.label": "C",
        "lines.4.type": "nonsense",
    }
    page = admin.post("/setup/objects/new", {"label": "Broken", "name": "9x", **NAME_LINE, **lines}, status=422)
    text = words(page)
    for part in ('"id" is reserved', "Choose the object that it points at", "nonsense", '"9x" is not a valid name', "nothing was saved"):
        assert part in text, part
    assert 'value="Broken"' in page.text
    assert admin.catalog().revision == before


def test_an_object_without_a_label_is_refused(admin: Admin) -> None:
    page = admin.post("/setup/objects/new", {"label": "", **NAME_LINE}, status=422)
    assert "label" in words(page).lower()


def test_the_plan_is_shown_first_when_asked_and_the_form_comes_back_from_it(admin: Admin) -> None:
    sent = {"label": "Planned", "scoped": "1", **NAME_LINE}
    plan = admin.post("/setup/objects/new", {**sent, "action": "plan"}, status=200)
    assert 'Create the object "Planned" with 1 fields' in words(plan)
    assert 'name="lines.1.label" value="Name"' in plan.text
    part = admin.post("/setup/objects/new", {**sent, "action": "plan"}, status=200, headers={"X-Fl-Part": "plan"})
    assert "<html" not in part.text
    form = admin.post("/setup/objects/new", {**sent, "action": "back"}, status=200)
    assert 'value="Planned"' in form.text
    assert "planned" not in admin.catalog().objects


def test_an_objects_words_and_behaviour_are_changed_and_a_rename_shows_its_plan(admin: Admin) -> None:
    name = admin.make("Tool")
    href = f"/setup/objects/{name}/edit"
    form = {
        "label": "Instrument",
        "label_plural": "Instruments",
        "name": name,
        "title_field": "name",
        "icon": "fa-wrench",
        "scoped": "1",
        "history": "1",
        "description": "d",
    }
    admin.post(href, form)
    found = admin.object(name)
    assert (found.label, found.icon, found.description) == ({"en": "Instrument"}, "fa-wrench", {"en": "d"})
    plan = admin.post(href, {**form, "name": "instrument"}, status=200)
    assert 'Rename the object "tool" to "instrument"' in words(plan)
    assert admin.post(href, {**form, "name": "instrument", "confirmed": "1"}).location == "/setup/objects/instrument/"
    assert admin.object("instrument").id == found.id
    admin.post("/setup/objects/instrument/edit", {**form, "name": "Instrument!"}, status=422)
    admin.get("/setup/objects/tool/", 404)


def test_an_object_is_retired_by_typing_its_name_and_restored(admin: Admin) -> None:
    name = admin.make("Gone soon")
    href = f"/setup/objects/{name}/retire"
    assert f"Type {name} to confirm" in words(admin.get(href))
    assert "That is not the name" in words(admin.post(href, {"confirm_name": "gone"}, status=200))
    assert name in admin.catalog().objects
    admin.post(href, {"confirm_name": name})
    assert name not in admin.catalog().objects
    assert "Gone soon" in words(admin.get("/setup/?retired=1"))
    assert "This object is retired" in words(admin.get(f"/setup/objects/{name}/"))
    assert "in use a moment ago" in words(
        admin.client.post(f"/setup/objects/{name}/purge", data={"csrf_token": admin.token, "confirm_name": name}, follow_redirects=True)
    )
    admin.post(f"/setup/objects/{name}/restore")
    assert name in admin.catalog().objects


def test_names_are_proposed_while_a_label_is_typed(admin: Admin) -> None:
    admin.make("Suggested")
    answer = admin.get("/setup/suggest?kind=object&label=Suggested").json
    assert answer == {"name": "suggested_2", "plural": "Suggesteds"}
    assert admin.get("/setup/suggest?kind=field&label=Name&object=suggested").json["name"] == "name_2"
    assert admin.get("/setup/suggest?kind=field&label=A&taken=a,a_2").json["name"] == "a_3"


@pytest.mark.parametrize(
    "path",
    [
        "/setup/",
        "/setup/objects/new",
        "/setup/revisions/",
        "/setup/option-sets/",
        "/setup/suggest",
        "/setup/departments/",
        "/setup/users/",
        "/setup/permissions/",
    ],
)
def test_others_get_the_page_for_403(path: str, browser: Callable[[str], FlaskClient]) -> None:
    answer = browser("stan").get(path)
    assert answer.status_code == 403
    assert "administrators" in answer.text


@pytest.mark.parametrize(
    "path", ["/setup/objects/nope/", "/setup/objects/nope/edit", "/setup/objects/nope/fields/new", "/setup/revisions/99999", "/setup/option-sets/nope/"]
)
def test_unknown_things_are_404(path: str, admin: Admin) -> None:
    admin.get(path, 404)


def test_a_form_without_the_token_is_refused(admin: Admin) -> None:
    answer = admin.client.post("/setup/objects/new", data={"label": "X"})
    assert answer.status_code == 400


def test_markup_in_a_label_stays_text(admin: Admin) -> None:
    name = admin.make("<script>alert(1)</script> 100%")
    for path in ("", "edit", "labels", "history", "retire", "fields/new"):
        assert "<script>alert" not in admin.get(f"/setup/objects/{name}/{path}").text
    assert "<script>alert" not in admin.get("/setup/").text
