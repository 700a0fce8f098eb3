"""Prints the rows of a list straight from what the database answered.

A cell depends on nothing but its part of the answer and what its ListCells are kept by (rights, language, time zone, day), so its HTML is kept: the next
list with this value, of whomever, prints it without making a Shown of it. The macros of list/cells.html print what is not kept, by the pieces of
``printed.Printer``. Public names: RowPrinter, MOST_BYTES.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from sys import getsizeof
from threading import Lock
from typing import Any
from weakref import WeakSet

from markupsafe import Markup

from app.fieldtypes.base import Shown
from app.views.pages import ListCells, ListRow
from app.views.pieces import escaped, hole
from app.views.printed import FILLS, MOST_ITEMS, NO_ROW, Known, Printer, Ready, ready_of, row_sample, sample_of, shape_of

MOST_BYTES = 1_500_000
"""Kept of all lists together: some 300 rows that share few values, far more of those that do."""
LONGEST = 4_000
"""Bytes of a cell that is kept."""
BESIDE = 250
"""Bytes of a kept cell's key, about."""
OF_ROW = frozenset(FILLS[name] for name in ("rowid", "rowhref", "rowtitle"))
New = dict[Any, list[int]]
"""Of the cells of one column that are not kept: key → places in the page."""


class RowPrinter:
    """One an application. Safe for threads: a cell made twice is equal."""

    def __init__(self, pieces: Printer, most: int = MOST_BYTES) -> None:
        self._pieces = pieces
        self._most = most // 2
        self._used = 0
        self._lists: WeakSet[ListCells] = WeakSet()
        self._lock = Lock()

    def rows(self, cells: ListCells, answers: Iterable[Sequence[Any]]) -> Markup:
        """What the macros ``head`` and ``cell`` of list/cells.html print for these answers."""
        places = [(key_of, printed, before, New()) for key_of, printed, before in zip(cells.keys, cells.printed, cells.before, strict=True)]
        made: list[str] = []
        again: list[str] = []
        for answer in map(tuple, answers):
            for key_of, printed, before, new in places:
                key = key_of(answer)
                html = printed.get(key, "")
                if not html:
                    html = before.get(key, "")
                    if html:
                        printed[key] = html
                        again.append(html)
                    else:
                        new.setdefault(key, []).append(len(made))
                made.append(html)
            made.append("</tr>")
        news = [place[-1] for place in places]
        if any(news):
            self._print(cells, news, made)
        if again:
            self._add(cells, sum(map(getsizeof, again)) + BESIDE * len(again))
        return Markup("".join(made))  # noqa: S704 -- output of the macros, whose holes are filled with escaped texts

    def _print(self, cells: ListCells, news: list[New], made: list[str]) -> None:
        """Puts the cells that are not kept into their places; their texts are escaped together."""
        forms: list[tuple[str, int]] = []
        texts: list[Any] = []
        for number, new in enumerate(news):
            if new:
                self._ready(cells, number, new, forms, texts)
        parts, begin, added = escaped(texts), 0, 0
        ready = iter(forms)
        for printed, new in zip(cells.printed, news, strict=True):
            for key, places in new.items():
                form, count = next(ready)
                html = form % tuple(parts[begin : begin + count])
                begin += count
                for place in places:
                    made[place] = html
                size = getsizeof(html)
                if size <= LONGEST:
                    printed[key] = html
                    added += size + BESIDE
        self._add(cells, added)

    def _ready(self, cells: ListCells, number: int, new: Iterable[Any], forms: list[tuple[str, int]], texts: list[Any]) -> None:
        """Adds format and texts of the cells of one column, of the heads of the rows for number 0."""
        place = cells.title if number == 0 else number - 1
        show, column, row = cells.show[place][1], cells.columns[place], NO_ROW
        if number == 0:
            known = self._pieces.known("head", cells.bulk)
        else:
            known = self._pieces.known("cell", place == 0, cells.bulk, column.align, column.is_title, column.card, column.label)
        for key in new:
            if place == cells.title:
                shown = show(key[1])
                row = ListRow(key[0], (), f"{cells.opens}{key[0]}" if cells.opens else "", (cells.named and shown.text) or f"#{key[0]}")
            else:
                shown = show(key)
            form, fills = known.get(shape_of(shown) if number else ()) or self._piece(cells, known, number, shown, row)
            forms.append((form, len(fills)))
            for fill in fills:
                texts.append(fill(shown, row))

    def _piece(self, cells: ListCells, known: Known, number: int, shown: Shown, row: ListRow) -> Ready:
        if number == 0:
            made = known[()] = ready_of(self._pieces.macro("list/cells.html", "head")(row_sample(row), cells.bulk))
            return made
        print_cell = self._pieces.macro("list/cells.html", "cell")
        column, place = cells.columns[number - 1], (number == 1, cells.bulk)
        if len(shown.items) > MOST_ITEMS:
            return ready_of(print_cell(column, shown, row, *place))
        made = ready_of(print_cell(replace(column, label=hole("label")), sample_of(shown), row_sample(row), *place), label=column.label)
        if number - 1 != cells.title and OF_ROW.intersection(made[1]):
            raise NotImplementedError("only head and title cell may ask for the row: others are kept without it")
        known[shape_of(shown)] = made
        return made

    def _add(self, cells: ListCells, size: int) -> None:
        with self._lock:
            self._lists.add(cells)
            self._used += size
            if self._used > self._most:
                for one in self._lists:
                    for printed, before in zip(one.printed, one.before, strict=True):
                        before.clear()
                        before.update(printed)
                        printed.clear()
                self._used = 0
