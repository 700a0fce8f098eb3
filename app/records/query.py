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
from app.records.cursor import beyond, decode, encode, order_by, sort_keys
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
    page_size: int = 50
    after: str = ""
    """Cursor: rows after it; the page number does not count then."""
    cap: int | None = CAP
    """Counting stops here; None counts everything."""
    counted: bool = True
    """False: no total, one statement less."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list. ``total`` is None when it was not counted; ``capped`` means: at least that many."""

    rows: tuple[Row, ...]
    total: int | None
    capped: bool = False
    next: str = ""
    """Cursor of the next page; empty on the last."""


def run(ws: Workspace, definition: ObjectDef, query: ListQuery) -> Page:
    """The page. Raises: MalformedRequest for an unknown column or a cursor that does not fit; InvalidInput for a bad condition."""
    size = max(1, min(query.page_size, LARGEST_PAGE))
    sort = query.sort or default_sort(definition)
    reader = Reader(ws, definition, _checked(definition, query.columns or list_columns(definition)))
    keys = sort_keys(reader.joins, [pair for pair in sort if _checked(definition, (pair[0],))])
    statement = reader.select([key.expression for key in keys])
    for condition in _conditions(reader.joins, query):
        statement = statement.where(condition)
    if query.after:
        statement = statement.where(beyond(keys, decode(query.after, sort, keys)))
    skipped = 0 if query.after else (max(1, query.page) - 1) * size
    if skipped > FURTHEST_ROW:
        raise MalformedRequest(_("The page number is too large."))
    statement = reader.joins.apply(statement.order_by(*order_by(keys)).limit(size + 1).offset(skipped or None))
    answers = ws.session.execute(statement).all()
    shown = answers[:size]
    more = encode(sort, tuple(shown[-1])[-len(keys) :]) if len(answers) > size else ""
    rows = tuple(reader.row(tuple(answer)) for answer in shown)
    total, capped = _total(ws, definition, query, skipped + len(rows) if (rows or not skipped) and not more else None)
    return Page(rows, total, capped, more)


def _total(ws: Workspace, definition: ObjectDef, query: ListQuery, seen: int | None) -> tuple[int | None, bool]:
    """The total; without a statement when the rows already tell it."""
    if not query.counted:
        return None, False
    if seen is not None and not query.after and (query.cap is None or seen <= query.cap):
        return seen, False
    return count(ws, definition, query)


def count(ws: Workspace, definition: ObjectDef, query: ListQuery) -> tuple[int, bool]:
    """(number of rows of the whole list, whether there are more than that); one statement."""
    joins = Joins(ws, definition)
    matching: Any = sa.select(joins.model.id)
    for condition in _conditions(joins, query):
        matching = matching.where(condition)
    matching = joins.apply(matching)
    if query.cap is not None:
        matching = matching.limit(query.cap + 1)
    found = ws.session.scalar(sa.select(sa.func.count()).select_from(matching.subquery())) or 0
    capped = query.cap is not None and found > query.cap
    return (query.cap or 0) if capped else found, capped


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
