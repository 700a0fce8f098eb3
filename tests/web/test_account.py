"""The own account: another password, the second factor, and what comes before anything else."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyotp import TOTP

from app.access import second_factor
from app.models.base import db
from app.models.logins import Login
from app.views import login as login_page
from tests.web.conftest import PASSWORD, Program, csrf_of
from tests.web.test_login import app, by_page, by_program, events

__all__ = ["app"]

START = 1_800_000_000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The moment by which codes are checked."""
    moment = [START]
    monkeypatch.setattr(second_factor, "now", lambda: moment[0])
    return moment


def hire(ada: Program, name: str, **more: Any) -> int:
    names = {"username": name, "password": PASSWORD, "first_name": "N", "last_name": name.title(), "roles": ["Staff"]}
    return int(ada("POST", "/api/v1/users/", {**names, **more}).json["id"])


def browser_of(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    client.get("/login/?lang=en")
    assert by_page(client, name, PASSWORD).status_code == 302
    return client


def send(client: FlaskClient, path: str, **form: str) -> Any:
    return client.post(f"/account/{path}", data={"csrf_token": csrf_of(client.get("/account/")), **form})


def enrol(client: FlaskClient, clock: list[float]) -> tuple[TOTP, list[str]]:
    """(codes to come, recovery codes); time goes on, so that the next code is another one."""
    assert send(client, "second-factor/begin", begin_password=PASSWORD).status_code == 303
    page = client.get("/account/").text
    assert 'class="fl-qr"' in page
    found = re.search(r'class="fl-key">([A-Z2-7 ]+)<', page)
    assert found
    totp = TOTP(found[1].replace(" ", ""))
    assert send(client, "second-factor/confirm", code="000000").status_code == 422
    done = send(client, "second-factor/confirm", code=totp.at(int(clock[0])))
    assert done.status_code == 200
    codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", done.text)
    clock[0] += 30
    return totp, codes


def test_an_own_password_needs_the_present_one_and_ends_all_other_sessions(app: Flask, program: Any) -> None:
    hire(program("ada"), "paula")
    here, there = browser_of(app, "paula"), browser_of(app, "paula")
    new = {"password": "another-456", "again": "another-456"}
    wrong = send(here, "password", current="not-this-one", **new)
    assert wrong.status_code == 422
    assert "4 more wrong tries" in wrong.text
    assert "not the same" in html.unescape(send(here, "password", current=PASSWORD, password="another-456", again="another-457").text)
    assert "at least 8" in send(here, "password", current=PASSWORD, password="short", again="short").text
    assert "last 3 passwords" in send(here, "password", current=PASSWORD, password=PASSWORD, again=PASSWORD).text
    assert there.get("/").status_code == 200
    assert send(here, "password", current=PASSWORD, **new).status_code == 303
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert by_program(here, "paula", "another-456").status_code == 200


def test_a_password_that_was_given_is_changed_before_anything_else(app: Flask, program: Any) -> None:
    ada: Program = program("ada")
    hire(ada, "given", must_change_password=True)
    client = browser_of(app, "given")
    for path in ("/", "/users/userinfo/", "/o/x/list/"):
        assert client.get(path).location == "/account/", path
    page = client.get("/account/")
    assert "Choose a password of your own first" in page.text
    assert "Time zone" not in page.text
    token = by_program(app.test_client(), "given", PASSWORD).json["access_token"]
    refused = app.test_client().get("/api/v1/menu/", headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})
    assert refused.status_code == 403
    assert refused.json["details"] == {"duty": "password", "where": "/api/v1/account/password"}
    assert send(client, "password", current=PASSWORD, password="another-456", again="another-456").status_code == 303
    assert client.get("/").status_code == 200


def test_a_program_changes_the_password_that_it_was_given(app: Flask, program: Any) -> None:
    hire(program("ada"), "robot", must_change_password=True)
    robot, where = program("robot"), "/api/v1/account/password"
    assert robot("PUT", where, {"current": 1}).status_code == 422
    assert robot("PUT", where, {"current": "wrong", "password": "another-456"}).json["details"]["tries_left"] == 4
    assert robot("PUT", where, {"current": PASSWORD, "password": "password1"}).json["problems"][0]["where"] == "password"
    made = robot("PUT", where, {"current": PASSWORD, "password": "another-456"})
    assert made.status_code == 200
    assert robot("GET", "/api/v1/menu/").status_code == 401, "the token of before"
    assert Program(robot.client, made.json["access_token"])("GET", "/api/v1/menu/").status_code == 200
    assert app.test_client().put(where, json={"current": PASSWORD, "password": "another-457"}).status_code == 401


def test_who_sets_a_password_in_the_setup_asks_for_another_one(app: Flask, program: Any) -> None:
    ada, client = program("ada"), browser_of(app, "ada")
    page = client.get("/setup/users/new")
    assert re.search(r'name="must_change_password" value="1" checked', page.text)
    form = {"csrf_token": csrf_of(page), "username": "told", "password": PASSWORD, "active": "1", "roles": ["Staff"]}
    made = client.post("/setup/users/new", data={**form, "must_change_password": "1"})
    number = made.location.rpartition("/")[2]
    assert ada("GET", f"/api/v1/users/{number}").json["result"]["must_change_password"]
    assert "Has not chosen a password" in client.get(made.location).text
    assert client.post(f"/setup/users/{number}/keep-password", data={"csrf_token": csrf_of(page)}).status_code == 303
    assert not ada("GET", f"/api/v1/users/{number}").json["result"]["must_change_password"]


