"""A session's cookie that was read once counts as long as it would have, and one request's changes stay its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from app.views import cookies
from app.views.cookies import Sessions


@pytest.fixture
def page() -> Flask:
    """A page that answers with its session, and changes it as the address says."""
    app = Flask("app")
    app.secret_key = "one"
    app.session_interface = Sessions()

    @app.get("/")
    def show() -> dict[str, object]:
        return dict(session)

    @app.get("/<name>")
    def change(name: str) -> dict[str, object]:
        session.setdefault("list", []).append(name)
        session[name] = name
        return dict(session)

    return app


def reads(client: FlaskClient) -> dict[str, object]:
    found: dict[str, object] = client.get("/").json
    return found


def test_a_cookie_is_checked_once(page: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, checked = page.test_client(), []
    with client.session_transaction() as kept:
        kept["name"] = "Ann"
    loads = URLSafeTimedSerializer.loads
    monkeypatch.setattr(URLSafeTimedSerializer, "loads", lambda self, *given, **named: checked.append(given) or loads(self, *given, **named))
    assert [reads(client) for _turn in range(3)] == [{"name": "Ann"}] * 3
    assert len(checked) == 1


def test_what_a_request_changes_in_its_session_reaches_no_other(page: Flask) -> None:
    first, second = page.test_client(), page.test_client()
    with first.session_transaction() as kept:
        kept["name"] = "Ann"
    second.set_cookie("session", first.get_cookie("session").value)  # type: ignore[union-attr]
    assert first.get("/x").json == {"name": "Ann", "list": ["x"], "x": "x"}
    assert reads(second) == {"name": "Ann"}
    second.set_cookie("session", first.get_cookie("session").value)  # type: ignore[union-attr]
    assert first.get("/y").json["list"] == ["x", "y"]
    assert reads(second) == {"name": "Ann", "list": ["x"], "x": "x"}


def test_a_cookie_ends_when_its_time_is_over_and_with_the_key(page: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    page.permanent_session_lifetime = timedelta(minutes=10)
    client, now = page.test_client(), cookies.time.time()
    with client.session_transaction() as kept:
        kept["name"] = "Ann"
    assert reads(client) == {"name": "Ann"}
    monkeypatch.setattr(cookies.time, "time", lambda: now + 11 * 60)
    assert reads(client) == {}
    monkeypatch.undo()
    assert reads(client) == {"name": "Ann"}
    page.secret_key = "other"
    assert reads(client) == {}


@pytest.mark.parametrize("change", [lambda text: text[:3] + ("A" if text[3] != "A" else "B") + text[4:], lambda text: "A" + text, lambda _text: "x.y.z"])
def test_a_forged_cookie_is_none_however_often(page: Flask, change) -> None:
    client = page.test_client()
    with client.session_transaction() as kept:
        kept["name"] = "Ann"
    assert reads(client) == {"name": "Ann"}
    client.set_cookie("session", change(client.get_cookie("session").value))  # type: ignore[union-attr]
    assert [reads(client) for _turn in range(2)] == [{}, {}]


def test_few_cookies_are_kept(page: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cookies, "MOST", 3)
    for number in range(10):
        client = page.test_client()
        with client.session_transaction() as kept:
            kept["number"] = number
        assert reads(client) == {"number": number}
    assert len(page.session_interface._read) <= 3  # type: ignore[attr-defined]
