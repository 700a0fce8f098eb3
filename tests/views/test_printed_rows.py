"""Rows of a list are what the macros print, to the letter, whatever the values say and whatever was printed before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader

from app.fieldtypes.base import Shown
from app.i18n.locale import current_locale, use
from app.views.pages import Column, ListCells, ListRow
from app.views.printed import Printer
from app.views.printed_rows import LONGEST, RowPrinter
from tests.views.conftest import printing_app
from tests.views.samples import HOSTILE
from tests.views.test_printed import columns, hrefs, values

Cells = tuple[Shown, ...]
rows_of = st.lists(st.lists(values, min_size=3, max_size=3), max_size=4)


@pytest.fixture(scope="module")
def wanted(printer: Flask) -> Callable[[ListCells, Sequence[Cells]], str]:
    """What the macros print."""

    def make(cells: ListCells, rows: Sequence[Cells]) -> str:
        macros: Any = printer.jinja_env.get_template("list/cells.html").module
        html = ""
        for number, shown in enumerate(rows, 1):
            title = next((s.text for c, s in zip(cells.columns, shown, strict=False) if c.is_title), "") if cells.named else ""
            row = ListRow(number, (), f"{cells.opens}{number}" if cells.opens else "", title or f"#{number}")
            html += str(macros.head(row, cells.bulk))
            html += "".join(str(macros.cell(c, s, row, n == 0, cells.bulk)) for n, (c, s) in enumerate(zip(cells.columns, shown, strict=False))) + "</tr>"
        return html

    return make


def cells_of(heads: Sequence[Column], opens: str = "/o/lead/show/", named: bool = True, bulk: bool = False) -> ListCells:
    """Of answers that hold what is shown itself; the first title column counts."""
    title = next((number for number, one in enumerate(heads) if one.is_title), 0)
    found = tuple(replace(one, is_title=number == title) for number, one in enumerate(heads))
    return ListCells(found, tuple((number + 1, lambda shown: shown) for number in range(len(found))), opens, named, bulk)


def answers(rows: Sequence[Sequence[Shown]]) -> list[list[Any]]:
    return [[number, *shown] for number, shown in enumerate(rows, 1)]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(columns, min_size=1, max_size=3), rows_of, rows_of, hrefs, st.booleans(), st.booleans())
@example([Column("x", "X")] * 3, [[Shown(HOSTILE)] * 3, [Shown("%s"), Shown("a\x1fb"), Shown("%")]], [[Shown("%s")] * 3], "", True, True)
def test_rows_are_those_of_the_macros(printer: Flask, wanted, heads: list[Column], first: list, second: list, opens: str, named: bool, bulk: bool) -> None:
    cells = cells_of(heads, opens, named, bulk)
    for most in (10**6, 0):
        made = RowPrinter(Printer(printer.jinja_env), most)
        for rows in (first, second, first + second):
            assert str(made.rows(cells, answers(rows))) == wanted(cells, rows)


def test_a_cell_is_made_once_for_each_value(printer: Flask) -> None:
    asked: list[str] = []

    def show(text: str) -> Shown:
        asked.append(text)
        return Shown(text)

    cells = ListCells((Column("name", "Name", is_title=True), Column("city", "City")), ((1, show), (slice(2, 4), lambda part: show(part[1]))), "/o/x/show/")
    made = RowPrinter(Printer(printer.jinja_env))
    rows = [(1, "a", 7, "Paris"), (2, "a", 7, "Paris"), (3, "b", 8, "Paris")]
    first = made.rows(cells, rows)
    assert asked.count("Paris") == 2
    asked.clear()
    assert made.rows(cells, rows) == first
    assert asked == []
    assert [f"/o/x/show/{number}" in made.rows(cells, [(number, "a", 7, "Paris")]) for number in (1, 2, 9)] == [True, True, True], "one name, many records"


def test_what_is_kept_is_bounded(printer: Flask) -> None:
    made, cells = RowPrinter(Printer(printer.jinja_env), 20_000), cells_of([Column("x", "X")])
    other = cells_of([Column("x", "X")])
    made.rows(other, answers([(Shown("other"),)]))
    for number in range(200):
        made.rows(cells, [(number, Shown(f"text {number}"))])
        assert sum(len(html) for one in (cells, other) for kept in (*one.printed, *one.before) for html in kept.values()) < 20_000
    assert not any((*other.printed, *other.before)), "all lists are forgotten together"
    for number in range(200):
        made.rows(cells, [(7, Shown("often")), (number, Shown(f"text {number}"))])
        assert any("often" in html for kept in (cells.printed[1], cells.before[1]) for html in kept.values())
    made.rows(cells, [(1, Shown("x" * LONGEST))])
    assert not any(len(html) > LONGEST for printed in cells.printed for html in printed.values())


def test_words_are_in_the_language_of_the_reader() -> None:
    app = printing_app()
    app.jinja_env.install_gettext_callables(lambda text: f"{current_locale()}: {text}", str, newstyle=True)  # type: ignore[attr-defined]
    made = RowPrinter(Printer(app.jinja_env))
    for locale in ("zh_Hans", "en", "zh_Hans"):
        with use(locale):
            assert f"{locale}: Select" in made.rows(cells_of([Column("x", "X")], bulk=True), answers([(Shown("one"),)]))


def test_a_cell_that_asks_for_the_row_is_an_error_because_it_is_kept_without_it() -> None:
    app = printing_app()
    html = "{% macro head(row, bulk) %}{% endmacro %}{% macro cell(c, s, row, first, bulk) %}{{ row.id }}{% endmacro %}"
    app.jinja_env.loader = DictLoader({"list/cells.html": html})
    cells = cells_of([Column("x", "X"), Column("y", "Y")])
    with pytest.raises(NotImplementedError):
        RowPrinter(Printer(app.jinja_env)).rows(cells, answers([(Shown("one"), Shown("two"))]))
