"""Roles and access: the grid of one role, the grid of one object, both saved whole or not at all."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.models.base import db
from app.models.permissions import ROLE
from tests.setup.conftest import Admin, words


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """Here on every database."""
    return engine_url


def role_id(admin: Admin, name: str) -> int:
    with admin.app.app_context():
        found = db.session.execute(ROLE.select().where(ROLE.c.name == name)).one()
    return int(found.id)


def form_of(page: Any) -> dict[str, str]:
    """The grid's inputs as a browser would send them."""
    sent = dict(re.findall(r'<input type="hidden" name="(was\.\d+)" value="([^"]*)"', page.text))
    for name, options in re.findall(r'<select name="(\w+\.\d+)"[^>]*data-fl-reach[^>]*>(.*?)</select>', page.text, re.DOTALL):
        sent[name] = re.search(r'value="(\w+)" selected', options)[1]  # type: ignore[index]
    sent |= dict.fromkeys(re.findall(r'name="(\w+\.\d+)" value="1"[^>]*data-fl-tick[^>]* checked', page.text), "1")
    return sent


def rights(admin: Admin, role: str, name: str) -> dict[str, Any]:
    from app.access.grants import all_rights

    with admin.app.app_context():
        return all_rights(db.session()).get((role_id(admin, role), admin.object(name).id), {})


def test_an_object_is_handed_to_roles_on_its_own_page(admin: Admin) -> None:
    name = admin.make("Handed")
    path = f"/setup/objects/{name}/permissions"
    page = admin.get(path)
    staff, manager = role_id(admin, "Staff"), role_id(admin, "Manager")
    sent = form_of(page)
    assert sent[f"view.{staff}"] == "none"
    admin.post(
        path, {**sent, f"view.{staff}": "department", f"edit.{staff}": "own", f"create.{staff}": "1", f"view.{manager}": "all", f"export.{manager}": "1"}
    )
    assert rights(admin, "Staff", name) == {
        "create": True,
        "view": "department",
        "edit": "own",
        "delete": "none",
        "transfer": "none",
        "export": False,
        "import": False,
    }
    assert rights(admin, "Manager", name)["export"] is True
    assert form_of(admin.get(path))[f"view.{staff}"] == "department"


def test_one_role_over_all_objects_is_saved_at_once(admin: Admin) -> None:
    one, two = admin.make("Grid one"), admin.make("Grid two")
    staff = role_id(admin, "Staff")
    path = f"/setup/permissions/?role={staff}&q=grid&page=0"
    sent = form_of(admin.get(path))
    first, second = admin.object(one).id, admin.object(two).id
    admin.post(path, {**sent, f"view.{first}": "all", f"view.{second}": "own", f"import.{second}": "1"})
    assert rights(admin, "Staff", one)["view"] == "all"
    assert (rights(admin, "Staff", two)["view"], rights(admin, "Staff", two)["import"]) == ("own", True)
    assert "Nothing was different" in words(admin.client.post(path, data={"csrf_token": admin.token, **form_of(admin.get(path))}, follow_redirects=True))


def test_a_right_beyond_view_stops_the_whole_save(admin: Admin) -> None:
    one, two = admin.make("Far one"), admin.make("Far two")
    staff = role_id(admin, "Staff")
    path = f"/setup/permissions/?role={staff}&q=far&page=0"
    sent = form_of(admin.get(path))
    first, second = admin.object(one).id, admin.object(two).id
    page = admin.post(path, {**sent, f"view.{first}": "own", f"edit.{second}": "all"}, status=422)
    assert "Far two, Edit: This right reaches further than view" in words(page)
    assert form_of(page)[f"view.{first}"] == "own", "what was chosen is still there"
    assert rights(admin, "Staff", one) == {}
    page = admin.post(path, {**sent, f"view.{first}": "nonsense"}, status=422)
    assert "nonsense is not a reach" in words(page)


def test_narrowing_view_narrows_what_hangs_on_it(admin: Admin) -> None:
    name = admin.make("Narrow")
    path = f"/setup/objects/{name}/permissions"
    staff = role_id(admin, "Staff")
    admin.post(path, {**form_of(admin.get(path)), f"view.{staff}": "all", f"edit.{staff}": "all"})
    admin.post(path, {**form_of(admin.get(path)), f"view.{staff}": "own"})
    assert rights(admin, "Staff", name)["edit"] == "own"


def test_the_second_administrator_is_told_and_keeps_the_choice(admin: Admin) -> None:
    name = admin.make("Raced")
    path = f"/setup/objects/{name}/permissions"
    staff, manager = role_id(admin, "Staff"), role_id(admin, "Manager")
    mine = form_of(admin.get(path))
    admin.post(path, {**mine, f"view.{staff}": "own", f"view.{manager}": "own"})
    page = admin.post(path, {**mine, f"view.{staff}": "all"}, status=409)
    assert "Somebody else changed the rights of Staff" in words(page)
    again = form_of(page)
    assert (again[f"view.{staff}"], again[f"view.{manager}"]) == ("all", "own")
    admin.post(path, again)
    assert rights(admin, "Staff", name)["view"] == "all"


def test_many_cells_are_set_at_once_without_a_script(admin: Admin) -> None:
    name = admin.make("Bulk")
    path = f"/setup/objects/{name}/permissions"
    staff = role_id(admin, "Staff")
    page = admin.post(path, {**form_of(admin.get(path)), "action": "bulk", "bulk_action": "*", "bulk_value": "department", "chosen": [str(staff)]}, status=200)
    sent = form_of(page)
    assert (sent[f"view.{staff}"], sent[f"transfer.{staff}"], sent[f"import.{staff}"]) == ("department", "department", "1")
    assert rights(admin, "Staff", name) == {}, "nothing is saved before the button says so"


def test_a_new_role_starts_without_rights(admin: Admin) -> None:
    answer = admin.post("/setup/permissions/roles/new", {"name": "Auditor"})
    assert "Auditor" in words(admin.get(str(answer.location)))
    assert "already" in words(admin.post("/setup/permissions/roles/new", {"name": "auditor"}, status=422))
    admin.get("/setup/permissions/?role=99999", 404)
    admin.get("/setup/permissions/?role=abc")
