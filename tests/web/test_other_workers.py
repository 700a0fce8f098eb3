"""What one worker changes in users, roles and departments, the very next request of another one sees: nothing kept of them outlives its change.

Two applications on one database stand for two workers: each keeps users, permissions and reaches of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.access import departments
from app.models.base import db
from app.models.system import State
from app.models.users import User
from tests.conftest import Fill
from tests.web.conftest import DEAL, PASSWORD, Program, csrf_of, furnish, leave, make_deal, on


@dataclass
class Worker:
    """One application; ``speakers`` are asked again and again, so it keeps who they are."""

    app: Flask

    def browser(self, username: str, password: str = PASSWORD) -> FlaskClient:
        client = self.app.test_client()
        token = csrf_of(client.get("/login/?lang=en"))
        assert client.post("/login/", data={"username": username, "password": password, "csrf_token": token}).status_code == 302
        assert client.get("/").status_code == 200
        return client

    def program(self, username: str) -> Program:
        client = self.app.test_client()
        tokens = client.post("/api/v1/security/login", json={"username": username, "password": PASSWORD}).json
        return Program(client, tokens["access_token"])


@pytest.fixture(scope="module")
def workers(engine_url: str, filled: Fill) -> Iterator[tuple[Worker, Worker]]:
    """(the one that changes something, the one that must see it)"""
    filled(engine_url, "web", furnish)
    made = [on(engine_url) for _worker in range(2)]
    ada = Worker(made[0]).program("ada")
    assert ada("POST", "/api/v1/metadata/objects/", DEAL).status_code == 201
    assert ada("PUT", "/api/v1/access/roles/Staff/deal", {"create": True, "view": "own", "edit": "own", "delete": "own"}).status_code == 200
    yield Worker(made[0]), Worker(made[1])
    for app in made:
        leave(app)


@pytest.fixture(scope="module")
def here(workers: tuple[Worker, Worker]) -> Worker:
    return workers[0]


@pytest.fixture(scope="module")
def there(workers: tuple[Worker, Worker]) -> Worker:
    return workers[1]


@pytest.fixture(scope="module")
def ada(here: Worker) -> Program:
    return here.program("ada")


@pytest.fixture(scope="module")
def admin(here: Worker) -> FlaskClient:
    """Her browser."""
    return here.browser("ada")


NAMES = iter(f"person{number}" for number in range(1000))


@pytest.fixture
def person(ada: Program) -> tuple[int, str]:
    """(id, login) of a new member of the staff."""
    name = next(NAMES)
    made = ada("POST", "/api/v1/users/", {"username": name, "password": PASSWORD, "first_name": "Lin", "last_name": "Old", "roles": ["Staff"], "locale": "en"})
    assert made.status_code == 201, made.text
    return int(made.json["id"]), name


def change(ada: Program, user_id: int, **values: Any) -> None:
    answer = ada("PUT", f"/api/v1/users/{user_id}", values)
    assert answer.status_code == 200, answer.text


def own_page(admin: FlaskClient, user_id: int, **changed: Any) -> None:
    """FAB's page of the user, saved with these values changed."""
    page = admin.get(f"/users/edit/{user_id}")
    with admin.application.app_context():
        user = db.session().get_one(User, user_id)
        kept = {name: getattr(user, name) for name in ("first_name", "last_name", "username", "email")}
        form = {**kept, "active": "y", "roles": [str(role.id) for role in user.roles], "csrf_token": csrf_of(page), **changed}
    answer = admin.post(f"/users/edit/{user_id}", data={key: value for key, value in form.items() if value is not None})
    assert answer.status_code == 302, answer.text[:3000]


def by_api(ada: Program, _admin: FlaskClient, user_id: int, **values: Any) -> None:
    change(ada, user_id, **values)


def by_page_of_fab(_ada: Program, admin: FlaskClient, user_id: int, **values: Any) -> None:
    own_page(admin, user_id, **{name: (None if value is False else value) for name, value in values.items()})


Change = Callable[..., None]


