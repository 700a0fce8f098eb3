"""How a list is read: the statements for some columns of an object in one order, kept for as long as the revision's classes.

The page's rows are found first, in the object's own table; only they are joined to what their references point at (a join below LIMIT would be made for
every row that matches). A page far down finds ids alone first, which an index can answer; so does an order that no index follows, which sorts fewer bytes
then. Where all rows that match are to be looked at anyway, they can be counted along. Public names: ListPlan, Place, plan_of, kept, Kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import sqlalchemy as sa

from app.access.kept import Kept
from app.fieldtypes.registry import TYPES
from app.metadata.definitions import ObjectDef
from app.models.indexes import indexes_of
from app.records.cursor import SortKey, beyond, order_by, place_binds, sort_keys, stretches, turned
from app.records.joins import Joins
from app.records.matching import Matching
from app.records.rows import Columns
from app.records.workspace import Workspace

STATEMENTS = 400
"""Statements kept for one revision, of all objects."""
LIMIT, OFFSET, REACH = "fl_limit", "fl_offset", "fl_reach"
USUAL = frozenset(size + 1 for size in (25, 50, 100, 200))
"""Limits that are written into the text."""
PRESENT = True
"""Stands for a value that a place has; the value itself is a parameter."""


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


@dataclass(frozen=True, slots=True)
class Form:
    """What the text of a page's statement depends on, beside columns, order and condition."""

    backwards: bool
    beside: tuple[bool, ...] | None
    """Which sort values of the row beside it are empty."""
    skips: bool
    ids_first: bool
    """The ids alone are found first."""
    at_once: bool
    """All rows that match are found first, by their ids, for the page and for their number."""
    limit: int | None
    """Written into the text, so that the database may keep a plan for it."""

    def cut(self, statement: Any) -> Any:
        """The rows of the page."""
        statement = statement.limit(sa.bindparam(LIMIT, None, sa.Integer) if self.limit is None else sa.literal_column(str(self.limit), sa.Integer))
        return statement.offset(sa.bindparam(OFFSET, None, sa.Integer)) if self.skips else statement

    def reach(self, statement: Any) -> Any:
        """The rows down to the page's last."""
        return statement.limit(sa.bindparam(REACH, None, sa.Integer) if self.limit is None or self.skips else sa.literal_column(str(self.limit), sa.Integer))


