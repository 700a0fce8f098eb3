"""Notices lists that take long, so that an admin can be told which index would help.

The time is that of the rows' statement alone. A search and a ``contains`` have an index of their own kind and are not noticed. The request that was slow
writes it down at its end (``views.slow_lists``). Public names: watched, taken, SLOW_SECONDS.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.metadata.conditions import All, Comparison, Condition
from app.metadata.definitions import ObjectDef
from app.models.slow_lists import LONGEST_SHAPE
from app.records.workspace import Workspace

SLOW_SECONDS = 0.2
KEY = "fl_slow_lists"
EQUAL = ("eq", "in")
RANGE = ("lt", "le", "gt", "ge", "starts")


@contextmanager
def watched(ws: Workspace, definition: ObjectDef, where: Condition, sort: tuple[tuple[str, bool], ...], counts: bool = True) -> Iterator[None]:
    """The statement that reads the rows of a list stands in this block; ``counts``: an index over columns may help it."""
    began = time.perf_counter()
    yield
    seconds = time.perf_counter() - began
    if counts and seconds >= SLOW_SECONDS and (shape := _shape(definition, where, sort)):
        ws.session.info.setdefault(KEY, []).append((definition.id, shape, seconds))


def taken(session: Session) -> list[tuple[int, str, float]]:
    """What was noticed since the last call: (object's id, shape, seconds)."""
    found: list[tuple[int, str, float]] = session.info.pop(KEY, [])
    return found


def _shape(definition: ObjectDef, where: Condition, sort: tuple[tuple[str, bool], ...]) -> str:
    """``equal|range|order`` in stable names; '' for what an index over columns cannot help."""
    parts = where.parts if isinstance(where, All) else (where,)
    tests = [part for part in parts if isinstance(part, Comparison)]
    if len(tests) < len(parts):
        return ""
    equal, ranges = (sorted({_stable(definition, t.field) for t in tests if t.op in ops}) for ops in (EQUAL, RANGE))
    order = ",".join(("-" if descending else "") + _stable(definition, name) for name, descending in sort if name != "id")
    shape = f"{','.join(equal)}|{','.join(ranges)}|{order}"
    return shape if len(shape) <= LONGEST_SHAPE else ""


def _stable(definition: ObjectDef, name: str) -> str:
    field = definition.field(name)
    return str(field.id) if field is not None else name