def test_the_second_step_asks_for_a_code_that_counts_once(app: Flask, program: Any, clock: list[float]) -> None:
    number = hire(program("ada"), "tina")
    totp, codes = enrol(browser_of(app, "tina"), clock)
    assert len(set(codes)) == 10
    client = app.test_client()
    client.get("/login/?lang=en")
    page = by_page(client, "tina", PASSWORD)
    assert page.status_code == 200
    assert client.get("/").status_code == 302, "no session yet"
    step = re.search(r'name="step" value="([^"]+)"', page.text)
    assert step
    form = {"step": step[1], "csrf_token": csrf_of(page)}
    wrong = client.post("/login/", data={**form, "code": "123456"})
    assert (wrong.status_code, "The code is wrong. 4 more wrong tries" in wrong.text) == (401, True)
    code = totp.at(int(clock[0]))
    assert client.post("/login/", data={**form, "code": code}).status_code == 302
    assert client.get("/").status_code == 200
    again = app.test_client()
    replay = by_program(again, "tina", PASSWORD, code=code)
    assert replay.status_code == 401, "the same code does not count twice"
    assert by_program(again, "tina", PASSWORD).json["details"] == {"second_factor": True}
    clock[0] += 30
    assert by_program(again, "tina", PASSWORD, code=totp.at(int(clock[0]))).status_code == 200
    assert by_program(again, "tina", PASSWORD, code=codes[0].upper().replace("-", " ")).status_code == 200
    assert by_program(again, "tina", PASSWORD, code=codes[0]).status_code == 401
    assert ("recovery_code_used", "") in events(app, "recovery_code_used")
    with app.app_context():
        row = db.session.get(Login, number)
        assert row is not None
        stored = f"{row.secret} {row.recovery}"
        assert totp.secret not in stored
        assert codes[1] not in stored
    told = program("ada")("GET", f"/api/v1/users/{number}")
    assert told.json["result"]["second_factor"] is True
    assert totp.secret not in told.text


def test_wrong_codes_lock_and_a_right_password_between_does_not_help(app: Flask, program: Any, clock: list[float]) -> None:
    hire(program("ada"), "vera")
    totp, _codes = enrol(browser_of(app, "vera"), clock)
    client = app.test_client()
    for _turn in range(4):
        assert by_program(client, "vera", PASSWORD, code="000000").status_code == 401
        assert by_program(client, "vera", PASSWORD).json["details"] == {"second_factor": True}
    assert by_program(client, "vera", PASSWORD, code="000000").status_code == 429
    assert by_program(client, "vera", PASSWORD, code=totp.at(int(clock[0]))).status_code == 429


def test_the_step_is_short_lived_and_signed(app: Flask, program: Any, clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    hire(program("ada"), "uma")
    totp, _codes = enrol(browser_of(app, "uma"), clock)
    client = app.test_client()
    client.get("/login/?lang=en")
    page = by_page(client, "uma", PASSWORD)
    step = re.search(r'name="step" value="([^"]+)"', page.text)
    assert step
    form = {"csrf_token": csrf_of(page), "code": totp.at(int(clock[0]))}
    for bad in (step[1][:-2], "x", ""):
        assert client.post("/login/", data={**form, "step": bad}).status_code == 401
    monkeypatch.setattr(login_page, "STEP_SECONDS", -1)
    late = client.post("/login/", data={**form, "step": step[1]})
    assert (late.status_code, "took too long" in late.text) == (401, True)


def test_a_role_asks_for_a_second_factor_and_administrators_reset_one(app: Flask, program: Any, clock: list[float]) -> None:
    ada: Program = program("ada")
    role = ada("POST", "/api/v1/roles/", {"name": "Cashier"}).json["id"]
    number = hire(ada, "cora", roles=["Cashier"])
    client = browser_of(app, "cora")
    assert client.get("/").status_code == 200
    assert ada("PUT", f"/api/v1/roles/{role}", {"second_factor": True}).status_code == 200
    assert client.get("/").location == "/account/", "from the next request on"
    enrol(client, clock)
    assert client.get("/").status_code == 200
    assert "so it stays" in client.get("/account/").text
    assert send(client, "second-factor/remove", remove_password=PASSWORD).status_code == 422
    admin = browser_of(app, "ada")
    token = csrf_of(admin.get(f"/setup/users/{number}"))
    assert admin.post(f"/setup/users/{number}/reset-second-factor", data={"csrf_token": token}).status_code == 303
    assert client.get("/").location == "/account/"
    assert by_program(app.test_client(), "cora", PASSWORD).status_code == 200
    assert admin.post(f"/setup/permissions/roles/{role}/login", data={"csrf_token": token}).status_code == 303
    assert client.get("/").status_code == 200
    clock[0] -= 30
    enrol(client, clock)  # within the half minute in which the one before was used
    assert send(client, "second-factor/codes", codes_password=PASSWORD).text.count("<li>") >= 10
    assert send(client, "second-factor/remove", remove_password=PASSWORD).status_code == 303
    assert ("second_factor_removed", "ada") in events(app, "second_factor_removed")


def test_language_and_time_zone_are_the_own_ones(app: Flask) -> None:
    client = browser_of(app, "mia")
    assert send(client, "preferences", locale="zh_Hant", timezone="America/New_York").status_code == 303
    assert '<html lang="zh-Hant"' in client.get("/account/").text
    assert send(client, "preferences", locale="en", timezone="Mars/Base").status_code == 422
    assert send(client, "preferences", locale="en", timezone="").status_code == 303
