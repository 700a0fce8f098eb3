"""One Chromium, and one console with the CRM's demo company on SQLite, for all journeys of a session. A journey keeps to records and objects of its own.

``visit`` opens a page as somebody and fails the journey at its end when the browser had something to complain about.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import Visitor
from tests.conftest import Fill
from tests.servers import Server, demo_company

Visit = Callable[..., Visitor]
FLAGS = [f"--{flag}" for flag in ("no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update", "disable-sync", "no-first-run")]
"""No sandbox: containers run as root. No errands of the browser's own."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium: apt-get install chromium")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory, filled: Fill) -> Iterator[Server]:
    """A server on the demo company."""
    url = f"sqlite:///{tmp_path_factory.mktemp('company') / 'company.db'}"
    filled(url, "company", demo_company)
    with Server(url) as server:
        yield server


@pytest.fixture
def visit(chromium: Browser, company: Server) -> Iterator[Visit]:
    """visit(username, locale="en", width=1366, server=company, **context): somebody at the console; no username: nobody has logged in."""
    visitors: list[Visitor] = []

    def made(username: str = "", *, server: Server = company, **more: object) -> Visitor:
        visitors.append(Visitor(chromium, server, username, **more))  # type: ignore[arg-type]
        return visitors[-1]

    yield made
    complaints = [text for visitor in visitors for text in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []
