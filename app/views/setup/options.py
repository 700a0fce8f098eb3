"""The table of options in a form: rows in, raw options out, and the moves that work without a script.

An existing option keeps its value and its texts in other languages; it can be switched off, not removed.
Public names: OptionRow, COLORS, option_rows, rows_of, moved, raw_options, defaults_of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.i18n import gettext as _
from app.i18n import mark
from app.metadata.definitions import OptionDef
from app.views.setup.several import COLORS as TURN
from app.views.setup.suggest import api_name
from app.views.setup.words import put, shown

COLORS = {
    "gray": mark("grey"),
    "blue": mark("blue"),
    "indigo": mark("indigo"),
    "purple": mark("purple"),
    "pink": mark("pink"),
    "red": mark("red"),
    "orange": mark("orange"),
    "yellow": mark("yellow"),
    "green": mark("green"),
    "teal": mark("teal"),
}
ROW = re.compile(r"options\.(\d{1,4})\.(was|label|value|color|active|default)")


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One row; ``number`` is the n in ``options.<n>.label``, ``was`` the value it is published with."""

    number: int
    was: str = ""
    label: str = ""
    value: str = ""
    color: str = "gray"
    active: bool = True
    default: bool = False


def color_words() -> tuple[tuple[str, str], ...]:
    """(colour, its name)"""
    return tuple((name, _(word)) for name, word in COLORS.items())


def option_rows(options: Sequence[OptionDef], locale: str, chosen: object) -> tuple[OptionRow, ...]:
    """The rows of published options; ``chosen`` is the field's default: a value, a list of them, or None."""
    on = set(chosen) if isinstance(chosen, list | tuple) else {chosen}
    return tuple(
        OptionRow(number, option.value, shown(option.label, locale), option.value, option.color, option.active, option.value in on)
        for number, option in enumerate(options)
    )


def blank_rows(first: int, count: int) -> tuple[OptionRow, ...]:
    """Empty rows numbered from ``first``, with colours in turn."""
    return tuple(OptionRow(number, color=TURN[number % len(TURN)]) for number in range(first, first + count))


def rows_of(form: Iterable[tuple[str, str]]) -> tuple[OptionRow, ...]:
    """The rows in the order in which they were sent, which is the order on the page; blank ones included."""
    sent: dict[int, dict[str, str]] = {}
    for key, value in form:
        if match := ROW.fullmatch(key):
            sent.setdefault(int(match[1]), {})[match[2]] = value.strip()
    return tuple(
        OptionRow(
            number,
            row.get("was", ""),
            row.get("label", ""),
            row.get("was") or row.get("value", ""),
            row.get("color", "gray"),
            row.get("active") == "1",
            row.get("default") == "1",
        )
        for number, row in sent.items()
    )


def moved(rows: Sequence[OptionRow], number: int, step: int) -> tuple[OptionRow, ...]:
    """The rows with one of them moved by ``step`` places."""
    at = next((index for index, row in enumerate(rows) if row.number == number), None)
    if at is None or not 0 <= at + step < len(rows):
        return tuple(rows)
    order = list(rows)
    order.insert(at + step, order.pop(at))
    return tuple(order)


def raw_options(rows: Sequence[OptionRow], pasted: str, locale: str, before: Sequence[OptionDef]) -> tuple[list[dict[str, Any]], list[str]]:
    """Raw options in order, pasted lines last, and the values that are preselected."""
    known = {option.value: option for option in before}
    values = {row.value for row in rows if row.value}
    made, chosen = [], []
    added = [OptionRow(0, label=line.strip(), color=TURN[number % len(TURN)]) for number, line in enumerate(pasted.splitlines(), len(rows)) if line.strip()]
    for row in [row for row in rows if row.was or row.label or row.value] + added:
        value = row.value or api_name(row.label, values, "other")
        values.add(value)
        made.append(_raw(row, value, locale, known.get(row.was)))
        if row.default:
            chosen.append(value)
    return made, chosen


def _raw(row: OptionRow, value: str, locale: str, before: OptionDef | None) -> dict[str, Any]:
    label: Mapping[str, str] = put(before.label, locale, row.label) if before else {locale: row.label}
    kept = {"for": list(before.record_types)} if before and before.record_types else {}
    return {"value": value, "label": dict(label), "color": row.color, "active": row.active, **kept}
