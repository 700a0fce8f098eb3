"""The pager: where one is, of how many, and links by cursor that carry the number along."""

from __future__ import annotations

import pytest

from app.records.arguments import Arguments
from app.records.query import ListQuery, Page
from app.views.address import Address
from app.views.pager import make_pager
from app.views.pages import Pager

PATH = "/o/lead/list/"


def pager(page: Page, *pairs: tuple[str, str], size: int = 25) -> Pager:
    given = dict(pairs)
    query = ListQuery(page=int(given.get("page", 1)), page_size=size, after=given.get("after", ""), before=given.get("before", ""))
    return make_pager(Arguments(query), page, Address(PATH, pairs), ())


def found(count: int, total: int | None = None, kind: str = "", **ways: str) -> Page:
    return Page([()] * count, None, total, kind, **ways)  # type: ignore[arg-type]  # the pager asks for no column


def test_links_go_by_cursor_and_carry_the_number() -> None:
    first = pager(found(25, 60, "exact", next="N"), ("sort", "name"), ("lead", "1"))
    assert (first.first, first.last, first.total_text, first.exact_href) == ("1", "25", "60", "")
    assert first.prev_href == ""
    assert first.next_href == f"{PATH}?sort=name&lead=1&after=N&page=2"
    second = pager(found(25, 60, "exact", next="N2", prev="P2"), ("sort", "name"), ("after", "N"), ("page", "2"))
    assert (second.first, second.last) == ("26", "50")
    assert second.prev_href == f"{PATH}?sort=name", "the first page has no cursor"
    third = pager(found(10, 60, "exact", prev="P3"), ("after", "N2"), ("page", "3"))
    assert third.prev_href == f"{PATH}?before=P3&page=2"
    assert third.next_href == ""


@pytest.mark.parametrize(
    ("total", "kind", "text"),
    [
        (164, "exact", "164"),
        (12345, "exact", "12,345"),
        (1000, "at_least", "1,000+"),
        (998437, "estimate", "≈ 998,000"),
        (1_004_567, "estimate", "≈ 1,000,000"),
    ],
)
def test_the_total_says_how_sure_it_is(total: int, kind: str, text: str) -> None:
    made = pager(found(25, total, kind, next="N"), ("status", "new"), ("page", "2"), ("after", "x"))
    assert made.total_text == text
    exact = f"{PATH}?status=new&page=2&after=x&count=exact"
    assert made.exact_href == ("" if kind == "exact" else exact)


def test_the_total_is_never_less_than_what_is_seen() -> None:
    assert pager(found(25, 1000, "at_least", next="N"), ("after", "x"), ("page", "41")).total_text == "1,025+"
    assert pager(found(25, 40_000, "estimate", next="N"), ("page", "2000"), size=25).total_text == "≈ 50,000"


def test_a_place_without_a_number_names_none() -> None:
    made = pager(found(25, 5000, "exact", next="N", prev="P"), ("after", "2026-01-01,7"))
    assert (made.first, made.last, made.total_text) == ("", "", "5,000")


def test_nothing_counted_and_nothing_found() -> None:
    assert pager(found(0)) == Pager()
    assert pager(found(3)).total_text == ""


def test_another_size_or_order_begins_again_and_counts_as_usual() -> None:
    address = Address(PATH, (("status", "new"), ("after", "x"), ("page", "3"), ("count", "exact")))
    assert address.put("page_size", "50").href == f"{PATH}?status=new&page_size=50"
    assert address.put("sort", "name").href == f"{PATH}?status=new&sort=name"
    assert address.drop("status", "new").href == PATH
    assert address.at(("before", "y"), ("page", "2")).href == f"{PATH}?status=new&count=exact&before=y&page=2"