@pytest.mark.parametrize("by", [by_api, by_page_of_fab])
def test_a_user_who_was_deactivated_is_out(there: Worker, ada: Program, admin: FlaskClient, person: tuple[int, str], by: Change) -> None:
    client, program = there.browser(person[1]), there.program(person[1])
    assert program("GET", "/api/v1/menu/").status_code == 200
    by(ada, admin, person[0], active=False)
    assert client.get("/").status_code == 302
    assert program("GET", "/api/v1/menu/").status_code == 401


@pytest.mark.parametrize("by", [by_api, by_page_of_fab])
def test_a_new_name_is_on_the_next_page(there: Worker, ada: Program, admin: FlaskClient, person: tuple[int, str], by: Change) -> None:
    client = there.browser(person[1])
    assert "Lin Old" in client.get("/").text
    by(ada, admin, person[0], last_name="New")
    page = client.get("/").text
    assert ("Lin New" in page, "Lin Old" in page) == (True, False)


def test_a_user_who_was_deleted_is_out(there: Worker, admin: FlaskClient, person: tuple[int, str]) -> None:
    client = there.browser(person[1])
    answer = admin.post(f"/users/delete/{person[0]}", data={"csrf_token": csrf_of(admin.get("/users/list/"))})
    assert answer.status_code == 302
    assert client.get("/").status_code == 302


def by_own_page(here: Worker, _admin: FlaskClient, _ada: Program, person: tuple[int, str]) -> None:
    client = here.browser(person[1])
    form = {"current": PASSWORD, "password": "another-456", "again": "another-456", "csrf_token": csrf_of(client.get("/account/"))}
    assert client.post("/account/password", data=form).status_code == 303
    assert client.get("/").status_code == 200, "the session that changed it stays"


def by_page_of_an_administrator(_here: Worker, admin: FlaskClient, ada: Program, person: tuple[int, str]) -> None:
    form = {"password": "another-456", "conf_password": "another-456", "csrf_token": csrf_of(admin.get(f"/resetpassword/form?pk={person[0]}"))}
    assert admin.post(f"/resetpassword/form?pk={person[0]}", data=form).status_code == 302
    assert ada("GET", f"/api/v1/users/{person[0]}").json["result"]["must_change_password"]
    change(ada, person[0], must_change_password=False)


def by_program(_here: Worker, _admin: FlaskClient, ada: Program, person: tuple[int, str]) -> None:
    change(ada, person[0], password="another-456")


def by_fabs_own_function(here: Worker, _admin: FlaskClient, _ada: Program, person: tuple[int, str]) -> None:
    with here.app.app_context():
        here.app.appbuilder.sm.reset_password(person[0], "another-456")


@pytest.mark.parametrize("by", [by_own_page, by_page_of_an_administrator, by_program, by_fabs_own_function])
def test_a_changed_password_ends_sessions_and_tokens(
    here: Worker, there: Worker, admin: FlaskClient, ada: Program, person: tuple[int, str], by: Callable[[Worker, FlaskClient, Program, tuple[int, str]], None]
) -> None:
    client, program = there.browser(person[1]), there.program(person[1])
    assert program("GET", "/api/v1/menu/").status_code == 200
    by(here, admin, ada, person)
    assert client.get("/").status_code == 302
    assert program("GET", "/api/v1/menu/").status_code == 401
    there.browser(person[1], "another-456")


def test_a_role_given_and_taken_counts_at_once(there: Worker, ada: Program, person: tuple[int, str]) -> None:
    program = there.program(person[1])
    assert program("GET", "/api/v1/metadata/objects/").status_code == 403
    change(ada, person[0], roles=["Staff", "Admin"])
    assert program("GET", "/api/v1/metadata/objects/").status_code == 200
    change(ada, person[0], roles=["Staff"])
    assert program("GET", "/api/v1/metadata/objects/").status_code == 403


def test_rights_of_a_role_on_fabs_page_count_at_once(here: Worker, there: Worker, person: tuple[int, str]) -> None:
    program = there.program(person[1])
    assert program("GET", "/api/v1/_openapi").status_code == 200
    with here.app.app_context():
        role = here.app.appbuilder.sm.find_role("Staff")
        kept = list(role.permissions)
        role.permissions = [pair for pair in kept if pair.view_menu.name != "OpenApi"]
        db.session.commit()
    try:
        assert program("GET", "/api/v1/_openapi").status_code == 403
    finally:
        with here.app.app_context():
            here.app.appbuilder.sm.find_role("Staff").permissions = [db.session.merge(pair) for pair in kept]
            db.session.commit()
    assert program("GET", "/api/v1/_openapi").status_code == 200


def test_a_department_moved_and_a_user_moved_change_what_is_seen_at_once(here: Worker, there: Worker, ada: Program, person: tuple[int, str]) -> None:
    north = ada("POST", "/api/v1/departments/", {"name": f"North {person[0]}"}).json["id"]
    south = ada("POST", "/api/v1/departments/", {"name": f"South {person[0]}"}).json["id"]
    shop = ada("POST", "/api/v1/departments/", {"name": f"Shop {person[0]}", "parent": south}).json["id"]
    assert ada("PUT", "/api/v1/access/roles/Staff/deal", {"view": "department_tree"}).status_code == 200
    change(ada, person[0], department=shop)
    deal = make_deal(here.program(person[1]))
    change(ada, person[0], department=None)
    assert ada("PUT", f"/api/v1/o/deal/{deal}", {"owner": None}).status_code == 200
    program = there.program(person[1])
    seen = lambda: program("GET", f"/api/v1/o/deal/{deal}").status_code  # noqa: E731
    assert seen() == 404
    change(ada, person[0], department=north)
    assert seen() == 404
    with here.app.app_context():
        departments.change(db.session(), shop, parent_id=north)
    assert seen() == 200
    change(ada, person[0], department=south)
    assert seen() == 404
    change(ada, person[0], departments=[shop])
    assert seen() == 200
    assert ada("PUT", "/api/v1/access/roles/Staff/deal", {"view": "own", "edit": "own", "delete": "own"}).status_code == 200
    assert seen() == 404


def test_a_language_and_a_time_zone_chosen_elsewhere_are_those_of_the_next_page(here: Worker, there: Worker, ada: Program, person: tuple[int, str]) -> None:
    client = there.browser(person[1])
    assert '<html lang="en"' in client.get("/").text
    assert here.browser(person[1]).get("/?lang=zh_Hans").status_code == 200
    assert '<html lang="zh-Hans"' in client.get("/").text
    change(ada, person[0], locale="zh_Hant", timezone="America/New_York")
    assert '<html lang="zh-Hant"' in client.get("/").text
    deal = make_deal(ada, met_at="2026-01-02T03:04:00+00:00", owner=person[0])
    assert (
        "2026-01-01" in client.get(f"/o/deal/show/{deal}").text.replace("/", "-").replace("年", "-").replace("月", "-")
        or "22:04" in client.get(f"/o/deal/show/{deal}").text
    )


def test_logging_in_rightly_or_wrongly_lets_nobody_read_anew(here: Worker, person: tuple[int, str]) -> None:
    before = access(here)
    here.browser(person[1])
    for name in (person[1], "nobody"):
        answer = here.app.test_client().post("/api/v1/security/login", json={"username": name, "password": "wrong"})
        assert answer.status_code == 401
    assert access(here) == before


@pytest.mark.parametrize("name", ["add_user", "update_user", "add_role", "add_group"])
def test_fabs_own_functions_are_noticed(here: Worker, person: tuple[int, str], name: str) -> None:
    before = access(here)
    with here.app.app_context():
        security = here.app.appbuilder.sm
        role, user = security.find_role("Staff"), security.get_user_by_id(person[0])
        match name:
            case "add_user":
                assert security.add_user(f"made{person[0]}", "Made", "Here", f"made{person[0]}@example.com", role, PASSWORD)
            case "update_user":
                user.timezone = "Asia/Tokyo"
                db.session.commit()
            case "add_role":
                security.add_role(f"Role {person[0]}")
            case "add_group":
                security.add_group(f"group{person[0]}", "Group", "", [role])
    assert access(here) > before


def test_a_command_that_makes_a_user_is_noticed(here: Worker) -> None:
    before, name = access(here), next(NAMES)
    done = here.app.test_cli_runner().invoke(args=["user", "create", name, "--password", PASSWORD])
    assert done.exit_code == 0, done.output
    assert access(here) > before


def access(worker: Worker) -> int:
    with worker.app.app_context():
        return db.session.scalars(sa.select(State.access)).one()
