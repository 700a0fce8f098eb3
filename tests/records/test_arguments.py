"""Addresses and rison: what is understood, what is left out with a notice, what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.errors import MalformedRequest
from app.metadata.conditions import All, Comparison, Not
from app.records.arguments import Filter, read_arguments
from app.records.query import ListQuery, run
from app.records.rison import read_rison
from app.records.workspace import Workspace
from tests.records.world import World, person


@pytest.fixture
def ws(world: World) -> Iterator[Workspace]:
    with world.acting(person(), world.matrix("all")) as made:
        yield made


def test_an_address_becomes_a_query(ws: Workspace) -> None:
    pairs = [("q", " acme "), ("size", "large"), ("revenue__ge", "10"), ("name__contains", "a"), ("sort", "-revenue,name"), ("page", "2"), ("page_size", "20")]
    read = read_arguments(ws, ws.object("account"), [*pairs, ("lang", "en"), ("staff", "")])
    assert read.notices == []
    assert read.filters[0] == Filter("size", "eq", "large")
    assert len(read.query.where.parts) == 3
    assert (read.query.search, read.query.page, read.query.page_size) == ("acme", 2, 20)
    assert read.query.sort == (("revenue", True), ("name", False))


BAD = [
    *[("page", "0"), ("page", "abc"), ("page", "99999999999999999999"), ("page", "-1"), ("page_size", "201"), ("page_size", "²")],
    *[("sort", "nonsense"), ("sort", "f_name"), ("sort", "notes"), ("sort", "name;drop"), ("after", "%%%"), ("after", "e30")],
    *[("nonsense", "1"), ("view", "7"), ("size__nonsense", "x"), ("notes__gt", "x"), ("staff", "many"), ("region", "x"), ("region", "99999999999999")],
    *[
        ("since__lt", "yesterday or so"),
        ("paying", "perhaps"),
        ("staff__in", "1,x"),
        ("revenue__null", "maybe"),
        ("name\x00", "x"),
        ("__eq", "x"),
        ("size", "\x00"),
    ],
    *[("size", "\x00"), ("manager", "-5"), ("id", "1e9"), ("seen_at", "2026-99-99"), ("deleted_at__null", "false"), ("owner_id", "1"), ("external_key", "x")],
]


@pytest.mark.parametrize("pair", BAD, ids=lambda pair: f"{pair[0]}={pair[1]}"[:30].encode("unicode_escape").decode())
def test_what_cannot_be_used_is_left_out_with_a_notice(ws: Workspace, pair: tuple[str, str]) -> None:
    read = read_arguments(ws, ws.object("account"), [pair, ("q", "x")])
    assert len(read.notices) == 1, read
    assert read.query == ListQuery(search="x")
    run(ws, ws.object("account"), read.query)


def test_rison_of_fab_becomes_a_query(ws: Workspace) -> None:
    text = "(filters:!((col:size,opr:eq,value:large),(col:name,opr:nct,value:x),(col:paying,opr:eq,value:!t),(col:staff,opr:in,value:!(1,2))),"
    read = read_rison(
        ws, ws.object("account"), text + "order_column:created_at,order_direction:desc,page:1,page_size:-1,columns:!(name,owner),keys:!(list_columns))"
    )
    assert read.keys == ("list_columns",)
    assert read.query.where == All(
        (Comparison("size", "eq", "large"), Not(Comparison("name", "contains", "x")), Comparison("paying", "eq", True), Comparison("staff", "in", [1, 2]))
    )
    assert (read.query.page, read.query.page_size, read.query.sort) == (2, 200, (("created_at", True),))
    run(ws, ws.object("account"), read.query)
    assert read_rison(ws, ws.object("account"), None).query == ListQuery(page_size=20)
    assert read_rison(ws, ws.object("account"), "(count:exact)").query.cap is None
    assert read_rison(ws, ws.object("account"), "(page_size:5000)").query.page_size == 200


MALFORMED = (
    *("(", "!!", "x'", "1", "!(1)", "(" * 900, "(a:" * 3000, "(nonsense:1)", "(search:())"),
    *("(filters:1)", "(filters:!(1))", "(filters:!((col:size)))", "(filters:!((col:nonsense,opr:eq,value:1)))"),
    *("(filters:!((col:size,opr:nonsense,value:1)))", "(filters:!((col:size,opr:eq,value:())))", "(filters:!((col:staff,opr:eq,value:x)))"),
    *("(page:x)", "(page:-1)", "(page:!t)", "(order_direction:up)", "(order_column:nonsense)", "(order_column:notes)"),
    *("(columns:name)", "(columns:!(nonsense))"),
)


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: text[:30])
def test_malformed_rison_is_refused(ws: Workspace, text: str) -> None:
    with pytest.raises(MalformedRequest):
        read_rison(ws, ws.object("account"), text)


def test_all_problems_of_a_query_are_told_at_once(ws: Workspace) -> None:
    with pytest.raises(MalformedRequest) as refused:
        read_rison(ws, ws.object("account"), "(filters:!((col:siez,opr:eq,value:1),(col:staff,opr:eq,value:x)),page:x,colums:!(name))")
    assert [problem.where for problem in refused.value.problems] == ["q.colums", "q.filters.1", "q.filters.2", "q.page"]
    assert "columns" in refused.value.problems[0].hint
