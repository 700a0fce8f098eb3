"""The language of a page: asked for in the address and kept, else the user's, the session's, the browser's; and the limits of logging in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from app import create_app
from app.models.base import db
from tests.web.conftest import PASSWORD, csrf_of

Browser = Callable[[str], FlaskClient]
LOGIN = {"en": "Log in", "zh_Hans": "登录", "zh_Hant": "登入"}


def language_of(page: str) -> str:
    return page.split('<html lang="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("header", "lang"),
    [("en-GB,en;q=0.9", "en"), ("zh-TW,zh;q=0.8", "zh-Hant"), ("zh-CN", "zh-Hans"), ("fr,de", "zh-Hans"), ("", "zh-Hans"), (";;q=,zh;q=x" * 50, "zh-Hans")],
)
def test_a_first_visit_is_answered_in_the_browsers_language(app: Flask, header: str, lang: str) -> None:
    assert language_of(app.test_client().get("/login/", headers={"Accept-Language": header}).text) == lang


def test_a_choice_in_the_address_is_kept_for_the_session(app: Flask) -> None:
    client = app.test_client()
    for code, word in LOGIN.items():
        assert word in client.get(f"/login/?lang={code}").text
        assert word in client.get("/login/", headers={"Accept-Language": "fr"}).text
    client.get("/login/?lang=xx")
    assert LOGIN["zh_Hant"] in client.get("/login/").text, "an unknown one changes nothing"
    assert client.get("/lang/en").location == "/?lang=en", "the link that FAB's templates make"


def test_a_users_choice_goes_with_the_user(browser: Browser, app: Flask) -> None:
    assert language_of(browser("mia").get("/?lang=zh_Hant").text) == "zh-Hant"
    other = app.test_client()
    token = csrf_of(other.get("/login/", headers={"Accept-Language": "en"}))
    other.post("/login/", data={"username": "mia", "password": PASSWORD, "csrf_token": token})
    assert language_of(other.get("/").text) == "zh-Hant"


def test_a_language_that_is_gone_does_not_break_anything(app: Flask) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["locale"] = "pt_BR"
    assert language_of(client.get("/login/", headers={"Accept-Language": "en"}).text) == "en"


def test_the_switch_leads_to_the_same_page_in_another_language(browser: Browser) -> None:
    page = browser("stan").get("/?x=1&lang=en").text
    assert 'href="/?x=1&amp;lang=zh_Hant"' in page


@pytest.fixture
def limited(app: Flask) -> FlaskClient:
    """A client of an application on the same database with limits on."""
    made = create_app({"SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"], "SECRET_KEY": app.secret_key, "AUTH_RATE_LIMIT": "3 per minute"})
    with made.app_context():
        db.engine.dispose()
    return made.test_client()


def test_tries_to_log_in_are_limited_on_the_page_and_in_the_api(limited: FlaskClient) -> None:
    token = csrf_of(limited.get("/login/?lang=en"))
    for status in (401, 401, 401, 429):
        answer = limited.post("/login/", data={"username": "stan", "password": "wrong", "csrf_token": token})
        assert answer.status_code == status
    assert "Too many tries" in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert limited.post("/login/", data={"username": "mia", "password": "wrong", "csrf_token": token}).status_code == 401, "another name has its own tries"
    for status in (401, 401, 401, 429):
        answer = limited.post("/api/v1/security/login", json={"username": "ada", "password": "wrong"})
        assert answer.status_code == status
        assert answer.json["problems"] == []


def test_health_is_503_without_our_tables(tmp_path: Path) -> None:
    made = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'empty.db'}", "SECRET_KEY": "x" * 40})
    assert made.test_client().get("/healthz").status_code == 503
    assert made.test_client().get("/login/").status_code == 500, "an error page, not a trace"
    with made.app_context():
        db.engine.dispose()


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = config.settings({"VAR_DIR": str(tmp_path)})
    assert config.settings({"VAR_DIR": str(tmp_path)})["SECRET_KEY"] == first["SECRET_KEY"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert config.settings({"VAR_DIR": str(tmp_path), "SECRET_KEY": "given"})["SECRET_KEY"] == "given"


def test_a_database_url_gets_a_driver_that_is_installed(tmp_path: Path) -> None:
    assert config.database_url("postgres://u@h/d", tmp_path) == "postgresql+psycopg://u@h/d"
    assert config.database_url("postgresql+psycopg://u@h/d", tmp_path) == "postgresql+psycopg://u@h/d"
    assert config.database_url("", tmp_path).endswith("/fieldloom.db")
