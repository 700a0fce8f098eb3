"""What the scripts of a page do, under our Content-Security-Policy: filter, selection, drafts, lookups, keys.

The pages are printed from tests/views/samples.py by a small application that is nothing but templates, so every state is at hand.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, unquote_plus, urlsplit

import pytest
from flask import jsonify, render_template, request
from playwright.sync_api import Browser, Page, Route
from werkzeug.serving import make_server

from tests.views import samples
from tests.views.conftest import ROOT, printing_app

pytestmark = pytest.mark.browser

VENDOR = ROOT / "app/static/vendor/tabler.min.css"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
POLICY = "default-src 'self'; script-src 'self' 'nonce-abc123'; style-src 'self' 'nonce-abc123'; img-src 'self' data:; font-src 'self'"
WIDTHS = ({"width": 1366, "height": 860}, {"width": 390, "height": 844}, {"width": 320, "height": 640})
ALONE = ("record", "form-faults", "conflict", "login", "list-no-right", "error-500")
"""Pages that a walk through the running product does not meet (see test_pages)."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Address of a server that prints the samples at /p/<name>, and answers lookups with what they asked for."""
    missing = [str(path) for path in (VENDOR, AXE) if not path.exists()]
    if missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs {', '.join(missing)}")
        pytest.skip(f"{', '.join(missing)} missing: run make setup")
    app = printing_app()
    app.add_url_rule("/p/<name>", view_func=lambda name: render_template(samples.PAGES[name][0], page=samples.PAGES[name][1](), shell=samples.shell()))
    app.add_url_rule("/o/<_object>/choices", view_func=_choices)
    app.add_url_rule("/o/opportunity/show/1/related/<key>", view_func=_related)
    app.after_request(lambda response: response.headers.set("Content-Security-Policy", POLICY) or response)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _choices(_object: str) -> object:
    asked = request.args["q"]
    return jsonify(results=[{"id": number, "label": f"{asked}<b>{number}</b>"} for number in (1, 2)], more=False)


def _related(key: str) -> str:
    quotes = samples.record_page().related[0]
    return render_template("record/related_part.html", r=replace(quotes, key=key))


@pytest.fixture
def tab(chromium: Browser, site: str) -> Iterator[Page]:
    """A fresh tab whose console must stay silent."""
    context = chromium.new_context(viewport={"width": 1366, "height": 860}, base_url=site)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") and "404" not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def visit(tab: Page, name: str) -> None:
    """Open the page and wait until its selects are dressed."""
    tab.goto(f"/p/{name}")
    for select in tab.locator("select[data-fl-lookup], select[data-fl-select]").all():
        select.and_(tab.locator(".tomselected")).wait_for(state="attached")


@pytest.mark.parametrize("name", ALONE)
def test_a_page_fits_every_width_and_breaks_no_rule_of_accessibility(chromium: Browser, site: str, name: str) -> None:
    context = chromium.new_context(base_url=site, bypass_csp=True)
    page = context.new_page()
    page.set_viewport_size(WIDTHS[0])
    visit(page, name)
    page.evaluate(AXE.read_text())
    for size in WIDTHS:
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], size
        if size["width"] == 1366 or (size["width"] == 390 and name in ("record", "form-faults")):
            found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
            assert {one["id"]: one["nodes"][0]["html"] for one in found} == {}, size
    context.close()


def test_the_filter_panel_writes_the_arguments_of_the_list(tab: Page) -> None:
    visit(tab, "list?sort=-revenue&level=key&revenue__gt=20000&page=3")
    tab.keyboard.press("f")
    assert tab.locator(".fl-cond").count() == 3
    row = tab.locator(".fl-cond").last
    row.locator("select").first.select_option("contacted_at")
    row.locator("[data-fl-value]").fill("2026-11-01")
    tab.keyboard.press("Escape")
    tab.locator(".fl-cond").first.get_by_role("button").click()
    with tab.expect_request(lambda sent: "/o/account/list/" in sent.url) as sent, tab.expect_navigation():
        tab.get_by_role("button", name="Apply").click()
    assert parse_qsl(urlsplit(sent.value.url).query) == [("sort", "-revenue"), ("revenue__gt", "20000"), ("contacted_at__ge", "2026-11-01")]


