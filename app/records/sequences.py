"""Automatic numbers: one counter per field and period, raised by one atomic statement.

The counter's row stays locked until the record's transaction ends, so two records never get the same number, and a refused record gives its number back.
Public names: next_number, next_numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

from app.fieldtypes.sequence import DEFAULT_PATTERN, period, render
from app.metadata.definitions import FieldDef
from app.models.rows import raise_counter
from app.records.workspace import Workspace


def next_number(ws: Workspace, field: FieldDef, day: date) -> str:
    """The next number of an auto_number field on a local day; one statement."""
    return next_numbers(ws, field, [day])[0]


def next_numbers(ws: Workspace, field: FieldDef, days: Collection[date]) -> list[str]:
    """A number for each of these days, in their order; one statement for each period of the pattern."""
    pattern = str(field.param("pattern") or DEFAULT_PATTERN)
    counts = Counter(period(pattern, day) for day in days)
    free = {name: raise_counter(ws.session, field.id, name, count) - count + 1 for name, count in counts.items()}
    made = []
    for day in days:
        name = period(pattern, day)
        made.append(render(pattern, day, free[name]))
        free[name] += 1
    return made
