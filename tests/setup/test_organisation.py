"""Departments and users on the setup's pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.access import people
from app.models.base import db
from app.models.users import Department, User
from app.views.setup import tree
from tests.setup.conftest import Admin, words

LIST = "/setup/departments/"


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """Here on every database."""
    return engine_url


def make(admin: Admin, name: str, parent: str = "") -> str:
    answer = admin.post(f"{LIST}new", {"name": name, "parent": parent})
    return str(answer.location).removeprefix(LIST)


def parent_of(admin: Admin, number: str) -> int | None:
    with admin.app.app_context():
        return db.session.scalar(sa.select(Department.parent_id).where(Department.id == int(number)))


def test_a_tree_is_made_renamed_and_moved(admin: Admin) -> None:
    root = make(admin, "Group")
    sales, service = make(admin, "Sales", root), make(admin, "Service", root)
    east = make(admin, "East", sales)
    text = words(admin.get(f"{LIST}{east}"))
    assert "Group / Sales" in text
    admin.post(f"{LIST}{east}/edit", {"name": "East region", "parent": service})
    assert parent_of(admin, east) == int(service)
    assert "East region" in words(admin.get(f"{LIST}{east}"))
    answer = admin.post(f"{LIST}{east}/move", {"parent": root}, status=200)
    assert answer.json["message"]
    assert parent_of(admin, east) == int(root)


def test_of_a_large_tree_the_way_to_the_chosen_department_is_open(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make(admin, "Large")
    sales, service = make(admin, "Large sales", root), make(admin, "Large service", root)
    east, west = make(admin, "Large east", sales), make(admin, "Large west", service)
    assert all(f'data-fl-node="{number}"' in admin.get(LIST).text for number in (root, sales, service, east, west))
    monkeypatch.setattr(tree, "WHOLE", 3)
    page = admin.get(f"{LIST}{sales}").text
    assert [number for number in (root, sales, service, east, west) if f'data-fl-node="{number}"' in page] == [root, sales, service, east]


def test_a_cycle_is_refused_with_a_message_by_form_and_by_drag(admin: Admin) -> None:
    upper = make(admin, "Upper")
    lower = make(admin, "Lower", upper)
    page = admin.post(f"{LIST}{upper}/edit", {"name": "Upper", "parent": lower}, status=422)
    assert "cannot move below itself" in words(page)
    answer = admin.post(f"{LIST}{upper}/move", {"parent": lower}, status=422)
    assert "cannot move below itself" in answer.json["message"]
    assert parent_of(admin, upper) is None
    form = admin.get(f"{LIST}{upper}/edit").text
    assert f'<option value="{lower}"' not in form, "a place that is refused is not offered"


def test_wrong_departments_come_back_with_the_form(admin: Admin) -> None:
    assert "needs a name" in words(admin.post(f"{LIST}new", {"name": " "}, status=422))
    page = admin.post(f"{LIST}new", {"name": "X", "parent": "abc"}, status=422)
    assert "no such department" in words(page)
    assert 'value="X"' in page.text
    admin.get(f"{LIST}99999", 404)
    admin.get(f"{LIST}99999/edit", 404)
    assert admin.post(f"{LIST}99999/move", {"parent": "1"}, status=404).json["message"]


def test_only_an_empty_department_is_closed(admin: Admin) -> None:
    upper = make(admin, "To close")
    lower = make(admin, "Inside", upper)
    refused = admin.client.post(f"{LIST}{upper}/close", data={"csrf_token": admin.token}, follow_redirects=True)
    assert "still has" in words(refused)
    admin.post(f"{LIST}{lower}/close")
    admin.post(f"{LIST}{upper}/close")
    admin.get(f"{LIST}{upper}", 404)


def test_a_user_is_made_changed_and_closed(admin: Admin) -> None:
    place = make(admin, "Desk")
    other = make(admin, "Desk two")
    form = {"username": "lina", "first_name": "娜", "last_name": "李", "email": "lina@example.com", "password": "geheim-123", "active": "1"}
    answer = admin.post("/setup/users/new", {**form, "department": place, "departments": [other], "roles": ["Manager", "Staff"], "locale": "zh_Hans"})
    number = int(str(answer.location).rpartition("/")[2])
    with admin.app.app_context():
        made = people.person(db.session(), number)
    assert (made.username, made.department, made.departments, set(made.roles), made.locale) == (
        "lina",
        int(place),
        (int(other),),
        {"Manager", "Staff"},
        "zh_Hans",
    )
    assert "lina" in words(admin.get(f"{LIST}{place}"))
    assert "lina" in words(admin.get(f"{LIST}{other}"))
    admin.post(f"/setup/users/{number}", {**form, "password": "", "department": "", "roles": ["Staff"], "active": ""})
    with admin.app.app_context():
        row = db.session.get(User, number)
        assert row is not None
        assert (row.active, row.department_id) == (False, None)
        assert row.password
    assert "lina" not in words(admin.get("/setup/users/?q=lin"))
    assert "lina" in words(admin.get("/setup/users/?q=李娜&inactive=1"))


def test_wrong_users_come_back_with_all_that_is_wrong_and_never_the_password(admin: Admin) -> None:
    page = admin.post(
        "/setup/users/new", {"username": "ada", "email": "nonsense", "password": "top-secret-1", "roles": ["Nobody"], "department": "77777"}, status=422
    )
    text = words(page)
    for part in ("Another user has ada already", "not an e-mail address", "no role Nobody", "no department 77777"):
        assert part in text, part
    assert "top-secret-1" not in page.text


def test_the_last_administrator_stays_one(admin: Admin) -> None:
    with admin.app.app_context():
        number = db.session.scalar(sa.select(User.id).where(User.username == "ada"))
    form = {"username": "ada", "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "active": "1"}
    page = admin.post(f"/setup/users/{number}", {**form, "roles": ["Staff"]}, status=422)
    assert "Nobody active would be left" in words(page)


def test_new_users_get_the_role_of_the_setting(admin: Admin) -> None:
    admin.post("/setup/users/default-role", {"role": "Manager"})
    assert 'value="Manager" checked' in admin.get("/setup/users/new").text
    refused = admin.client.post("/setup/users/default-role", data={"csrf_token": admin.token, "role": "Nobody"}, follow_redirects=True)
    assert "no role Nobody" in words(refused)
    admin.post("/setup/users/default-role", {"role": "Staff"})


def test_people_are_found_a_page_at_a_time(admin: Admin) -> None:
    with admin.app.app_context():
        db.session.add_all(User(username=f"crowd{n:03}", first_name="N", last_name=f"Crowd {n:03}", email=f"c{n}@example.com", active=True) for n in range(60))
        db.session.commit()
    first = admin.get("/setup/users/?q=crowd")
    assert "60 people" in words(first)
    assert "crowd049" in words(first)
    assert "crowd050" not in words(first)
    assert "crowd050" in words(admin.get("/setup/users/?q=crowd&page=1"))
    assert "crowd059" in words(admin.get("/setup/users/?q=crowd&page=99"))
    assert "Nobody matches" in words(admin.get("/setup/users/?q=%25_"))


def test_a_manager_may_not_touch_the_organisation(browser: Callable[[str], FlaskClient]) -> None:
    client = browser("mia")
    for path in (LIST, "/setup/users/", "/setup/users/new", "/setup/permissions/"):
        assert client.get(path).status_code == 403
