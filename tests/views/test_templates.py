"""Every page prints from its context: no style or script in the markup, every label escaped, one h1 and one main, unique ids."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from app.views.pages import ErrorPage, LoginPage, Shell
from tests.views import samples

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "circle"}


class Markup(HTMLParser):
    """What the tests ask about a page: its tags with attributes, and whether they close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_page_is_well_formed_and_keeps_the_content_security_policy(printed, name):
    page = Markup(printed(name))
    assert page.wrong == []
    assert page.open == []
    for tag, attributes in page.tags:
        assert "style" not in attributes, (tag, attributes)
        assert not any(key.startswith("on") for key in attributes), (tag, attributes)
        assert not (attributes.get("href") or "").startswith("javascript:")
    assert page.all("style") == []
    for script in page.all("script"):
        assert script.get("src") or script.get("type") == "application/json", script


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_page_has_language_one_main_unique_ids_and_named_fields(printed, name):
    html = printed(name)
    page = Markup(html)
    assert page.all("html")[0]["lang"] == "zh-Hans"
    assert len(page.all("main")) == 1
    ids = [attributes["id"] for _tag, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert re.search(r"<h1", html)
    labels = {a.get("for") for a in page.all("label")}
    inputs = [a for tag in ("input", "select", "textarea") for a in page.all(tag) if a.get("type") not in ("hidden", "checkbox", "radio")]
    for field in inputs:
        assert field.get("aria-label") or field.get("id") in labels, field


@pytest.mark.parametrize("name", samples.PAGES)
def test_every_post_carries_a_token(printed, name):
    html = printed(name)
    for form in re.findall(r"<form.*?</form>", html, flags=re.S):
        assert 'name="csrf_token"' in form or 'method="post"' not in form, form[:200]


@pytest.mark.parametrize("name", ["list", "form-faults", "conflict", "record", "home"])
def test_a_label_of_metadata_is_text_whatever_it_says(printed, name):
    template, context = samples.PAGES[name]
    hostile = printed(template, context(samples.HOSTILE), samples.shell(label=samples.HOSTILE))
    assert "<script>alert" not in hostile
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#39;&#34;&amp;%(x)s" in hostile
    assert Markup(hostile).wrong == []


def test_an_error_and_the_login_stand_alone_for_somebody_unknown(printed):
    stranger = Shell(lang="en", csp_nonce="n")
    for page, template in ((ErrorPage(404, "Not found", "There is no such page."), "error.html"), (LoginPage("/login/"), "login.html")):
        html = printed(template, page, stranger)
        assert Markup(html).wrong == []
        assert "fl-nav" not in html
        assert 'lang="en"' in html


def test_a_right_that_is_missing_leaves_no_button(printed):
    full = printed("list")
    template, _context = samples.PAGES["list"]
    page = samples.p.ListPage(
        "account", "客户", "客户", "fa-building", columns=samples.columns(), cells=samples.cells(bulk=False), rows=(samples.row(1, "甲"),)
    )
    poor = printed(template, page)
    for mark in ("/o/account/bulk_delete", "data-fl-all", "fl-builder"):
        assert mark in full
        assert mark not in poor


def test_an_empty_cell_holds_nothing_so_that_the_style_can_print_the_dash(printed):
    assert re.search(r"<td[^>]*></td>", printed("list"))
