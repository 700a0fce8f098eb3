"""Somebody in front of a browser: a window of their own, logged in, with what the browser complains about kept.

Public names: Visitor, OWN.
"""

from __future__ import annotations

from typing import Any, cast

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.servers import Server

DEMO = ("admin", "manager", "staff")
"""Their password is demo; the tests give OWN to whoever else they make."""
OWN = "geheim-123"
PATIENCE = 15_000  # milliseconds: the machine may be busy
_logins: dict[tuple[str, str], Any] = {}  # cookies by server and user: one log-in each


class Visitor:
    """``page`` is the open tab; ``complaints`` are console errors, failed scripts and CSP violations; ``acts`` counts clicks, choices and typed texts."""

    def __init__(
        self, browser: Browser, server: Server, username: str = "", locale: str = "en", width: int = 1366, height: int = 860, accept: str = "zh-CN"
    ) -> None:
        self.base, self.complaints, self.acts = server.url, cast("list[str]", []), 0
        known = _logins.get((self.base, username)) if username else None
        self.context = browser.new_context(
            base_url=self.base,
            viewport={"width": width, "height": height},
            storage_state=known,
            reduced_motion="reduce",
            locale=accept,
            timezone_id="Asia/Shanghai",
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self._open_page()
        if username and not known:
            self.log_in(username)
            _logins[(self.base, username)] = self.context.storage_state()
        if username:
            self.page.goto(f"/?lang={locale}")

    def _open_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def log_in(self, username: str) -> None:
        """Through the log-in page, as everybody does."""
        self.page.goto("/login/")
        self.page.locator("#username").fill(username)
        self.page.locator("#password").fill("demo" if username in DEMO else OWN)
        self.page.locator("form [type=submit]").click()
        expect(self.page.locator(".fl-app")).to_be_visible()

    def see(self, path: str, status: int = 200) -> Page:
        """Goes to the page, which answers that status."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        if status >= 400:
            self.forgive(status)
        return self.page

    def forgive(self, status: int) -> None:
        """The browser notes every refused request by itself: those of this status were wanted."""
        self.complaints[:] = [text for text in self.complaints if f"responded with a status of {status} " not in text]

    def click(self, place: Locator) -> None:
        self.acts += 1
        place.click()

    def write(self, place: Locator, text: str) -> None:
        """Clicks into an input and types."""
        self.acts += 1
        place.click()
        place.press_sequentially(text, delay=5)

    def choose(self, place: Locator, label: str) -> None:
        """Picks from a native select."""
        self.acts += 1
        place.select_option(label=label)
