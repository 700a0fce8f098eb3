"""The audit log over HTTP and on the command line: what it hears, who may read it, its filter, its file, its API."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.models.audit import AuditRow
from app.models.base import db
from tests.setup.conftest import Admin, words
from tests.setup.test_permissions import form_of
from tests.web.conftest import PASSWORD, Program, csrf_of

LIST = "/setup/audit/"


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """Here on every database."""
    return engine_url


def log(app: Flask, after: int = 0, **same: Any) -> list[AuditRow]:
    """Entries above that id, oldest first."""
    with app.app_context():
        return list(db.session.scalars(sa.select(AuditRow).where(AuditRow.id > after).filter_by(**same).order_by(AuditRow.id)))


@pytest.fixture
def before(app: Flask, admin: Admin) -> int:
    """Id of the newest entry at the start of a test."""
    return log(app)[-1].id


def test_logins_are_logged_and_a_password_in_the_wrong_field_is_not(app: Flask, browser: Callable[[str], FlaskClient], before: int) -> None:
    client = browser("stan")
    client.post("/logout/", data={"csrf_token": csrf_of(client.get("/"))})
    page = client.get("/login/")
    for name in ("stan", "geheim-typed-here"):
        assert client.post("/login/", data={"username": name, "password": "wrong-one", "csrf_token": csrf_of(page)}).status_code == 401
    assert client.post("/api/v1/security/login", json={"username": "stan", "password": "wrong-one"}).status_code == 401
    assert client.post("/api/v1/security/login", json={"username": "stan", "password": PASSWORD}).status_code == 200
    found = log(app, before)
    assert [(row.event, row.result, row.actor, row.door, row.address) for row in found] == [
        ("login", "done", "stan", "page", "127.0.0.1"),
        ("logout", "done", "stan", "page", "127.0.0.1"),
        ("login_failed", "failed", "stan", "page", "127.0.0.1"),
        ("login_failed", "failed", "", "page", "127.0.0.1"),
        ("login_failed", "failed", "stan", "api", "127.0.0.1"),
        ("login", "done", "stan", "api", "127.0.0.1"),
    ]
    said = repr([(row.target, row.details) for row in found])
    assert "geheim" not in said
    assert "wrong-one" not in said


def test_a_refusal_is_logged_with_the_right_that_was_missing(app: Flask, browser: Callable[[str], FlaskClient], program: Callable[[str], Program]) -> None:
    client, speaker = browser("stan"), program("stan")
    after = log(app)[-1].id
    assert client.get("/setup/users/").status_code == 403
    assert client.get("/users/list/").status_code == 403
    assert speaker("POST", "/api/v1/roles/", {"name": "x"}).status_code == 403
    assert [(row.actor, row.door, row.result, row.target, row.details["path"]) for row in log(app, after, event="refused")] == [
        ("stan", "page", "refused", "can write on Organisation", "/setup/users/"),
        ("stan", "page", "refused", "can list on UserDBModelView", "/users/list/"),
        ("stan", "api", "refused", "can write on Organisation", "/api/v1/roles/"),
    ]
    assert client.get("/o/nothing/list/").status_code == 404
    assert len(log(app, after)) == 3, "reading is not logged, nor is what does not exist"


def test_users_roles_departments_and_rights_are_logged_old_and_new(app: Flask, admin: Admin, before: int) -> None:
    place = admin.post("/setup/departments/new", {"name": "Audited"}).location.rpartition("/")[2]
    form = {"username": "lin", "first_name": "L", "last_name": "In", "email": "lin@example.com", "password": "very-secret-1", "active": "1"}
    number = admin.post("/setup/users/new", {**form, "roles": ["Staff"]}).location.rpartition("/")[2]
    admin.post(f"/setup/users/{number}", {**form, "password": "very-secret-2", "department": place, "roles": ["Staff", "Manager"], "active": ""})
    admin.post(f"/setup/users/{number}", {**form, "password": "", "department": place, "roles": ["Staff", "Manager"], "active": ""})
    admin.post(f"/setup/departments/{place}/edit", {"name": "Audited two"})
    admin.post("/setup/permissions/roles/new", {"name": "Clerk"})
    found = log(app, before)
    assert [(row.event, row.target) for row in found] == [
        ("department_created", "Audited"),
        ("user_created", "lin"),
        ("user_changed", "lin"),
        ("password_changed", "lin"),
        ("department_changed", "Audited"),
        ("role_created", "Clerk"),
    ]
    changes = found[2].details["changes"]
    assert {name: pair for name, pair in changes.items() if name != "roles"} == {"active": [True, False], "department": [None, "Audited"]}
    assert (changes["roles"][0], set(changes["roles"][1])) == (["Staff"], {"Manager", "Staff"})
    assert found[4].details["changes"] == {"name": ["Audited", "Audited two"]}
    assert "secret" not in repr([row.details for row in found])
    assert {row.actor for row in found} == {"ada"}


def test_rights_and_metadata_are_logged_and_a_rehearsal_is_not(app: Flask, admin: Admin, rival: Program, before: int) -> None:
    start = rival("GET", "/api/v1/metadata/revisions/").json["count"]
    name, other = admin.make("Audited thing"), admin.make("Audited other")
    rights = {"view": "department", "edit": "own", "create": True}
    assert rival("PUT", f"/api/v1/access/roles/Staff/{name}?dry_run=true", rights).status_code == 200
    assert rival("PUT", f"/api/v1/access/roles/Staff/{name}", rights).status_code == 200
    assert rival("PUT", f"/api/v1/access/roles/Staff/{name}", rights).status_code == 200
    assert rival("POST", f"/api/v1/metadata/revisions/{start + 1}/rollback").status_code == 201
    found = [row for row in log(app, before) if row.event != "login"]
    assert [(row.event, row.object, row.target) for row in found] == [
        ("metadata_published", name, str(start + 1)),
        ("metadata_published", other, str(start + 2)),
        ("access_changed", name, "Staff"),
        ("metadata_rolled_back", other, str(start + 3)),
    ]
    assert found[2].details == {"changes": {"create": [False, True], "view": ["none", "department"], "edit": ["none", "own"]}}
    assert found[3].details["back_to"] == start + 1
    page = words(admin.get(f"{LIST}?object={name}&event=access_changed"))
    assert "Access changed" in page
    assert "View: none → department" in page


def test_records_that_go_to_somebody_else_are_logged_and_other_changes_are_not(app: Flask, admin: Admin, rival: Program) -> None:
    name = admin.make("Given away")
    with app.app_context():
        stan, mia = (app.appbuilder.sm.find_user(login).id for login in ("stan", "mia"))
    one, two = (rival("POST", f"/api/v1/o/{name}/", {"name": text}).json["id"] for text in ("One", "Two"))
    after = log(app)[-1].id
    assert rival("PUT", f"/api/v1/o/{name}/{one}", {"name": "One more"}).status_code == 200
    assert rival("PUT", f"/api/v1/o/{name}/{one}", {"owner": stan}).status_code == 200
    assert rival("PUT", f"/api/v1/o/{name}/{one}", {"owner": 999_999}).status_code == 422
    answer = rival(
        "POST",
        f"/api/v1/o/{name}/bulk",
        {"records": [{"id": one, "owner": mia}, {"id": two, "owner": mia, "name": ""}, {"id": two, "owner": stan}], "key": "id"},
    )
    assert answer.status_code == 200, answer.text
    assert [(row.event, row.object, row.record_id, row.target, row.details["changes"]["owner"]) for row in log(app, after)] == [
        ("transferred", name, one, "stan", ["ada", "stan"]),
        ("transferred", name, one, "mia", ["stan", "mia"]),
        ("transferred", name, two, "stan", ["ada", "stan"]),
    ]
    page = words(admin.get(f"{LIST}?object={name}&record={one}"))
    assert page.count("Record transferred") == 2 + 1, "two entries, and the choice of events"


def test_fab_pages_are_logged_too(app: Flask, admin: Admin, before: int) -> None:
    with app.app_context():
        user = app.appbuilder.sm.find_user("mia")
        number, staff = user.id, app.appbuilder.sm.find_role("Staff").id
    values = {"first_name": "Mia", "last_name": "Wang", "username": "mia", "email": "mia@example.com", "active": "y", "roles": [str(staff)]}
    admin.post(f"/users/edit/{number}", values, status=302)
    admin.post(f"/resetpassword/form?pk={number}", {"password": "another-secret-3", "conf_password": "another-secret-3"}, status=302)
    admin.post("/roles/add", {"name": "Visitor"}, status=302)
    with app.app_context():
        role = app.appbuilder.sm.find_role("Visitor").id
        pair = app.appbuilder.sm.find_permission_view_menu("can_get", "MenuApi").id
    admin.post(f"/roles/edit/{role}", {"name": "Visitor", "permissions": [str(pair)]}, status=302)
    admin.post(f"/roles/delete/{role}", status=302)
    found = log(app, before)
    assert [(row.event, row.target, row.actor) for row in found] == [
        ("user_changed", "mia", "ada"),
        ("password_changed", "mia", "ada"),
        ("role_created", "Visitor", "ada"),
        ("role_changed", "Visitor", "ada"),
        ("role_deleted", "Visitor", "ada"),
    ]
    assert found[0].details["changes"]["roles"] == ["Manager", "Staff"]
    assert found[3].details["changes"] == {"permissions": [None, "can get on MenuApi"]}
    assert "secret" not in repr([row.details for row in found])


def test_the_page_filters_and_goes_back_and_forth(app: Flask, admin: Admin) -> None:
    for turn in range(60):
        assert app.test_client().post("/api/v1/security/login", json={"username": f"nobody{turn}", "password": "wrong"}).status_code == 401
    newest = admin.get(f"{LIST}?event=login_failed")
    assert newest.text.count("data-row-id=") == 50
    older = admin.get(f"{LIST}?event=login_failed&before={min(ids(newest.text))}")
    assert not set(ids(older.text)) & set(ids(newest.text))
    assert ids(admin.get(f"{LIST}?event=login_failed&after={max(ids(older.text))}").text) == ids(newest.text)
    rows = {row.id: row for row in log(app)}
    for query, fits in (
        ("result=failed", lambda row: row.result == "failed"),
        ("person=Lovelace", lambda row: row.actor == "ada"),
        ("person=stan&event=login", lambda row: (row.actor, row.event) == ("stan", "login")),
        ("target=aud&event=user_changed", lambda row: row.event == "user_changed" and "aud" in row.target),
        ("target=LI&event=user_changed", lambda row: row.event == "user_changed" and "li" in row.target),
        ("since=2020-01-01&until=2099-01-01&result=refused", lambda row: row.result == "refused"),
        ("until=2020-01-01", lambda row: False),
        ("since=2099-01-01", lambda row: False),
        ("object=nothing", lambda row: False),
    ):
        shown = ids(admin.get(f"{LIST}?{query}").text)
        assert shown == sorted((number for number, row in rows.items() if fits(row)), reverse=True)[:50], query
    assert "No entry of the log" in words(admin.get(f"{LIST}?object=nothing"))


def ids(page: str) -> list[int]:
    return [int(part.partition('"')[0]) for part in page.split('data-row-id="')[1:]]


BAD = (
    "event=x",
    "result=%27",
    "record=abc",
    "record=99999999999",
    "before=-1",
    "after=%C2%B2",
    "since=2026-13-45",
    "until=9999-12-31",
    "since=0001-01-01",
    "until=x",
)


@pytest.mark.parametrize("query", [*BAD, "person=%25_%5C&target=%27%22%3C", "object=" + "x" * 5000, "person=%00"])
def test_no_filter_breaks_the_page_or_the_api(admin: Admin, rival: Program, query: str) -> None:
    assert admin.client.get(f"{LIST}?{query}").status_code in (200, 400)
    assert rival("GET", f"/api/v1/audit/?{query}").status_code in (200, 400)


def test_an_entry_tells_all_it_knows(app: Flask, admin: Admin) -> None:
    row = log(app, event="user_changed")[0]
    text = words(admin.get(f"{LIST}{row.id}"))
    for part in ("User changed", "ada", "127.0.0.1", row.hash, row.previous, "Before", "After"):
        assert part in text, part
    admin.get(f"{LIST}999999999", 404)
    zh = words(admin.get(f"{LIST}?lang=zh_Hans"))
    for part in ("审计日志", "事件", "操作人", "来源", "对象", "结果"):
        assert part in zh, part
    admin.get(f"{LIST}?lang=en")


def test_the_file_holds_what_is_filtered_and_is_itself_logged(app: Flask, admin: Admin, before: int) -> None:
    admin.post("/setup/permissions/roles/new", {"name": "=1+1"})
    answer = admin.get(f"{LIST}file?event=role_created")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    wanted = [row.id for row in log(app, event="role_created")]
    assert [int(line[0]) for line in rows[1:]] == wanted[::-1]
    assert "'=1+1" in rows[1]
    last = log(app, before)[-1]
    assert (last.event, last.details) == ("export", {"format": "csv", "filter": {"event": "role_created"}})


def test_programs_read_it_and_the_description_names_the_arguments(app: Flask, rival: Program) -> None:
    first = rival("GET", "/api/v1/audit/?event=login_failed&page_size=3").json
    assert len(first["result"]) == 3
    assert first["next"] == first["ids"][-1]
    second = rival("GET", f"/api/v1/audit/?event=login_failed&page_size=3&before={first['next']}").json
    assert max(second["ids"]) < min(first["ids"])
    one = first["result"][0]
    assert rival("GET", f"/api/v1/audit/{one['id']}").json["result"] == one
    assert set(one) >= {"at", "actor", "address", "door", "event", "object", "record_id", "target", "result", "details", "hash", "previous"}
    described = rival("GET", "/api/v1/_openapi").json["paths"]["/api/v1/audit/"]["get"]["parameters"]
    assert {"event", "person", "object", "result", "since", "until", "before"} <= {one["name"] for one in described}


def test_a_save_of_many_rights_is_an_entry_for_each_object_by_one_statement(app: Flask, admin: Admin, before: int) -> None:
    names = [admin.make(f"Saved {turn}") for turn in ("one", "two", "three")]
    with app.app_context():
        role, engine = app.appbuilder.sm.find_role("Staff").id, db.engine
    path = f"/setup/permissions/?role={role}&q=saved&page=0"
    form = form_of(admin.get(path))
    wanted = {f"view.{admin.object(name).id}": "own" for name in names[:2]}
    written: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        written.extend([statement] if "fl_audit" in statement else [])

    sa.event.listen(engine, "before_cursor_execute", hear)
    admin.post(path, {**form, **wanted})
    sa.event.remove(engine, "before_cursor_execute", hear)
    assert [(row.object, row.target, row.details["changes"]) for row in log(app, before, event="access_changed")] == [
        (name, "Staff", {"view": ["none", "own"]}) for name in names[:2]
    ]
    assert [statement.split()[0] for statement in written] == ["SELECT", "INSERT", "UPDATE"]
