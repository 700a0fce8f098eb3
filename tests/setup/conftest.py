"""An administrator's browser on the setup's pages: GET, and POST with the CSRF token of the page before."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.metadata.catalog import Catalog
from app.metadata.definitions import ObjectDef
from app.models.base import db
from app.models.store import load_catalog
from tests.web.conftest import app, browser, csrf_of, program

__all__ = ["app", "browser", "program"]

NAME_LINE = {"lines.1.label": "Name", "lines.1.name": "name", "lines.1.type": "text", "lines.1.required": "1"}


def words(answer: TestResponse) -> str:
    """The text of the page's content, tags and white space removed."""
    found = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0] if found else answer.text)).split())


@dataclass
class Admin:
    """One logged-in browser."""

    client: FlaskClient
    app: Flask
    token: str = field(default="")

    def get(self, path: str, status: int = 200) -> TestResponse:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, words(answer)[:600])
        return answer

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 303, **more: Any) -> TestResponse:
        self.token = self.token or csrf_of(self.client.get("/"))
        answer = self.client.post(path, data={"csrf_token": self.token, **(data or {})}, **more)
        assert answer.status_code == status, (path, answer.status_code, answer.location, words(answer)[:900])
        return answer

    def make(self, label: str, lines: dict[str, str] | None = None, **values: str) -> str:
        """Makes an object with a name field and the lines; answers its API name."""
        answer = self.post("/setup/objects/new", {"label": label, "scoped": "1", "history": "1", **values, **NAME_LINE, **(lines or {})})
        return str(answer.location).removeprefix("/setup/objects/").partition("/")[0]

    def catalog(self) -> Catalog:
        with self.app.app_context():
            return load_catalog(db.session())

    def object(self, name: str) -> ObjectDef:
        with self.app.app_context():
            found = load_catalog(db.session()).any_object(name)
        assert found is not None, name
        return found


@pytest.fixture(scope="module")
def admin(app: Flask, browser: Callable[[str], FlaskClient]) -> Admin:
    return Admin(browser("ada"), app)


@pytest.fixture(scope="module")
def rival(app: Flask, program: Callable[[str], Any]) -> Any:
    """Another administrator, at work through the API."""
    return program("ada")