def test_rows_are_chosen_by_key_and_range_and_deleted_after_a_question(tab: Page) -> None:
    visit(tab, "list")
    for key in "jjx":
        tab.keyboard.press(key)
    tab.locator("tbody .fl-sel input").nth(4).click(modifiers=["Shift"])
    assert tab.locator(".fl-bulk.is-on").inner_text().startswith("4 selected")
    tab.locator(".fl-bulk").get_by_role("button", name="Delete").click()
    with tab.expect_request(lambda sent: sent.method == "POST") as sent, tab.expect_navigation():
        tab.get_by_role("button", name="Delete 4 selected").click()
    assert parse_qsl(sent.value.post_data or "") == [("csrf_token", "token"), ("ids", "1002"), ("ids", "1003"), ("ids", "1004"), ("ids", "1005")]


def test_a_form_sends_each_field_by_its_api_name_and_keeps_a_draft_until_it_is_saved(tab: Page) -> None:
    visit(tab, "form")
    tab.locator("#is_key").uncheck()
    tab.locator("#email").fill("neu@example.com")
    tab.get_by_text("Draft kept on this computer").wait_for()
    tab.evaluate("document.querySelector('form[data-fl-guard]').removeAttribute('data-dirty')")
    visit(tab, "form")
    assert tab.locator("#email").input_value() == "a@example.com"
    tab.get_by_role("button", name="Restore it").click()
    assert tab.locator("#email").input_value() == "neu@example.com"
    with tab.expect_request(lambda sent: sent.method == "POST") as sent, tab.expect_navigation():
        tab.keyboard.press("Control+s")
    values = parse_qsl(sent.value.post_data or "", keep_blank_values=True)
    assert dict(values)["version"] == "11"
    assert dict(values)["email"] == "neu@example.com"
    assert [value for name, value in values if name == "is_key"] == ["false"]
    assert [value for name, value in values if name == "rivals"] == ["a", "b"]
    assert "weighted" not in dict(values)
    assert ("is_public", "") in values


def test_a_closed_list_of_a_record_fetches_its_records_when_it_is_opened(tab: Page) -> None:
    visit(tab, "record")
    part = tab.locator("#related-contract__opportunity")
    assert part.locator("a").get_attribute("href") == "/o/contract/list/?opportunity=1", "the way without script"
    tab.locator(".fl-closed summary").focus()
    with tab.expect_response("**/related/contract__opportunity"):
        tab.keyboard.press("Enter")
    part.locator("td", has_text="QT-202611-0142").wait_for()
    visit(tab, "record")
    tab.locator(".fl-tabs a", has_text="合同").click()
    tab.locator("#related-contract__opportunity td", has_text="QT-202611-0142").wait_for()


def test_a_lookup_asks_the_server_for_what_was_typed_and_shows_it_as_text(tab: Page) -> None:
    visit(tab, "form")
    with tab.expect_request(lambda sent: "/choices" in sent.url and "q=%E7%94%B2" in sent.url) as sent:
        tab.locator("#contact-ts-control").click()
        tab.locator("#contact-ts-control").fill("甲")
    assert "q=甲" in unquote_plus(sent.value.url)
    tab.locator(".ts-dropdown .option", has_text="甲<b>2</b>").click()
    assert tab.locator("#contact").evaluate("select => select.value") == "2"


def test_enter_that_ends_a_composition_does_not_submit(tab: Page) -> None:
    visit(tab, "form")
    posts: list[str] = []
    tab.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    tab.locator("#name").focus()
    tab.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))")
    tab.wait_for_timeout(200)
    assert posts == []


def test_ctrl_k_goes_to_a_page_of_the_menu(tab: Page) -> None:
    visit(tab, "home")
    tab.keyboard.press("Control+k")
    tab.keyboard.type("联系")
    with tab.expect_navigation(url="**/o/contact/list/"):
        tab.keyboard.press("Enter")


def test_a_menu_closes_by_escape_and_gives_the_focus_back(tab: Page) -> None:
    visit(tab, "home")
    summary = tab.locator("details.fl-menu summary", has_text="王晓明")
    summary.click()
    assert tab.get_by_role("button", name="Log out").is_visible()
    tab.keyboard.press("Escape")
    assert not tab.get_by_role("button", name="Log out").is_visible()
    assert summary.evaluate("element => element === document.activeElement")


def test_a_calendar_opens_for_whoever_clicked_before_it_was_there(tab: Page) -> None:
    waiting: list[Route] = []
    tab.route("**/flatpickr.min.js", lambda route: waiting.append(route))
    tab.goto("/p/form", wait_until="commit")
    tab.locator("[data-fl-date]").first.click()
    tab.wait_for_function("document.activeElement.matches('[data-fl-date]')")
    while not waiting:
        tab.wait_for_timeout(20)
    waiting[0].continue_()
    tab.locator(".flatpickr-calendar.open").wait_for()
