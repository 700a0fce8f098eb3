"""The gate: who gets in, by what, in which language, and with which headers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import PASSWORD, Program, csrf_of

Browser = Callable[[str], FlaskClient]
Programs = Callable[[str], Program]


def test_health_answers_without_login_and_503_without_a_database(app: Flask) -> None:
    assert app.test_client().get("/healthz").json["status"] == "ok"


def test_every_page_but_the_named_doors_asks_for_a_login(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "<" in rule.rule or "GET" not in (rule.methods or ()) or rule.rule in ("/healthz", "/login/"):
            continue
        answer = client.get(rule.rule)
        assert answer.status_code == (401 if rule.rule.startswith("/api/") else 302), rule.rule


def test_a_login_leads_where_the_user_wanted_to_go_and_never_to_another_site(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/users/userinfo/")
    assert answer.location == "/login/?next=/users/userinfo/"
    token = csrf_of(client.get(answer.location))
    answer = client.post("/login/", data={"username": "stan", "password": PASSWORD, "csrf_token": token, "next": "//evil.example/x"})
    assert answer.location == "/"


def test_a_wrong_password_is_told_on_the_page_and_the_name_stays(app: Flask) -> None:
    client = app.test_client()
    token = csrf_of(client.get("/login/?lang=en"))
    answer = client.post("/login/", data={"username": "stan", "password": "wrong", "csrf_token": token})
    assert answer.status_code == 401
    assert "User name or password is wrong" in answer.text
    assert 'value="stan"' in answer.text


def test_a_form_without_the_token_is_refused(app: Flask, browser: Browser) -> None:
    assert app.test_client().post("/login/", data={"username": "stan", "password": PASSWORD}).status_code == 400
    client = browser("ada")
    assert client.post("/api/v1/metadata/objects/", json={"name": "x"}).status_code == 400
    assert client.post("/logout/").status_code == 400
    assert client.get("/logout/").status_code == 302
    assert client.get("/users/userinfo/").status_code == 200, "a GET does not log out"


def test_the_api_takes_the_browsers_session_with_the_token_of_its_page(browser: Browser) -> None:
    client = browser("ada")
    token = csrf_of(client.get("/"))
    answer = client.post("/api/v1/metadata/objects/?dry_run=true", json={"name": "x", "label": "X"}, headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    assert answer.json["dry_run"] is True


def test_logging_out_ends_the_session(browser: Browser) -> None:
    client = browser("stan")
    assert client.post("/logout/", data={"csrf_token": csrf_of(client.get("/"))}).location == "/login/"
    assert client.get("/").status_code == 302


def test_a_changed_password_ends_every_session_and_token(app: Flask, browser: Browser, program: Programs) -> None:
    client, speaker = browser("mia"), program("mia")
    assert client.get("/").status_code == 200
    assert speaker("GET", "/api/v1/menu/").status_code == 200
    with app.app_context():
        security = app.appbuilder.sm
        security.reset_password(security.find_user("mia").id, "another-456")
    assert client.get("/").status_code == 302
    assert speaker("GET", "/api/v1/menu/").status_code == 401
    with app.app_context():
        security.reset_password(security.find_user("mia").id, PASSWORD)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "Bearer", "é"])
def test_a_bad_token_is_401_in_the_shape_of_every_error(app: Flask, token: str) -> None:
    answer = app.test_client().get("/api/v1/metadata/objects/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert set(answer.json) == {"message", "problems"}


def test_a_token_of_the_refresh_kind_opens_nothing_but_a_new_token(app: Flask) -> None:
    client = app.test_client()
    tokens = client.post("/api/v1/security/login", json={"username": "stan", "password": PASSWORD, "refresh": True}).json
    headers = {"Authorization": f"Bearer {tokens['refresh_token']}"}
    assert client.get("/api/v1/menu/", headers=headers).status_code == 401
    fresh = client.post("/api/v1/security/refresh", headers=headers)
    assert client.get("/api/v1/menu/", headers={"Authorization": f"Bearer {fresh.json['access_token']}"}).status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b'{"username": 1}', b'{"username": "a", "password": null}', b'{"username": "a\\u0000", "password": "b"}']
)
def test_a_damaged_login_is_told_what_is_wrong(app: Flask, body: bytes) -> None:
    answer = app.test_client().post("/api/v1/security/login", data=body)
    assert answer.status_code in (400, 422)
    assert answer.json["problems"]


def test_missing_rights_are_403_with_the_name_of_the_right(browser: Browser, program: Programs) -> None:
    answer = browser("stan").get("/users/list/")
    assert answer.status_code == 403
    assert "can list on UserDBModelView" in answer.text
    assert program("stan")("GET", "/api/v1/metadata/objects/").status_code == 403


@pytest.mark.parametrize(("path", "status"), [("/nope", 404), ("/api/v1/nope", 404), ("/api/v1/security/login", 405), ("/o/%00/list/", 404)])
def test_unknown_addresses_are_told_so_in_their_own_form(app: Flask, path: str, status: int) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code in (status, 302)
    if path.startswith("/api/"):
        assert answer.json["message"]
        assert answer.json["problems"] == []


def test_an_unknown_address_is_404_for_a_form_too(app: Flask) -> None:
    assert app.test_client().post("/nope", data={"x": 1}).status_code == 404


def test_a_nul_in_the_address_is_refused(browser: Browser) -> None:
    assert browser("stan").get("/?q=a%00b").status_code == 400


def test_every_answer_carries_the_headers(app: Flask) -> None:
    for path in ("/login/", "/nope", "/api/v1/nope", "/healthz"):
        headers = app.test_client().get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_the_nonce_of_the_page_is_that_of_the_header_and_never_the_same_twice(app: Flask) -> None:
    client = app.test_client()
    seen = set()
    for _turn in range(2):
        answer = client.get("/login/")
        nonce = answer.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
        seen.add(nonce)
        assert answer.text.count("<script") == answer.text.count("<script src=") + answer.text.count(f'nonce="{nonce}"') or nonce in answer.text
    assert len(seen) == 2


def test_cookies_stay_with_this_site(browser: Browser) -> None:
    client = browser("stan")
    cookie = client.get_cookie("fieldloom")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