class ListPlan:
    """Some columns of one object in one order."""

    def __init__(self, ws: Workspace, definition: ObjectDef, columns: tuple[str, ...], sort: tuple[tuple[str, bool], ...]) -> None:
        self.definition = definition
        self.columns = columns
        self.sort = sort
        self.shown = Columns(ws, definition, columns)
        self._number = len(self.shown.chosen())
        self.keys: Sequence[SortKey] = sort_keys(Joins(ws, definition), sort)
        self._places = _places(self.shown, self.keys)
        self._by_index = _follows_index(definition, self.keys)
        self.walked = self._by_index or self.keys[0].name in ("id", "created_at")
        """An index has the order."""

    def rows(self, ws: Workspace, found: Matching, place: Place, limit: int, at_once: bool = False) -> list[Sequence[Any]]:
        """Answers for ``shown.row``; ``sorted_by`` finds the values of the sort keys in them. ``at_once``: find all that match; ``number`` tells how many."""
        form = self._form(ws, found, place, limit, at_once)
        if found.key is None:
            return list(ws.session.execute(self._statement(found, found.clause, form), self._values(found, place, limit)))
        key = (self.definition.id, self.columns, self.sort, found.key, form)
        made = kept(ws, key, lambda: Kept(self._statement(found, found.parted(), form), steady=found.clause is None, walked=form.ids_first and self.walked))
        return made.rows(ws.session, self._values(found, place, limit))

    def _form(self, ws: Workspace, found: Matching, place: Place, limit: int, at_once: bool) -> Form:
        reach = ws.reach(self.definition, "view") if found.clause is None else ""
        return Form(
            backwards=place.backwards,
            beside=None if place.values is None else tuple(value is None for value in place.values),
            skips=place.skipped > 0,
            ids_first=at_once or not self.walked or place.skipped > 0 or reach not in ("", "all", "none"),  # an index may tell ids, and whether to see them
            at_once=at_once,
            limit=limit if reach == "all" and limit in USUAL else None,
        )

    def sorted_by(self, answer: Sequence[Any]) -> tuple[Any, ...]:
        """The values of the sort keys of an answer."""
        return tuple(answer[place] for place in self._places)

    def number(self, answer: Sequence[Any]) -> int:
        """How many rows match, as an answer of ``rows`` with ``at_once`` has it."""
        return int(answer[self._number])

    @staticmethod
    def _values(found: Matching, place: Place, limit: int) -> dict[str, Any]:
        values = {**found.values, LIMIT: limit, OFFSET: place.skipped, REACH: place.skipped + limit}
        return values if place.values is None else {**values, **place_binds(place.values)}

    def _statement(self, found: Matching, clause: Any, form: Form) -> sa.Select[*tuple[Any, ...]]:
        model = found.joins.model
        keys = sort_keys(found.joins, self.sort)
        order = turned(keys) if form.backwards else keys
        columns = [key.expression.label(f"k{number}") for number, key in enumerate(order)]
        matching: Any = sa.select(*([model.id.label("i")] if form.ids_first else self.shown.own()), *columns)
        if clause is not None:
            matching = matching.where(clause)
        matching = found.joins.apply(matching)
        values = None if form.beside is None else [None if empty else PRESENT for empty in form.beside]
        if form.at_once:
            found_all = matching.cte("found").prefix_with("MATERIALIZED")
            own = self._of(found_all, order, False)
            page = self._page(sa.select(*found_all.c), own, values, form)
            return self._joined(page.subquery("page"), order, model, sa.select(sa.func.count()).select_from(found_all).scalar_subquery())
        page = self._in_stretches(matching, order, stretches(order, values), form) if self._by_index else self._page(matching, order, values, form)
        return self._joined(page.subquery("page"), order, model if form.ids_first else None)

    @staticmethod
    def _page(matching: Any, order: Sequence[SortKey], values: Sequence[Any] | None, form: Form) -> Any:
        page = matching if values is None else matching.where(beyond(order, values))
        return form.cut(page.order_by(*order_by(order)))

    def _in_stretches(self, matching: Any, order: Sequence[SortKey], parts: Sequence[Any], form: Form) -> Any:
        """As many rows as the page reaches from each stretch, in the order of the index; then the page of them all."""
        made = []
        for number, (conditions, own) in enumerate(parts):
            numbered = matching.add_columns(sa.literal_column(str(number), sa.Integer).label("part"))
            part = form.reach(numbered.where(*conditions).order_by(*order_by(own))).subquery(f"part{number}")
            made.append(sa.select(*part.c))
        both = (sa.union_all(*made) if len(made) > 1 else made[0]).subquery("parts")
        return form.cut(sa.select(*both.c).order_by(both.c.part, *order_by(self._of(both, order, True))))

    @staticmethod
    def _of(page: Any, order: Sequence[SortKey], in_stretches: bool) -> list[SortKey]:
        """The order, of a subquery that has its values; in a stretch none is empty, or all are."""
        return [replace(key, expression=page.c[f"k{number}"], nullable=key.nullable and not in_stretches) for number, key in enumerate(order)]

    def _joined(self, page: Any, order: Sequence[SortKey], model: Any, number: Any = None) -> sa.Select[*tuple[Any, ...]]:
        """The page's rows with the names of what they point at; with a ``model`` the page has ids only, the rest is read from there."""
        in_stretches = self._by_index and number is None
        keys = self._of(page, order, in_stretches)
        source = page if model is None else None
        further = [*([] if number is None else [number]), *(key.expression for key, place in zip(keys, self._places, strict=True) if place < 0)]
        found: Any = sa.select(*self.shown.chosen(source), *further).select_from(page)
        if model is not None:
            found = found.join(model, model.id == page.c.i)
        made: sa.Select[*tuple[Any, ...]] = self.shown.joined(found, source).order_by(*([page.c.part] if in_stretches else []), *order_by(keys))
        return made


def _places(shown: Columns, keys: Sequence[SortKey]) -> tuple[int, ...]:
    """Where each key's value stands in an answer: among the columns, or from the end of what was selected further."""
    places = [shown.place(key.name) for key in keys]
    further = [number for number, place in enumerate(places) if place is None]
    return tuple(further.index(number) - len(further) if place is None else place for number, place in enumerate(places))


def _follows_index(definition: ObjectDef, keys: Sequence[SortKey]) -> bool:
    """Is the order one column that may be empty, with an index on it, and the id the same way?"""
    field = definition.field(keys[0].name) if keys[0].name else None
    if field is None or len(keys) != 2 or not keys[0].nullable or keys[0].descending != keys[1].descending:
        return False
    return any(index.columns[0] == field.column and not index.long for index in indexes_of(definition, TYPES).values())


def plan_of(ws: Workspace, definition: ObjectDef, columns: tuple[str, ...], sort: tuple[tuple[str, bool], ...]) -> ListPlan:
    """The plan, made at its first use in this revision."""
    return ws.models.kept(("list", definition.id, columns, sort), lambda: ListPlan(ws, definition, columns, sort))
