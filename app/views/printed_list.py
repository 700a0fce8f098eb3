"""Prints the list page: its frame once for all lists of an object that have the same parts, the parts once for each look of a list.

In a template ``{{ printed_list.heads(page) }}``, the same for the other parts; the macros of list/parts.html are the one place of their markup.
Public names: install, ListPrinter, PARTS.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

from app.i18n import current_locale
from app.views.kept import Key, kept
from app.views.pages import Chip, ListPage, Pager
from app.views.pieces import Pieces, cut, filled, filled_in, hole
from app.views.printed_rows import RowPrinter

PARTS = ("notices", "repeated", "chips", "fields", "conditions", "facets", "heads", "rows", "pager")
"""What ListPrinter prints of a page."""
CHIP = ("label", "operator_label", "value_label", "remove_href")
PAGER = ("first", "last", "total_text", "exact_href", "prev_href", "next_href")
NOTHING = Markup()
NO_CONDITIONS = Markup("[]")


class ListPrinter:
    """One an application."""

    def __init__(self, environment: Environment, rows: RowPrinter) -> None:
        self._environment = environment
        self._rows = rows

    def rows(self, page: ListPage) -> Markup:
        """The rows of the table."""
        return self._rows.rows(page.cells, page.rows)

    def heads(self, page: ListPage) -> Markup:
        """The heads of the columns, which sort."""
        return self._look("heads", page)

    def facets(self, page: ListPage) -> Markup:
        """Quick filters."""
        return self._look("facets", page) if page.facets and page.rows else NOTHING

    def fields(self, page: ListPage) -> Markup:
        """What the filter panel offers, as JSON."""
        return kept(page.same and ("html", "filter fields", *page.same), lambda: Markup(self._macro("fields")(page)))  # noqa: S704 -- output of a macro

    def conditions(self, page: ListPage) -> Markup:
        """The conditions in force, as JSON."""
        return Markup(self._macro("conditions")(page)) if page.chips else NO_CONDITIONS  # noqa: S704 -- output of a macro

    def notices(self, page: ListPage) -> Markup:
        """What was left out."""
        return Markup(self._macro("notices")(page)) if page.notices else NOTHING  # noqa: S704 -- output of a macro

    def chips(self, page: ListPage) -> Markup:
        """The conditions in force."""
        if not page.chips:
            return NOTHING
        pieces = self._pieces(page, ("chip",), lambda: self._macro("chip")(Chip(*map(hole, CHIP))))
        return NOTHING.join(filled(pieces.format, [getattr(chip, name) for name in pieces.names]) for chip in page.chips)

    def repeated(self, page: ListPage) -> Markup:
        """The arguments that the search form repeats."""
        if not page.kept:
            return NOTHING
        pieces = self._pieces(page, ("repeated",), lambda: self._macro("repeated")(hole("name"), hole("value")))
        return NOTHING.join(filled(pieces.format, pair) for pair in page.kept)

    def pager(self, page: ListPage) -> Markup:
        """Which part of how many, and the ways on."""
        if not page.rows:
            return NOTHING
        pager = page.pager
        texts: dict[str, Any] = {name: getattr(pager, name) for name in PAGER}
        marks: Any = {name: text and hole(name) for name, text in texts.items()}
        sizes = Markup(hole("sizes"))  # noqa: S704 -- our own mark
        pieces = self._pieces(page, ("pager", *map(bool, texts.values())), lambda: self._macro("pager")(Pager(**marks), sizes))
        texts["sizes"] = self._look("sizes", page)
        return filled_in(pieces.format, [texts[name] for name in pieces.names])

    def _look(self, name: str, page: ListPage) -> Markup:
        pieces: Pieces = kept(page.same_looks and ("html", name, *page.same_looks), lambda: cut(self._macro(name)(page)))
        return filled(pieces.format, [page.links[one] for one in pieces.names])

    @staticmethod
    def _pieces(page: ListPage, key: Key, make: Callable[[], str]) -> Pieces:
        """The pieces of what depends on nothing but the language."""
        return kept(page.same and ("html", *key, current_locale()), lambda: cut(make()))

    def _macro(self, name: str) -> Callable[..., str]:
        found = self._environment.get_template("list/parts.html")
        return cast(Callable[..., str], getattr(found.make_module() if self._environment.auto_reload else found.module, name))


def install(app: Flask) -> None:
    """Templates get ``printed_list``; call after ``printed.install``."""
    app.jinja_env.globals["printed_list"] = ListPrinter(app.jinja_env, RowPrinter(app.extensions["fieldloom_printer"]))
