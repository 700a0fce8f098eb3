"""Forms: what comes back with mistakes, two editors of one record, and words that look like HTML."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.memo import HOSTILE, add_memos
from tests.browser.visitor import OWN
from tests.servers import Client, Server

pytestmark = pytest.mark.browser


def test_a_form_with_mistakes_leads_to_them_and_keeps_what_was_typed(visit: Visit, company: Server) -> None:
    add_memos(company)
    admin = visit("admin")
    page = admin.see("/o/memo/add")
    page.get_by_label("Marks").fill("eleven")
    page.get_by_label("Due").fill("2026-02-31")
    page.get_by_label("Remark").fill("100% sure")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("3 things")
    summary.get_by_role("link", name="Marks").click()
    expect(page.get_by_label("Marks")).to_be_focused()
    for label, value in (("Marks", "eleven"), ("Due", "2026-02-31"), ("Remark", "100% sure"), ("Subject", "")):
        expect(page.get_by_label(label)).to_have_value(value)
    expect(page.get_by_label("Marks")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Subject").fill("Now it has one")
    page.get_by_label("Marks").fill("9")
    page.get_by_label("Due").fill("2026-02-28")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Now it has one", level=1)).to_be_visible()
    admin.forgive(422)


def test_the_second_editor_of_a_record_is_told_what_the_first_changed_and_keeps_their_text(visit: Visit, company: Server) -> None:
    [number] = add_memos(company, {"subject": "Contested", "marks": 1, "remark": "before"})
    with Client(company.port, "admin") as client:
        person = {"username": "olga", "password": OWN, "first_name": "Olga", "last_name": "Berg", "email": "olga@example.com", "roles": ["Admin"]}
        assert client.post("/api/v1/users/", person).status == 201
    first, second = visit("olga"), visit("admin")
    for editor in (first, second):
        editor.see(f"/o/memo/edit/{number}")
    first.page.get_by_label("Remark").fill("by Olga")
    first.page.get_by_label("Marks").fill("7")
    first.page.get_by_role("button", name="Save", exact=True).click()
    expect(first.page.get_by_role("heading", name="Contested", level=1)).to_be_visible()
    page = second.page
    page.get_by_label("Remark").fill("by the administrator")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Somebody else has just changed this record")).to_be_focused()
    row = page.get_by_role("row", name=re.compile("Remark"))
    for text in ("Conflict", "before", "by Olga", "by the administrator"):
        expect(row).to_contain_text(text)
    expect(page.get_by_role("columnheader", name="Saved by Olga Berg")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Marks"))).to_contain_text("7")
    page.get_by_role("button", name="Merge and save").click()
    details = page.locator("#details")
    expect(details).to_contain_text("by the administrator")
    expect(details).to_contain_text("7")
    second.forgive(409)


def test_words_that_look_like_html_stay_words_on_every_page(visit: Visit, company: Server) -> None:
    [number] = add_memos(company, {"subject": f"S {HOSTILE}", "mood": "odd", "remark": HOSTILE})
    admin = visit("admin")
    asked: list[str] = []
    admin.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    for path in ("/o/memo/list/", "/o/memo/list/?mood=odd", f"/o/memo/show/{number}", f"/o/memo/edit/{number}", "/o/memo/add"):
        page = admin.see(path)
        expect(page.get_by_role("navigation", name="Main menu").get_by_role("link", name=f"Memos {HOSTILE}")).to_have_count(1)
        expect(page.locator("main")).to_contain_text(HOSTILE)
        expect(page.locator("img[src=x]")).to_have_count(0)
    for path in ("/setup/", "/setup/objects/memo/", "/setup/objects/memo/labels", "/setup/objects/memo/permissions", "/setup/objects/memo/fields/mood/"):
        assert HOSTILE in admin.see(path).locator("main").inner_html().replace("&lt;", "<").replace("&gt;", ">")
        expect(admin.page.locator("img[src=x]")).to_have_count(0)
    page = admin.see("/o/memo/list/")
    page.keyboard.press("f")
    page.get_by_label("Field", exact=True).select_option(value="mood")
    expect(page.locator("[data-fl-value] option")).to_contain_text(["", f"Odd {HOSTILE}", "Fine"])
    assert asked == []
