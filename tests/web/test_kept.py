"""Pages keep fragments from one request to the next; what they depend on shows at once when it changes, and nothing of one person reaches another."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.i18n import formats
from app.models.base import db
from app.views.kept import Kept
from tests.web.conftest import PASSWORD, Program, csrf_of

LIST = "/o/channel/list/"


@pytest.fixture(scope="module")
def company(app: Flask, program: Callable[[str], Program]) -> Program:
    """The CRM, and a second person with the role of the first."""
    done = app.test_cli_runner().invoke(args=["init"])
    assert done.exit_code == 0, done.output
    with app.app_context():
        security = app.appbuilder.sm
        security.add_user("sue", "Sue", "<b>Xi", "sue@example.com", security.find_role("Staff"), PASSWORD)
        db.session.remove()
    return program("ada")


def nonce_of(answer: TestResponse) -> str:
    found = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert found
    return found[1]


def menu(page: TestResponse) -> str:
    return page.text.partition('<aside class="fl-nav')[2].partition("</aside>")[0]


def part(page: TestResponse, begin: str, end: str) -> str:
    return page.text.partition(begin)[2].partition(end)[0]


@pytest.mark.parametrize("path", ["/", LIST, "/o/lead/add", "/users/userinfo/", "/nope", ""])
def test_a_page_carries_the_nonce_and_token_of_its_own_request_and_the_name_of_its_own_reader(
    company: Program, browser: Callable[[str], FlaskClient], path: str
) -> None:
    seen: list[tuple[str, str]] = []
    path = path or _channel(company, "b")
    for who, name, others in (("stan", "Stan Li", "Sue"), ("sue", "Sue &lt;b&gt;Xi", "Stan Li"), ("stan", "Stan Li", "Sue")):
        client = browser(who)
        for _turn in range(2):
            page = client.get(path)
            nonce, token = nonce_of(page), csrf_of(page)
            assert set(re.findall(r'nonce="([^"]*)"', page.text)) | set(re.findall(r'inlineScriptNonce":"([^"]*)"', page.text)) == {nonce}
            assert set(re.findall(r'name="csrf[_-]token"[^>]* (?:value|content)="([^"]*)"', page.text)) == {token}
            assert name in page.text
            assert others not in page.text
            assert f'data-fl-user="{who}"' in page.text
            assert "\ue000" not in page.text
            seen.append((nonce, token))
    assert len({nonce for nonce, _token in seen}) == len(seen)


def test_a_name_that_is_changed_shows_at_once(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    sue, stan = browser("sue"), browser("stan")
    assert "Sue &lt;b&gt;Xi" in sue.get(LIST).text
    person = next(one for one in company("GET", "/api/v1/users/").json["result"] if one["username"] == "sue")
    assert company("PUT", f"/api/v1/users/{person['id']}", {"last_name": "Wu"}).status_code == 200
    assert "Sue Wu" in sue.get(LIST).text
    assert "Sue Wu" not in stan.get(LIST).text


def test_a_menu_line_that_is_renamed_shows_at_once(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    stan = browser("stan")
    assert "Leads" in menu(stan.get(LIST))
    assert company("PATCH", "/api/v1/metadata/objects/lead", {"label_plural": {"en": "Prospects<i>"}}).status_code == 200
    page = stan.get(LIST)
    assert "Prospects&lt;i&gt;" in menu(page)
    assert "Prospects&lt;i&gt;" in part(page, 'id="fl-pal-list"', "</dialog>")
    assert "Leads" not in menu(page)


def test_a_field_that_is_renamed_or_added_shows_at_once(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    ada = browser("ada")
    _channel(company, "a")
    assert "Kennung" not in ada.get(LIST).text
    assert company("PATCH", "/api/v1/metadata/objects/channel/fields/code", {"label": {"en": "Kennung"}}).status_code == 200
    page = ada.get(LIST)
    assert "Kennung" in part(page, "<thead>", "</thead>")
    assert '"label": "Kennung"' in part(page, "data-fl-fields", "</script>")


def test_cells_of_a_list_follow_the_day_and_the_time_zone(company: Program, browser: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch) -> None:
    assert company("PATCH", "/api/v1/metadata/objects/product_category", {"list_fields": ["name", "created_at"]}).status_code == 200
    assert company("POST", "/api/v1/o/product_category/", {"name": "One", "code": "1"}).status_code == 201
    path, ada = "/o/product_category/list/", browser("ada")
    person = next(one["id"] for one in company("GET", "/api/v1/users/").json["result"] if one["username"] == "ada")
    times = []
    for zone in ("Asia/Kolkata", "Asia/Tokyo", "Asia/Kolkata"):
        assert company("PUT", f"/api/v1/users/{person}", {"timezone": zone}).status_code == 200
        times += re.findall(r">Today ([0-9:]+)<", ada.get(path).text)
    assert times[0] != times[1]
    assert times[0] == times[2]
    there = formats.today
    monkeypatch.setattr(formats, "today", lambda: there() + timedelta(days=1))
    assert ">Yesterday " in ada.get(path).text
    assert ">Today " not in ada.get(path).text


def _channel(company: Program, code: str) -> str:
    """Path of a new record that everybody sees."""
    values = {"name": code.upper(), "code": code, "kind": "site", "source_class": "online", "owning_department": _department(company, f"Department {code}")}
    made = company("POST", "/api/v1/o/channel/", values)
    assert made.status_code == 201
    return f"/o/channel/show/{made.json['id']}"


def _department(company: Program, name: str) -> int:
    made = company("POST", "/api/v1/departments/", {"name": name})
    return int(made.json["id"])


def test_a_right_that_is_given_or_withdrawn_shows_at_once(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    stan, ada = browser("stan"), browser("ada")
    add = 'href="/o/lead/add"'
    assert add in stan.get("/").text
    assert company("PUT", "/api/v1/access/roles/Staff/lead", {"create": False, "delete": "none"}).status_code == 200
    assert add not in stan.get("/").text
    assert 'id="fl-bulk"' not in stan.get("/o/lead/list/").text
    assert add in ada.get("/").text
    assert company("PUT", "/api/v1/access/roles/Staff/lead", {"view": "none"}).status_code == 200
    assert "/o/lead/" not in stan.get("/").text
    assert company("PUT", "/api/v1/access/roles/Staff/lead", {"view": "own", "create": True, "delete": "own"}).status_code == 200
    assert add in stan.get("/").text


def test_the_setup_is_offered_to_those_who_may_enter_it_only(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    ada, stan = browser("ada"), browser("stan")
    for _turn in range(2):
        assert 'href="/setup/"' in menu(ada.get("/"))
        assert "/setup/" not in stan.get("/").text
        assert "Setup menu" in menu(ada.get("/setup/"))
        assert 'href="/setup/users/" aria-current="page"' in menu(ada.get("/setup/users/"))
        assert 'href="/setup/" aria-current="page"' in menu(ada.get("/setup/objects/lead/"))


def test_the_current_line_follows_the_page(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    stan = browser("stan")
    for name in ("lead", "account", "lead"):
        current = re.findall(r'<a class="fl-item" href="([^"]+)" aria-current="page"', menu(stan.get(f"/o/{name}/list/")))
        assert current == [f"/o/{name}/list/"]
    assert 'aria-current="page"' not in menu(stan.get("/o/nothing/list/"))


def test_the_language_is_that_of_the_request_and_its_links_keep_the_arguments(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    sue = browser("sue")
    for code, lang, words in (("zh_Hans", "zh-Hans", "筛选"), ("en", "en", "Filter"), ("zh_Hant", "zh-Hant", "篩選"), ("en", "en", "Filter")):
        for query in ("", "sort=name&page_size=50", "name__contains=%3Cb%3E"):
            page = sue.get(f"{LIST}?lang={code}&{query}")
            assert f'<html lang="{lang}"' in page.text
            kept = f"{query.replace('&', '&amp;')}&amp;" if query else ""
            links = re.findall(r'href="([^"]*lang=zh_Hans)"', part(page, '<header class="fl-top">', "</header>"))
            assert links == [f"{LIST}?{kept}lang=zh_Hans"]
        assert words in sue.get("/").text


def test_parts_of_a_list_follow_its_arguments(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    ada = browser("ada")
    for query, sorted_by, href in (("", "", "?sort=name"), ("?sort=name", "ascending", "?sort=-name"), ("?sort=-name", "descending", "?sort=name")):
        head = part(ada.get(LIST + query), "<thead>", "</thead>")
        assert f'href="{LIST}{href}"' in head
        assert ('aria-sort="' in head) is bool(sorted_by) or not query
        assert not sorted_by or f'aria-sort="{sorted_by}"' in head
    filtered = part(ada.get(f"{LIST}?kind=site"), "<thead>", "</thead>")
    assert f'href="{LIST}?kind=site&amp;sort=name"' in filtered
    assert "is-filtered" in filtered


def test_a_message_is_shown_once(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    ada = browser("ada")
    answer = ada.post("/o/channel/bulk-delete", data={"ids": "2000000000", "csrf_token": csrf_of(ada.get(LIST))})
    assert ada.get(answer.location).text.count("data-fl-flash=") == 1
    assert "data-fl-flash=" not in ada.get(LIST).text


def test_what_is_used_least_is_let_go_and_belongs_to_its_catalog() -> None:
    class Stand:
        pass

    kept, first, second = Kept(most=2), Stand(), Stand()
    made: list[object] = []

    def make(name: str) -> Callable[[], str]:
        return lambda: made.append(name) or name

    for catalog, key in ((first, "a"), (first, "b"), (first, "a"), (first, "c"), (first, "a"), (first, "b"), (second, "a")):
        assert kept.get(catalog, (key,), make(key)) == key  # type: ignore[arg-type]
    assert made == ["a", "b", "c", "b", "a"]
