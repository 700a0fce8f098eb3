"""The pages of an object: list, form, record, deleting and bringing back, two editors; labels that are hostile; statements per page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import HOSTILE, Program, csrf_of, make_deal

Browser = Callable[[str], FlaskClient]
Programs = Callable[[str], Program]
MOST_STATEMENTS = {
    "/o/deal/list/": 8,
    "/o/deal/list/?q=a&stage=new&boss=1": 8,
    "/o/deal/add": 5,
    "/o/deal/show/1": 12,
    "/o/deal/edit/1": 7,
    "/api/v1/o/deal/": 7,
    "/": 12,
}
"""Path → SQL statements that a request may take when everything has been used once; a list takes as many with 1 as with 100 rows."""


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """On every database."""
    return engine_url


@pytest.fixture(scope="module")
def client(browser: Browser, deals: Program) -> FlaskClient:
    make_deal(deals, name=HOSTILE, stage="new")
    return browser("ada")


def post(client: FlaskClient, path: str, **form: object) -> tuple[int, str]:
    """(status, location or page) of a form that is sent with the token of its page."""
    answer = client.post(path, data={"csrf_token": csrf_of(client.get("/")), **form})
    return answer.status_code, answer.location or answer.text


def test_a_form_saves_and_leads_to_the_record_or_to_the_next_new_one(client: FlaskClient) -> None:
    status, where = post(client, "/o/deal/add", name="From a form", amount="1,234.50", tags=["a", "b"], is_key="true", due="2026-03-04")
    assert status == 302
    page = client.get(where).text
    assert "From a form" in page
    assert "1,234.50" in page
    assert post(client, "/o/deal/add", name="Another", _next="new") == (302, "/o/deal/add")


def test_a_form_with_errors_keeps_what_was_typed_and_names_each(client: FlaskClient) -> None:
    status, page = post(client, "/o/deal/add", name="", amount="many", stage="won", tags=["b"])
    assert status == 422
    assert 'value="many"' in page
    assert "Name is required." in page
    assert re.search(r'<option value="won"[^>]* selected', page)
    assert re.search(r'<option value="b"[^>]* selected', page)


def test_a_new_form_holds_defaults_and_what_the_address_says(client: FlaskClient) -> None:
    page = client.get("/o/deal/add?parent=1&due=2026-05-06&amount=x&stage=won").text
    assert re.search(r'<option value="1" selected>&lt;script&gt;', page), "the reference with its name"
    assert 'value="2026-05-06"' in page
    assert re.search(r'<option value="won"[^>]* selected', page)
    assert re.search(r'<option value="new"[^>]* selected', client.get("/o/deal/add").text)


def test_two_editors_the_second_is_shown_both_and_merges(client: FlaskClient, deals: Program) -> None:
    number = make_deal(deals, name="Start", code="c-1", note="old")
    deals("PUT", f"/api/v1/o/deal/{number}", {"name": "Theirs", "note": "new"})
    status, page = post(client, f"/o/deal/edit/{number}", name="Mine", code="c-2", note="old", version="1")
    assert status == 409
    assert {"Start", "Theirs", "Mine"} <= set(re.findall(r"Start|Theirs|Mine", page))
    assert re.search(r'type="radio" name="name" value="Theirs"', page)
    assert re.search(r'type="hidden" name="code" value="c-2"', page), "only I changed it"
    assert re.search(r'type="hidden" name="note" value="new"', page), "only they changed it"
    assert re.search(r'name="version" value="2"', page)
    assert post(client, f"/o/deal/edit/{number}", name="Mine", code="c-2", note="new", version="2")[0] == 302


def test_what_is_deleted_can_be_brought_back_by_the_message(client: FlaskClient, deals: Program) -> None:
    numbers = [make_deal(deals, name=f"Away {turn}") for turn in range(3)]
    assert client.get(f"/o/deal/delete/{numbers[0]}").status_code == 405
    assert post(client, f"/o/deal/delete/{numbers[0]}") == (302, "/o/deal/list/")
    page = client.get("/o/deal/list/").text
    assert f'action="/o/deal/restore/{numbers[0]}"' in page
    assert client.get(f"/o/deal/show/{numbers[0]}").status_code == 404
    assert post(client, f"/o/deal/restore/{numbers[0]}") == (302, f"/o/deal/show/{numbers[0]}")
    assert post(client, "/o/deal/bulk-delete", ids=numbers) == (302, "/o/deal/list/")
    found = re.search(r'action="(/o/deal/restore\?ids=[\d,]+)"', client.get("/o/deal/list/").text)
    assert found
    assert post(client, found[1])[0] == 302
    assert all(client.get(f"/o/deal/show/{number}").status_code == 200 for number in numbers)


def test_messages_that_nobody_reads_do_not_fill_the_cookie(client: FlaskClient, deals: Program) -> None:
    """Browsers drop a cookie of more than 4 kB, and the login with it."""
    client.get("/")
    token = csrf_of(client.get("/"))
    for turn in range(20):
        assert client.post("/o/deal/add", data={"csrf_token": token, "name": f"Many {turn}"}).status_code == 302
        assert client.post(f"/o/deal/delete/{make_deal(deals, name=f'Gone {turn}')}", data={"csrf_token": token}).status_code == 302
    cookie = client.get_cookie("fieldloom")
    assert cookie is not None
    assert len(cookie.value) < 2000
    assert 1 <= client.get("/").text.count('action="/o/deal/restore/') <= 5
    assert 'action="/o/deal/restore/' not in client.get("/").text


def test_a_record_in_use_stays_and_the_page_says_why(client: FlaskClient, deals: Program) -> None:
    parent = make_deal(deals, name="Parent")
    make_deal(deals, name="Child", parent=parent)
    assert post(client, f"/o/deal/delete/{parent}") == (302, f"/o/deal/show/{parent}")
    page = client.get(f"/o/deal/show/{parent}").text
    assert "fl-note-bad" in page
    assert "Child" in page, "the related list"


def test_links_follow_the_rights(client: FlaskClient, browser: Browser, program: Programs) -> None:
    staff = browser("stan")
    own = make_deal(program("stan"), name="Own")
    page = staff.get(f"/o/deal/show/{own}").text
    assert f"/o/deal/edit/{own}" in page
    assert "/setup/" not in page
    assert "/setup/" in client.get("/").text
    assert staff.get("/o/deal/show/1").status_code == 404
    assert staff.get("/o/deal/edit/1").status_code == 404
    assert post(staff, "/o/deal/delete/1")[0] == 404
    mia = browser("mia")
    assert mia.get("/o/deal/list/").status_code == 403
    assert "/o/deal/list/" not in mia.get("/").text


def test_choices_are_searched_within_reach(client: FlaskClient, browser: Browser) -> None:
    found = client.get("/o/deal/choices/parent?q=script").json
    assert [entry["label"] for entry in found["results"]] == [HOSTILE]
    assert found["more"] is False
    assert browser("stan").get("/o/deal/choices/parent?q=script").json["results"] == []
    assert [entry["label"] for entry in client.get("/o/deal/choices/boss?q=stan").json["results"]] == ["Stan Li"]
    assert client.get("/o/deal/choices/name").status_code == 404


def test_a_hostile_label_is_text_on_every_page(client: FlaskClient, deals: Program) -> None:
    menu = {
        "name": "main",
        "label": HOSTILE,
        "items": [{"name": "deals", "object": "deal", "label": HOSTILE}, {"name": "more", "label": HOSTILE, "items": [{"name": "d", "object": "deal"}]}],
    }
    assert deals("PUT", "/api/v1/metadata/menus/main", menu).status_code == 200
    for path in ("/", "/o/deal/list/?stage=new&stage__in=new,won", "/o/deal/add", "/o/deal/show/1", "/o/deal/edit/1", "/setup/", "/users/list/", "/nope"):
        page = client.get(path)
        assert page.status_code in (200, 404), path
        assert "<script>alert" not in page.text
        assert "{{ 7*7 }}" in html.unescape(page.text) or path == "/users/list/"
        assert HOSTILE in html.unescape(page.text)
    assert HOSTILE in str(deals("GET", "/api/v1/menu/").json)


@pytest.mark.parametrize(("path", "most"), MOST_STATEMENTS.items())
def test_a_page_takes_few_statements_and_no_more_with_more_rows(client: FlaskClient, deals: Program, statements: list[str], path: str, most: int) -> None:
    client.get(path)
    statements.clear()
    assert client.get(path).status_code == 200
    few = len(statements)
    assert few <= most, "\n".join(statements)
    deals("POST", "/api/v1/o/deal/bulk", {"records": [{"name": f"Row {turn}", "parent": 1, "boss": 2} for turn in range(30)]})
    client.get(path)
    statements.clear()
    client.get(path)
    assert len(statements) <= few + (1 if "show" not in path else 2), "a count, and the next of a related list"
