"""Reading a list: one statement for the rows with the listed columns and the names of what they point at, one for the count.

Public names: ListQuery, Page, run, count, CAP, LARGEST_PAGE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import MalformedRequest
from app.i18n import gettext as _
from app.metadata.conditions import Condition
from app.metadata.definitions import ObjectDef
from app.records.counting import CAP, count_matching, counts_along, told
from app.records.cursor import decode, encode
from app.records.fields import default_sort, known, list_columns
from app.records.matching import EVERYTHING, Matching, matching
from app.records.plans import ListPlan, Place, plan_of
from app.records.rows import Columns, Row
from app.records.slow_lists import watched
from app.records.workspace import Workspace

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

    answers: Sequence[Sequence[Any]]
    """The rows as ``columns`` selected them."""
    columns: Columns
    total: int | None = None
    """How many rows the whole list has, as far as ``count_kind`` says; None when nobody counted."""
    count_kind: str = ""
    """'exact' | 'at_least' | 'estimate' | '' (not counted)."""
    next: str = ""
    """Cursor of the next page, for ``after``; empty on the last."""
    prev: str = ""
    """Cursor of the page before, for ``before``; empty on the first."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Made anew whenever it is asked for."""
        return tuple(map(self.columns.row, self.answers))

    @property
    def capped(self) -> bool:
        """Are there at least ``total`` rows?"""
        return self.count_kind == "at_least"


def run(ws: Workspace, definition: ObjectDef, query: ListQuery) -> Page:
    """The page. Raises: MalformedRequest for an unknown column or a cursor that does not fit; InvalidInput for a bad condition."""
    size = max(1, min(query.page_size, LARGEST_PAGE))
    sort = _sort(definition, query)
    plan = plan_of(ws, definition, _checked(definition, query.columns or list_columns(definition)), sort)
    place = _place(plan, query, size)
    found = matching(ws, definition, query.where, query.search, query.counted)
    with watched(ws, definition, query.where, sort, counts=not query.search):
        at_once = query.counted and (found.joins.most is not None or not plan.walked) and counts_along(ws, found)
        answers = plan.rows(ws, found, place, size + 1, at_once)
    more = len(answers) > size
    shown = answers[:size][::-1] if place.backwards else answers[:size]
    has_prev, has_next = (more, True) if place.backwards else (place.values is not None or place.skipped > 0, more)
    seen = place.skipped + len(shown) if (shown or not place.skipped) and not more and place.values is None else None
    total, kind = told(ws, found, plan.number(answers[0])) if at_once and answers else _total(ws, query, found, seen)
    if kind == "estimate" and total is not None:
        total = max(total, place.skipped + len(shown))  # it may be less than what everybody can see
    return Page(
        shown,
        plan.shown,
        total,
        kind,
        encode(sort, plan.sorted_by(shown[-1])) if shown and has_next else "",
        encode(sort, plan.sorted_by(shown[0])) if shown and has_prev else "",
    )


def _sort(definition: ObjectDef, query: ListQuery) -> tuple[tuple[str, bool], ...]:
    sort = query.sort or default_sort(definition)
    _checked(definition, tuple(name for name, _descending in sort))
    return sort


def _place(plan: ListPlan, query: ListQuery, size: int) -> Place:
    cursor = query.after or query.before
    if cursor:
        return Place(tuple(decode(cursor, plan.sort, plan.keys)), bool(query.before and not query.after))
    skipped = (max(1, query.page) - 1) * size
    if skipped > FURTHEST_ROW:
        raise MalformedRequest(_("The page number is too large."))
    return Place(skipped=skipped)


def _total(ws: Workspace, query: ListQuery, found: Matching, seen: int | None) -> tuple[int | None, str]:
    """(total, kind); without a statement when the rows already tell it."""
    if not query.counted:
        return None, ""
    if seen is not None and (query.cap is None or seen <= query.cap):
        return seen, "exact"
    return count_matching(ws, found, query.cap)


def count(ws: Workspace, definition: ObjectDef, query: ListQuery) -> tuple[int, str]:
    """(number of rows of the whole list, 'exact' | 'at_least' | 'estimate')."""
    return count_matching(ws, matching(ws, definition, query.where, query.search, True), query.cap)


def _checked(definition: ObjectDef, names: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [name for name in names if known(definition, name) is None]
    if unknown:
        raise MalformedRequest(_('There is no field "%(name)s".', name=unknown[0][:60]))
    return names
