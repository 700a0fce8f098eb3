"""How a list is read: the statements for some columns of an object in one order, kept for as long as the revision's classes.

The page's rows are found first, in the object's own table; only they are joined to what their references point at (a join below LIMIT would be made for
every row that matches). A page far down finds ids alone first, which an index can answer. Public names: ListPlan, Place, plan_of, kept, Kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import sqlalchemy as sa

from app.access.kept import Kept
from app.metadata.definitions import ObjectDef
from app.records.cursor import SortKey, beyond, order_by, place_binds, sort_keys, turned
from app.records.joins import Joins
from app.records.matching import Matching
from app.records.rows import Columns
from app.records.workspace import Workspace

STATEMENTS = 400
"""Statements kept for one revision, of all objects."""
LIMIT, OFFSET = "fl_limit", "fl_offset"


class Shelf:
    """Kept statements by key; the least recently used are let go. Safe for threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._kept)


def kept(ws: Workspace, key: Hashable, make: Callable[[], Kept]) -> Kept:
    """The statement of that key, which must name all that its text depends on within a revision."""
    return ws.models.kept("statements", lambda: Shelf(STATEMENTS)).get(key, make)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is in its list."""

    values: tuple[Any, ...] | None = None
    """Sort values of the row beside it; None: counted by ``skipped``."""
    backwards: bool = False
    """Before that row, nearest first."""
    skipped: int = 0

    @property
    def form(self) -> Hashable:
        """What the statement's text depends on."""
        return (self.backwards, None if self.values is None else tuple(value is None for value in self.values), self.skipped > 0)


class ListPlan:
    """Some columns of one object in one order."""

    def __init__(self, ws: Workspace, definition: ObjectDef, columns: tuple[str, ...], sort: tuple[tuple[str, bool], ...]) -> None:
        self.definition = definition
        self.columns = columns
        self.sort = sort
        self.shown = Columns(ws, definition, columns)
        self.keys: Sequence[SortKey] = sort_keys(Joins(ws, definition), sort)
        self._places = _places(self.shown, self.keys)

    def rows(self, ws: Workspace, found: Matching, place: Place, limit: int) -> list[Sequence[Any]]:
        """Answers for ``shown.row``; ``sorted_by`` finds the values of the sort keys in them."""
        if found.key is None:
            statement = self._statement(ws, found, found.clause, place)
            return list(ws.session.execute(statement, self._values(found, place, limit)))
        key = (self.definition.id, self.columns, self.sort, found.key, place.form)
        return kept(ws, key, lambda: Kept(self._statement(ws, found, found.parted(), place))).rows(ws.session, self._values(found, place, limit))

    def sorted_by(self, answer: Sequence[Any]) -> tuple[Any, ...]:
        """The values of the sort keys of an answer."""
        return tuple(answer[place] for place in self._places)

    def _values(self, found: Matching, place: Place, limit: int) -> dict[str, Any]:
        values = {**found.values, LIMIT: limit, OFFSET: place.skipped} if place.skipped else {**found.values, LIMIT: limit}
        return values if place.values is None else {**values, **place_binds(place.values)}

    def _statement(self, ws: Workspace, found: Matching, clause: Any, place: Place) -> sa.Select[*tuple[Any, ...]]:
        joins, model = found.joins, found.joins.model
        keys = sort_keys(joins, self.sort)
        order = turned(keys) if place.backwards else keys
        columns = [key.expression.label(f"k{number}") for number, key in enumerate(order)]
        chosen = [model.id.label("i")] if place.skipped else self.shown.own()
        inner: Any = sa.select(*chosen, *columns)
        if clause is not None:
            inner = inner.where(clause)
        if place.values is not None:
            inner = inner.where(beyond(order, place.values))
        inner = joins.apply(inner.order_by(*order_by(order)).limit(sa.bindparam(LIMIT, None, sa.Integer)))
        if place.skipped:
            inner = inner.offset(sa.bindparam(OFFSET, None, sa.Integer))
        return self._joined(inner.subquery("page"), order, model if place.skipped else None)

    def _joined(self, page: Any, order: Sequence[SortKey], model: Any) -> sa.Select[*tuple[Any, ...]]:
        """The page's rows with the names of what they point at; with a ``model`` the page has ids only, the rest is read from there."""
        keys = [replace(key, expression=page.c[f"k{number}"]) for number, key in enumerate(order)]
        source = page if model is None else None
        further = [key.expression for key, place in zip(keys, self._places, strict=True) if place < 0]
        found: Any = sa.select(*self.shown.chosen(source), *further).select_from(page)
        if model is not None:
            found = found.join(model, model.id == page.c.i)
        made: sa.Select[*tuple[Any, ...]] = self.shown.joined(found, source).order_by(*order_by(keys))
        return made


def _places(shown: Columns, keys: Sequence[SortKey]) -> tuple[int, ...]:
    """Where each key's value stands in an answer: among the columns, or from the end of what was selected further."""
    places = [shown.place(key.name) for key in keys]
    further = [number for number, place in enumerate(places) if place is None]
    return tuple(further.index(number) - len(further) if place is None else place for number, place in enumerate(places))


def plan_of(ws: Workspace, definition: ObjectDef, columns: tuple[str, ...], sort: tuple[tuple[str, bool], ...]) -> ListPlan:
    """The plan, made at its first use in this revision."""
    return ws.models.kept(("list", definition.id, columns, sort), lambda: ListPlan(ws, definition, columns, sort))
