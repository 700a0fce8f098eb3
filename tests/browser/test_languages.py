"""Languages: the browser's at the first visit, the chosen one afterwards, on every device of the user."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

FIRST = (("zh-CN", "zh-Hans", "登录"), ("zh-TW", "zh-Hant", "登入"), ("en-GB", "en", "Log in"), ("fr-FR", "zh-Hans", "登录"))
LEADS = (("English", "en", "Leads"), ("繁體中文", "zh-Hant", "線索"), ("简体中文", "zh-Hans", "线索"))


def test_the_first_visit_speaks_the_language_of_the_browser(visit: Visit) -> None:
    for accepted, lang, title in FIRST:
        page = visit(accept=accepted).see("/login/")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_chosen_language_stays_with_the_user(visit: Visit) -> None:
    manager = visit("manager")
    for name, lang, title in LEADS:
        page = manager.see("/o/lead/list/")
        page.locator(".fl-top summary", has=page.locator(".fa-language")).click()
        page.get_by_role("link", name=name).click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator("main header h1")).to_have_text(title)
    elsewhere = visit(accept="en-GB")
    elsewhere.log_in("manager")
    expect(elsewhere.page.locator("html")).to_have_attribute("lang", "zh-Hans")
