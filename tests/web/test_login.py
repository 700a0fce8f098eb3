"""Logging in: wrong tries lock a login on the page and in the API, and nothing tells who exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.models.audit import AuditRow
from app.models.base import db
from app.views import login_check
from tests.conftest import Fill
from tests.web.conftest import PASSWORD, Program, csrf_of, furnish, leave, on


@pytest.fixture(scope="module")
def app(engine_url: str, filled: Fill) -> Iterator[Flask]:
    """On both databases."""
    filled(engine_url, "web", furnish)
    made = on(engine_url)
    yield made
    leave(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    made = app.test_client()
    made.get("/login/?lang=en")
    return made


def by_page(client: FlaskClient, username: str, password: str, **more: Any) -> TestResponse:
    token = csrf_of(client.get("/login/"))
    return client.post("/login/", data={"username": username, "password": password, "csrf_token": token, **more})


def by_program(client: FlaskClient, username: str, password: str, **more: Any) -> TestResponse:
    return client.post("/api/v1/security/login", json={"username": username, "password": password, **more}, headers={"Accept-Language": "en"})


def events(app: Flask, *names: str) -> list[tuple[str, str]]:
    """(event, actor) of the log."""
    with app.app_context():
        return [(row.event, row.actor) for row in db.session.scalars(sa.select(AuditRow).where(AuditRow.event.in_(names)).order_by(AuditRow.id))]


@pytest.mark.parametrize("name", ["mia", "nobody-has-this"])
def test_five_wrong_tries_lock_whoever_it_is_at_both_doors(client: FlaskClient, name: str) -> None:
    for left in (4, 3, 2):
        answer = by_page(client, name, "wrong")
        assert answer.status_code == 401
        assert f"User name or password is wrong. {left} more wrong tries lock this login for 15 minutes." in answer.text
    answer = by_program(client, name.upper(), "wrong")
    assert answer.json["details"] == {"tries_left": 1, "locked_until": None}
    answer = by_page(client, name, "wrong")
    assert answer.status_code == 429
    assert "this login is locked until" in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    for enter in (by_page, by_program):
        answer = enter(client, name, PASSWORD)
        assert answer.status_code == 429, "the right password, too"
        assert "locked until" in answer.text
    assert client.get("/").status_code == 302


def test_every_wrong_try_costs_the_same_work_and_a_locked_one_none(client: FlaskClient, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, active in (("shut", False), ("open", True)):
        body = {"username": name, "password": PASSWORD, "first_name": "O", "last_name": "S", "roles": ["Staff"], "active": active}
        assert program("ada")("POST", "/api/v1/users/", body).status_code == 201
    hashed: list[str] = []
    monkeypatch.setattr(login_check, "check_password_hash", lambda found, _password: hashed.append(found.partition("$")[0]) is not None)
    answers = [by_program(client, name, "wrong") for name in ("shut", "nobody-at-all", "", "open")]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert len({answer.json["message"] for answer in answers}) == 1
    assert hashed == ["scrypt:32768:8:1"] * 4
    for _turn in range(4):
        by_program(client, "nobody-at-all", "wrong")
    hashed.clear()
    assert by_program(client, "nobody-at-all", "wrong").status_code == 429
    assert hashed == []


def test_the_lock_is_told_to_administrators_who_end_it(app: Flask, client: FlaskClient, program: Any) -> None:
    ada: Program = program("ada")
    number = next(one["id"] for one in ada("GET", "/api/v1/users/?q=stan").json["result"])
    assert ada("GET", f"/api/v1/users/{number}").json["result"]["locked_until"] is None
    for _turn in range(5):
        by_program(client, "stan", "wrong")
    assert by_program(client, "stan", PASSWORD).status_code == 429
    assert ada("GET", f"/api/v1/users/{number}").json["result"]["locked_until"]
    browser = app.test_client()
    browser.get("/login/?lang=en")
    assert by_page(browser, "ada", PASSWORD).status_code == 302
    assert "locked until" in browser.get("/setup/users/").text
    page = browser.get(f"/setup/users/{number}")
    assert "Too many wrong tries: locked until" in page.text
    assert browser.post(f"/setup/users/{number}/unlock", data={"csrf_token": csrf_of(page)}).status_code == 303
    assert "locked until" not in browser.get(f"/setup/users/{number}").text
    assert by_program(client, "stan", PASSWORD).status_code == 200
    assert ada("PUT", f"/api/v1/users/{number}", {"locked": True}).status_code == 422
    for _turn in range(5):
        by_program(client, "stan", "wrong")
    assert ada("PUT", f"/api/v1/users/{number}", {"locked": False}).status_code == 200
    assert by_program(client, "stan", PASSWORD).status_code == 200
    assert events(app, "login_locked", "login_unlocked")[-4:] == [("login_locked", "stan"), ("login_unlocked", "ada")] * 2


def test_a_login_forgets_the_wrong_tries_before_it(client: FlaskClient) -> None:
    for _turn in range(4):
        assert by_program(client, "ada", "wrong").status_code == 401
    assert by_program(client, "ada", PASSWORD).status_code == 200
    assert by_program(client, "ada", "wrong").json["details"]["tries_left"] == 4
    assert by_program(client, "ada", PASSWORD).status_code == 200


def test_a_login_begins_a_session_of_its_own(client: FlaskClient) -> None:
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
    token = csrf_of(client.get("/login/"))
    client.post("/login/", data={"username": "ada", "password": PASSWORD, "csrf_token": token})
    with client.session_transaction() as after:
        assert "planted" not in after
        assert after["locale"] == "en"
    assert csrf_of(client.get("/")) != token
    assert client.post("/logout/", data={"csrf_token": token}).status_code == 400, "the token from before the login is worth nothing"


def test_who_is_deactivated_is_out_at_the_next_request(app: Flask, client: FlaskClient, program: Any) -> None:
    ada: Program = program("ada")
    made = ada("POST", "/api/v1/users/", {"username": "gone", "password": PASSWORD, "first_name": "G", "last_name": "One", "roles": ["Staff"]})
    assert by_page(client, "gone", PASSWORD).status_code == 302
    token = by_program(app.test_client(), "gone", PASSWORD).json["access_token"]
    assert client.get("/").status_code == 200
    ada("PUT", f"/api/v1/users/{made.json['id']}", {"active": False})
    assert client.get("/").status_code == 302
    assert app.test_client().get("/api/v1/menu/", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert "4 more wrong tries" in by_page(client, "gone", PASSWORD).text, "the same as for a wrong password"
