"""Lists: the keyboard, the filter panel, deleting several with a way back, an IME that is still writing, menus within menus."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.memo import add_memos
from tests.servers import Server

pytestmark = pytest.mark.browser


def rows(page: Page, text: str) -> int:
    return page.get_by_role("row", name=re.compile(text)).count()


def test_rows_are_chosen_by_keys_deleted_together_and_brought_back(visit: Visit, company: Server) -> None:
    add_memos(company, *({"subject": f"Bulk {letter}"} for letter in "ABC"))
    page = visit("admin").see("/o/memo/list/?subject__starts=Bulk&sort=subject")
    for key in ("j", "x", "j", "x", "j", "k"):
        page.keyboard.press(key)
    chosen = page.locator("tr[aria-selected=true]")
    expect(chosen).to_have_count(2)
    expect(page.locator("tr.is-cursor")).to_contain_text("Bulk B")
    page.get_by_role("toolbar", name="Selected records").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete 2 selected").click()
    undo = page.locator(".fl-toast").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    page.goto("/o/memo/list/?subject__starts=Bulk&sort=subject") if not rows(page, "Bulk C") else None
    assert rows(page, "Bulk [AB]") == 0
    undo.click()
    expect(page.get_by_role("status").filter(has_text="back")).to_be_visible()
    page.goto("/o/memo/list/?subject__starts=Bulk&sort=subject")
    assert rows(page, "Bulk") == 3
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bulk A", level=1)).to_be_visible()


def test_the_filter_panel_writes_the_address_and_the_address_fills_the_panel(visit: Visit, company: Server) -> None:
    add_memos(company, {"subject": "Filter one", "marks": 2, "mood": "fine"}, {"subject": "Filter two", "marks": 8})
    page = visit("admin").see("/o/memo/list/")
    page.keyboard.press("f")
    page.get_by_label("Field", exact=True).select_option(label="Marks")
    page.get_by_label("Comparison").select_option(label="is at least")
    page.get_by_label("Value").fill("5")
    page.get_by_role("button", name="Condition", exact=True).last.click()
    page.get_by_label("Field", exact=True).nth(1).select_option(label="Subject")
    page.get_by_label("Comparison").nth(1).select_option(label="begins with")
    page.get_by_label("Value").nth(1).fill("Filter")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile(r"\?marks__ge=5&subject__starts=Filter$"))
    expect(page.get_by_role("row", name=re.compile("Filter two"))).to_have_count(1)
    expect(page.get_by_role("row", name=re.compile("Filter one"))).to_have_count(0)
    page.locator(".fl-chip a").first.click()
    expect(page.get_by_label("Value").first).to_have_value("5")
    page.get_by_role("link", name="Remove the condition on Marks").click()
    expect(page.get_by_role("row", name=re.compile("Filter one"))).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("row", name=re.compile("Filter one"))).to_have_count(0)


def test_enter_of_an_ime_ends_the_composition_and_sends_nothing(visit: Visit, company: Server) -> None:
    add_memos(company)
    admin = visit("admin")
    page = admin.see("/o/memo/add")
    page.get_by_label("Subject").click()
    ime = admin.context.new_cdp_session(page)
    ime.send("Input.imeSetComposition", {"text": "织台", "selectionStart": 2, "selectionEnd": 2})
    page.keyboard.press("Enter")
    ime.send("Input.insertText", {"text": "织台"})
    expect(page).to_have_url(re.compile("/o/memo/add$"))
    expect(page.get_by_label("Subject")).to_have_value("织台")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="织台", level=1)).to_be_visible()


def test_a_menu_within_the_menu_unfolds(visit: Visit) -> None:
    page = visit("admin").see("/")
    menu = page.get_by_role("navigation", name="Main menu")
    expect(menu.get_by_role("link", name="Product categories")).to_be_hidden()
    menu.locator("summary", has_text="Products").click()
    menu.get_by_role("link", name="Product categories").click()
    expect(page.locator("main header h1")).to_have_text("Product categories")
    expect(menu.get_by_role("link", name="Product categories")).to_have_attribute("aria-current", "page")
