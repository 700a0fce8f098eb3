"""An application on an empty database with three users, and clients that speak for them: a browser, and a program with a token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from app import create_app
from app.models.base import db
from app.views.initialise import initialise
from tests.conftest import Fill

PASSWORD = "geheim-123"
USERS = (("ada", "Admin", "Ada", "Lovelace"), ("mia", "Manager", "Mia", "Wang"), ("stan", "Staff", "Stan", "Li"))


class Compiled(BytecodeCache):
    """Templates of all applications of this process, compiled once: a second of CPU for each application."""

    kept: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self.kept[bucket.key, bucket.checksum] = bucket.code


def on(url: str) -> Flask:
    """The application on that database; login limits are off, and the three users' passwords are checked fast."""
    quick = {"RATELIMIT_ENABLED": False, "FAB_PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000"}
    made = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": "of-tests-only-0123456789abcdef-0123456789", **quick})
    made.jinja_env.bytecode_cache = Compiled()
    return made


def leave(made: Flask) -> None:
    """Close its connections."""
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def furnish(url: str) -> None:
    """The system tables, the roles, and the three users."""
    made = on(url)
    initialise(made)
    with made.app_context():
        security = made.appbuilder.sm
        for username, role, first, last in USERS:
            security.add_user(username, first, last, f"{username}@example.com", security.find_role(role), PASSWORD)
    leave(made)


@pytest.fixture(scope="module")
def app(sqlite_url: str, filled: Fill) -> Iterator[Flask]:
    """The application on SQLite."""
    filled(sqlite_url, "web", furnish)
    made = on(sqlite_url)
    yield made
    leave(made)


@dataclass
class Program:
    """Speaks JSON with the token of a user."""

    client: FlaskClient
    token: str

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        if body is not None:
            more["json"] = body
        return self.client.open(
            path, method=method, headers={"Authorization": f"Bearer {self.token}", "Accept-Language": "en", **more.pop("headers", {})}, **more
        )


@pytest.fixture(scope="module")
def program(app: Flask) -> Callable[[str], Program]:
    """program(username): a client with that user's token."""

    def made(username: str) -> Program:
        client = app.test_client()
        answer = client.post("/api/v1/security/login", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return Program(client, answer.json["access_token"])

    return made


def csrf_of(page: TestResponse) -> str:
    """The CSRF token of a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text) or re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


@pytest.fixture(scope="module")
def browser(app: Flask) -> Callable[[str], FlaskClient]:
    """browser(username): a client that logged in on the page, in English."""

    def made(username: str) -> FlaskClient:
        client = app.test_client()
        page = client.get("/login/?lang=en")
        answer = client.post("/login/", data={"username": username, "password": PASSWORD, "csrf_token": csrf_of(page)})
        assert answer.status_code == 302, answer.text[:500]
        return client

    return made


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements since it was last cleared, without BEGIN and PRAGMA."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


HOSTILE = "<script>alert(1)</script> 100% %(name)s {{ 7*7 }}"
DEAL: dict[str, Any] = {
    "name": "deal",
    "label": {"en": "Deal", "zh_Hans": "商机"},
    "label_plural": {"en": "Deals", "zh_Hans": "商机"},
    "title_field": "name",
    "sections": [{"name": "money", "label": {"en": "Money"}}],
    "fields": [
        {"name": "name", "type": "text", "label": {"en": "Name"}, "required": True, "max_length": 60},
        {"name": "code", "type": "text", "label": {"en": "Code"}, "unique": True, "max_length": 20},
        {"name": "amount", "type": "currency", "label": {"en": "Amount"}, "section": "money"},
        {
            "name": "stage",
            "type": "picklist",
            "label": {"en": HOSTILE},
            "options": [{"value": "new", "label": HOSTILE}, {"value": "won", "label": "Won"}],
            "default": "new",
        },
        {"name": "tags", "type": "multi_picklist", "label": {"en": "Tags"}, "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
        {"name": "parent", "type": "lookup", "target": "deal", "label": {"en": "Parent"}, "on_delete": "restrict"},
        {"name": "boss", "type": "user", "label": {"en": "Boss"}},
        {"name": "due", "type": "date", "label": {"en": "Due"}},
        {"name": "met_at", "type": "datetime", "label": {"en": "Met at"}},
        {"name": "is_key", "type": "boolean", "label": {"en": "Key"}},
        {"name": "pieces", "type": "integer", "label": {"en": "Pieces"}},
        {"name": "note", "type": "textarea", "label": {"en": "Note"}},
        {"name": "number", "type": "auto_number", "label": {"en": "Number"}, "pattern": "D-{0000}"},
    ],
}


@pytest.fixture(scope="module")
def deals(program: Callable[[str], Program]) -> Program:
    """The object ``deal`` and ada, who may do everything with it; staff see, make and change their own."""
    ada = program("ada")
    made = ada("POST", "/api/v1/metadata/objects/", DEAL)
    assert made.status_code == 201, made.text
    rights = {"create": True, "view": "own", "edit": "own", "delete": "own"}
    assert ada("PUT", "/api/v1/access/roles/Staff/deal", rights).status_code == 200
    return ada


def make_deal(speaker: Program, **values: Any) -> int:
    """Id of a new deal."""
    answer = speaker("POST", "/api/v1/o/deal/", {"name": "A deal", **values})
    assert answer.status_code == 201, answer.text
    return int(answer.json["id"])
