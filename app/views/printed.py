"""Prints values by pieces that are compiled once: a macro of the templates prints a sample of each shape, later values of that shape only fill its holes.

The templates stay the one place of markup (``fields/show.html``, ``list/cells.html``); the shape of a value is what they ask of it: its kind, which of its
texts are empty, whether it is long. In a template ``{{ printed(value.shown, "record") }}`` prints what ``show.value(value.shown, "record")`` prints, to the
letter, in a tenth of its time; in Python ``printer().value(shown, place)``. A template that is to ask something new of a value needs a line in
``shape_of``; the tests compare both ways for any value. Public names: install, printer, Printer, Fill, Ready, Known, FILLS, NO_ROW, MOST_ITEMS, shape_of,
sample_of, row_sample, ready_of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from flask import Flask, current_app
from jinja2 import Environment
from markupsafe import Markup

from app.fieldtypes.base import Shown
from app.i18n import current_locale
from app.views.pages import Column, ListRow
from app.views.pieces import LONG, Sample, cut, filled, hole

MOST_ITEMS = 12
"""A value with more is printed by the macro itself."""
MOST_KEPT = 2000
"""Columns whose pieces are kept; each has some ten shapes of about 400 bytes."""
NOTHING = Markup()
NO_ROW = ListRow(0, ())

Fill = Callable[[Shown, ListRow], Any]
Ready = tuple[str, tuple[Fill, ...]]
"""A format, and what fills its holes."""
Known = dict[tuple[Any, ...], Ready]
"""Shape → its pieces."""


def _of_item(number: int, name: str) -> Fill:
    return lambda s, row: getattr(s.items[number], name)


FILLS: dict[str, Fill] = {
    "text": lambda s, row: s.text,
    "first": lambda s, row: s.text[:1],
    "color": lambda s, row: s.color,
    "href": lambda s, row: s.href,
    "title": lambda s, row: s.title,
    "short": lambda s, row: s.short,
    "rowid": lambda s, row: row.id,
    "rowhref": lambda s, row: row.href,
    "rowtitle": lambda s, row: row.title,
    **{f"text{n}": _of_item(n, "text") for n in range(MOST_ITEMS)},
    **{f"color{n}": _of_item(n, "color") for n in range(MOST_ITEMS)},
}


def shape_of(s: Shown) -> tuple[Any, ...]:
    """What templates ask of a value; values of one shape differ in nothing but the texts in the holes."""
    text, kind, color, href, title, short, items = s
    hue = color if color in ("", "gray") else "other"
    web = href and ("web" if href.startswith("http") else "other")
    length = 2 if len(text) > LONG else 1 if text != "0" else 0
    if items:
        return kind, text == "", length, hue, web, not title, not short, *(not one.color for one in items)
    return kind, text == "", length, hue, web, not title, not short


def sample_of(s: Shown) -> Shown:
    """A value of the same shape with marks for its texts."""
    return Shown(
        text=s.text if s.text in ("", "0") else Sample("text", long=len(s.text) > LONG),
        kind=s.kind,
        color=s.color if s.color in ("", "gray") else hole("color"),
        href=Sample("href", web=s.href.startswith("http")) if s.href else "",
        title=s.title and hole("title"),
        short=s.short and hole("short"),
        items=tuple(Shown(hole(f"text{n}"), "badge", one.color and hole(f"color{n}")) for n, one in enumerate(s.items)),
    )


def row_sample(row: ListRow) -> ListRow:
    return ListRow(hole("rowid"), (), hole("rowhref"), row.title and hole("rowtitle"))  # type: ignore[arg-type]  # a mark for the id, too


def ready_of(html: str, **known: str) -> Ready:
    pieces = cut(html, **known)
    return pieces.format, tuple(FILLS[name] for name in pieces.names)


class Printer:
    """One an application. Safe for threads: pieces made twice are equal."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._kept: dict[tuple[Any, ...], Known] = {}

    def value(self, s: Shown, place: str = "list") -> Markup:
        """What the macro ``value`` of fields/show.html prints."""
        if not s.text and not s.items:
            return NOTHING
        ready = self._value(self.known("value", place), s, place)
        return filled(ready[0], [fill(s, NO_ROW) for fill in ready[1]])

    def several(self, shown: Iterable[Shown], place: str, empty: str = "") -> list[Ready]:
        """The pieces of each value, ``empty`` for one without text: for who fills the holes of several at once."""
        known = self.known("value", place)
        return [self._value(known, s, place) if s.text or s.items else (empty, ()) for s in shown]

    def plain_rows(self, columns: Sequence[Column], rows: Iterable[ListRow]) -> Markup:
        """What the macro ``cell`` of record/cells.html prints for the rows of a related list."""
        places = [(c, self.known("plain", c.align, c.is_title)) for c in columns]
        formats: list[str] = []
        texts: list[Any] = []
        for row in rows:
            formats.append("<tr>")
            for s, (column, known) in zip(row.cells, places, strict=True):
                shape = (bool(row.title), bool(row.href), *shape_of(s))
                ready = known.get(shape) or self._plain(known, shape, column, s, row)
                formats.append(ready[0])
                texts += [fill(s, row) for fill in ready[1]]
            formats.append("</tr>")
        return filled("".join(formats), texts)

    def _plain(self, known: Known, shape: tuple[Any, ...], column: Column, s: Shown, row: ListRow) -> Ready:
        cell = self.macro("record/cells.html", "cell")
        if len(s.items) > MOST_ITEMS:
            return ready_of(cell(column, s, row))
        made = known[shape] = ready_of(cell(column, sample_of(s), row_sample(row)._replace(href=row.href and hole("rowhref"))))
        return made

    def _value(self, known: Known, s: Shown, place: str) -> Ready:
        shape = shape_of(s)
        ready = known.get(shape)
        if ready is None:
            show = self.macro("fields/show.html", "value")
            if len(s.items) > MOST_ITEMS:
                return ready_of(show(s, place))
            ready = known[shape] = ready_of(show(sample_of(s), place))
        return ready

    def known(self, *key: Any) -> Known:
        """The pieces of a macro in one place and language; while templates may change, always new ones."""
        if self._environment.auto_reload:
            return {}
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        return self._kept.setdefault((*key, current_locale()), {})

    def macro(self, template: str, name: str) -> Callable[..., str]:
        found = self._environment.get_template(template)
        return cast(Callable[..., str], getattr(found.make_module() if self._environment.auto_reload else found.module, name))


def install(app: Flask) -> None:
    """Templates get ``printed`` and ``printed_plain``."""
    made = app.extensions["fieldloom_printer"] = Printer(app.jinja_env)
    app.jinja_env.globals.update(printed=made.value, printed_plain=made.plain_rows)


def printer() -> Printer:
    """That of the application."""
    found: Printer = current_app.extensions["fieldloom_printer"]
    return found
