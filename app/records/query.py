"""Reading a list: one statement for the rows with the listed columns and the names of what they point at, one for the count.

Public names: ListQuery, Page, run, count, CAP, LARGEST_PAGE.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.errors import MalformedRequest
from app.i18n import gettext as _
from app.metadata.conditions import All, Condition
from app.metadata.definitions import ObjectDef
from app.records.cursor import beyond, decode, encode, order_by, sort_keys, turned
from app.records.fields import default_sort, known, list_columns
from app.records.joins import Joins
from app.records.rows import Reader, Row
from app.records.search import search_clause
from app.records.sql import clause
from app.records.workspace import Workspace

EVERYTHING = All()
CAP = 1000
"""Counting stops here; more prints as 1,000+."""
LARGEST_PAGE = 200
FURTHEST_ROW = 1_000_000
"""A page number reaches this far; a cursor reaches everything."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What somebody wants to see of an object's records."""

    columns: tuple[str, ...] = ()
    """API names, system fields too; empty: the columns of the object's list."""
    where: Condition = EVERYTHING
    """Values typed."""
    search: str = ""
    sort: tuple[tuple[str, bool], ...] = ()
    """(name, descending); empty: the object's own order."""
    page: int = 1
    """With a cursor only the number to display."""
    page_size: int = 25
    after: str = ""
    """Cursor: the rows after it."""
    before: str = ""
    """Cursor: the last rows before it. With ``after`` as well, ``after`` counts."""
    cap: int | None = CAP
    """Counting stops here; None counts everything."""
    counted: bool = True
    """False: no total, one statement less."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list."""

    rows: tuple[Row, ...]
    total: int | None = None
    """How many rows the whole list has, as far as ``count_kind`` says; None when nobody counted."""
    count_kind: str = ""
    """'exact' | 'at_least' | 'estimate' | '' (not counted)."""
    next: str = ""
    """Cursor of the next page, for ``after``; empty on the last."""
    prev: str = ""
    """Cursor of the page before, for ``before``; empty on the first."""

    @property
    def capped(self) -> bool:
        """Are there at least ``total`` rows?"""
        return self.count_kind == "at_least"


def run(ws: Workspace, definition: ObjectDef, query: ListQuery) -> Page:
    """The page. Raises: MalformedRequest for an unknown column or a cursor that does not fit; InvalidInput for a bad condition."""
    size = max(1, min(query.page_size, LARGEST_PAGE))
    sort = query.sort or default_sort(definition)
    reader = Reader(ws, definition, _checked(definition, query.columns or list_columns(definition)))
    keys = sort_keys(reader.joins, [pair for pair in sort if _checked(definition, (pair[0],))])
    statement = reader.select([key.expression for key in keys])
    for condition in _conditions(reader.joins, query):
        statement = statement.where(condition)
    place, backwards = query.after or query.before, bool(query.before and not query.after)
    order = turned(keys) if backwards else keys
    if place:
        statement = statement.where(beyond(order, decode(place, sort, keys)))
    skipped = 0 if place else (max(1, query.page) - 1) * size
    if skipped > FURTHEST_ROW:
        raise MalformedRequest(_("The page number is too large."))
    statement = reader.joins.apply(statement.order_by(*order_by(order)).limit(size + 1).offset(skipped or None))
    answers = ws.session.execute(statement).all()
    more = len(answers) > size
    shown = answers[:size][::-1] if backwards else answers[:size]
    rows = tuple(reader.row(tuple(answer)) for answer in shown)
    ends = [encode(sort, tuple(answer)[-len(keys) :]) for answer in (shown[0], shown[-1])] if shown else ["", ""]
    has_prev, has_next = (more, True) if backwards else (bool(query.after) or skipped > 0, more)
    total, kind = _total(ws, definition, query, skipped + len(rows) if (rows or not skipped) and not (more or place) else None)
    return Page(rows, total, kind, ends[1] if has_next else "", ends[0] if has_prev else "")


def _total(ws: Workspace, definition: ObjectDef, query: ListQuery, seen: int | None) -> tuple[int | None, str]:
    """(total, kind); without a statement when the rows already tell it."""
    if not query.counted:
        return None, ""
    if seen is not None and (query.cap is None or seen <= query.cap):
        return seen, "exact"
    return count(ws, definition, query)


def count(ws: Workspace, definition: ObjectDef, query: ListQuery) -> tuple[int, str]:
    """(number of rows of the whole list, 'exact' | 'at_least' | 'estimate'); one statement."""
    joins = Joins(ws, definition)
    matching: Any = sa.select(joins.model.id)
    for condition in _conditions(joins, query):
        matching = matching.where(condition)
    matching = joins.apply(matching)
    if query.cap is not None:
        matching = matching.limit(query.cap + 1)
    found = ws.session.scalar(sa.select(sa.func.count()).select_from(matching.subquery())) or 0
    if query.cap is not None and found > query.cap:
        return query.cap, "at_least"
    return found, "exact"


def _conditions(joins: Joins, query: ListQuery) -> list[Any]:
    made = [clause(joins, query.where)] if query.where != EVERYTHING else []
    if query.search.strip():
        found = search_clause(joins, query.search)
        made.append(sa.true() if found is None else found)
    return made


def _checked(definition: ObjectDef, names: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [name for name in names if known(definition, name) is None]
    if unknown:
        raise MalformedRequest(_('There is no field "%(name)s".', name=unknown[0][:60]))
    return names
