"""Every page on a phone and on a desk: no sideways scrolling, nothing to complain about for the browser, nothing to find for axe."""

from __future__ import annotations

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
    "/o/lead/show/1",
    "/o/lead/edit/1",
    "/setup/",
    "/setup/objects/new",
    "/setup/objects/lead/",
    "/setup/objects/lead/labels",
    "/setup/objects/lead/indexes",
    "/setup/objects/lead/fields/status/",
    "/setup/permissions/",
    "/setup/departments/",
    "/setup/users/",
    "/users/list/",
    "/roles/edit/2",
    "/account/",
)
MORE_PAGES = (
    "/setup/objects/lead/permissions",
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
    "/setup/audit/",
    "/setup/audit/1",
    "/users/userinfo/",
    "/roles/list/",
    "/groups/list/",
)
IN_CHINESE = (
    "/",
    "/o/lead/list/",
    "/o/lead/show/1",
    "/o/lead/edit/1",
    "/o/task/add",
    "/setup/objects/lead/",
    "/setup/objects/lead/fields/new",
    "/setup/permissions/",
    "/users/list/",
)
"""A page of each kind: Chinese words are shorter than English ones, so that little can go wrong here only."""
REFUSED = (("/o/lead/show/99999999", 404), ("/nowhere", 404))


def violations(page: Page) -> list[str]:
    """Rule: the elements that break it."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)["violations"]
    return [f"{page.url} {rule['id']}: {[node['target'] for node in rule['nodes']][:4]}" for rule in found]


def sideways(page: Page) -> list[str]:
    """The page's width when it is wider than a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("[document.documentElement.scrollWidth, document.querySelector('main')?.scrollWidth ?? 0]")
    return [f"{page.url}: {wide}"] if max(wide) > 390 else []


def test_axe_finds_nothing_and_no_page_scrolls_sideways(visit: Visit) -> None:
    admin = visit("admin", height=1400)
    found = []
    for path, status in (*((path, 200) for path in PAGES), *REFUSED):
        admin.page.set_viewport_size({"width": 1366, "height": 1400})
        page = admin.see(path, status)
        found += violations(page) + sideways(page)
    page = visit().see("/login/?lang=en")
    assert found + violations(page) + sideways(page) == []


def test_no_page_scrolls_sideways_in_chinese(visit: Visit) -> None:
    admin = visit("admin", locale="zh_Hans", width=390)
    found = [text for path in IN_CHINESE for text in sideways(admin.see(path))]
    assert found + sideways(visit(width=390).see("/login/?lang=zh_Hans")) == []


def test_no_further_page_scrolls_sideways_in_english(visit: Visit) -> None:
    admin = visit("admin", width=390)
    assert [text for path in MORE_PAGES for text in sideways(admin.see(path))] == []
