"""Every page on a phone and on a desk: no sideways scrolling, nothing to complain about for the browser, nothing to find for axe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = (
    "/",
    "/o/lead/list/",
    "/o/lead/list/?q=nobody",
    "/o/lead/show/1",
    "/o/lead/edit/1",
    "/setup/",
    "/setup/objects/new",
    "/setup/objects/lead/",
    "/setup/objects/lead/labels",
    "/setup/objects/lead/permissions",
    "/setup/objects/lead/fields/status/",
    "/setup/permissions/",
    "/setup/departments/",
    "/setup/users/",
    "/users/list/",
    "/users/show/1",
    "/roles/edit/2",
    "/resetmypassword/form",
)
MORE_PAGES = (
    "/o/task/add",
    "/o/account/show/1",
    "/setup/objects/lead/edit",
    "/setup/objects/lead/history",
    "/setup/objects/lead/fields/new",
    "/setup/objects/lead/fields/several",
    "/setup/option-sets/",
    "/setup/option-sets/industry/",
    "/setup/users/new",
    "/setup/users/2",
    "/setup/revisions/",
    "/setup/revisions/1",
    "/users/userinfo/",
    "/roles/list/",
    "/groups/list/",
)
REFUSED = (("/o/lead/show/99999999", 404), ("/nowhere", 404))


def violations(page: Page) -> list[str]:
    """Rule: the elements that break it."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)["violations"]
    return [f"{page.url} {rule['id']}: {[node['target'] for node in rule['nodes']][:4]}" for rule in found]


def sideways(page: Page) -> list[str]:
    """The page's width when it is wider than the window."""
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth, document.querySelector('main')?.scrollWidth ?? 0]")
    return [f"{page.url}: {json.dumps(wide)}"] if wide[0] > wide[1] or wide[2] > wide[1] else []


@pytest.mark.parametrize("locale", ["en", "zh_Hans"])
def test_no_page_scrolls_sideways_on_a_phone(visit: Visit, locale: str) -> None:
    admin = visit("admin", locale=locale, width=390)
    wide = [text for path in (*PAGES, *MORE_PAGES) for text in sideways(admin.see(path))]
    wide += [text for path, status in REFUSED for text in sideways(admin.see(path, status))]
    nobody = visit(width=390)
    assert wide + sideways(nobody.see(f"/login/?lang={locale}")) == []


def test_axe_finds_nothing(visit: Visit) -> None:
    admin = visit("admin", height=1400)
    found = [text for path in PAGES for text in violations(admin.see(path))]
    found += [text for path, status in REFUSED for text in violations(admin.see(path, status))]
    assert found + violations(visit().see("/login/?lang=en")) == []
