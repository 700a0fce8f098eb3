"""What leads from a list to the same list in another order, size or part: kept for all lists that look alike, with the arguments of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import Program

LIST = "/o/channel/list/"
Pairs = list[tuple[str, str]]


@pytest.fixture(scope="module")
def company(app: Flask, program: Callable[[str], Program]) -> Program:
    """The CRM with some channels."""
    done = app.test_cli_runner().invoke(args=["init"])
    assert done.exit_code == 0, done.output
    ada = program("ada")
    department = int(ada("POST", "/api/v1/departments/", {"name": "North"}).json["id"])
    for number in range(3):
        values = {"name": f"A&B <{number}>", "code": f"code {number}", "kind": "site", "source_class": "online", "owning_department": department}
        assert ada("POST", "/api/v1/o/channel/", values).status_code == 201
    return ada


def links(text: str, begin: str, end: str, label: str) -> dict[str, Pairs]:
    """Label → arguments of the links in a part of the page."""
    part = text.partition(begin)[2].partition(end)[0]
    found = re.findall(rf'<a class="{label}[^"]*" href="([^"]*)"[^>]*>(.*?)</a>', part)
    assert found
    assert all(urlsplit(unescape(href)).path == LIST for href, _inner in found)
    return {re.sub("<[^>]*>", "", inner): parse_qsl(urlsplit(unescape(href)).query, keep_blank_values=True) for href, inner in found}


def heads(text: str) -> dict[str, Pairs]:
    return links(text, "<thead>", "</thead>", "fl-th")


def sizes(text: str) -> dict[str, Pairs]:
    return links(text, '<footer class="fl-pg"', "</footer>", "dropdown-item")


def options(text: str) -> dict[str, Pairs]:
    return links(text, 'id="facets"', "</aside>", "fl-facet-o")


QUERIES: tuple[Pairs, ...] = (
    [],
    [("q", "A&B")],
    [("q", "<1>")],
    [("code__contains", "code"), ("page_size", "50")],
    [("code__contains", 'de "%s'), ("page_size", "50")],
    [("code__contains", "code"), ("page_size", "50")],
    [("q", "a b"), ("code__ne", "x&y=z")],
    [("sort", "code"), ("code__ne", "1")],
    [("sort", "code"), ("code__ne", "2")],
)


def test_every_list_keeps_its_own_arguments(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    ada = browser("ada")
    for asked in (*QUERIES, *QUERIES):
        text = ada.get(LIST, query_string=[*asked, ("count", "exact"), ("page", "1")]).text
        assert "\ue000" not in text
        if "<thead>" not in text:
            continue
        without_sort = [pair for pair in asked if pair[0] != "sort"]
        for found in heads(text).values():
            assert found[:-1] == without_sort
            assert found[-1][0] == "sort"
        without_size = [pair for pair in asked if pair[0] != "page_size"]
        for size, found in sizes(text).items():
            number = re.search("[0-9]+", size)
            assert number
            assert found == [*without_size, *([] if number[0] == "25" else [("page_size", number[0])])]


def test_a_quick_filter_is_put_and_taken_away_beside_all_others(company: Program, browser: Callable[[str], FlaskClient]) -> None:
    ada = browser("ada")
    rest = [("code__ne", "none & nobody")]
    first = options(ada.get(LIST, query_string=rest).text)
    assert [*rest, ("source_class__in", "online")] in first.values()
    assert all(found[:-1] == rest and found[-1][0] == "source_class__in" for found in first.values())
    for own in ([("source_class", "online")], [("source_class__eq", "online")], [("source_class__in", "online,online")]):
        found = options(ada.get(LIST, query_string=[*rest, *own]).text).values()
        assert sum(one == rest for one in found) == 1, "the one that is chosen leads to the list without it"
        others = [one for one in found if one != rest]
        assert len(others) == len(first) - 1
        assert all(one[:-1] == rest and one[-1][1].startswith("online,") and one[-1][1].count("online") == 1 for one in others)
