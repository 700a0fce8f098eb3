"""The records that point at a record: how many there are by each field of each object, and the first few of some.

All counts are read by one statement, however many objects there are; each list that is shown takes one more. The record itself must have been read in the
actor's sight. Public names: Referrer, RelatedList, referrers, related, related_page, columns_of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.access.kept import Kept
from app.metadata.conditions import Comparison
from app.metadata.definitions import ObjectDef
from app.metadata.summary import Summary
from app.records.fields import list_columns
from app.records.plans import kept
from app.records.query import ListQuery, Page, run
from app.records.read import RECORD
from app.records.workspace import Workspace

OPEN = 4
"""Lists whose records are read along."""
ROWS = 5
COLUMNS = 5
COUNTED = 10
"""Counting stops here; more prints as 10+."""
MOST_COUNTED = 60
"""Lists that are counted: SQLite takes 500 parts of a statement, and each costs 50 µs. What comes after them is counted when somebody opens it."""


@dataclass(frozen=True, slots=True)
class Referrer:
    """A field of an object that points here."""

    summary: Summary
    field: str

    @property
    def key(self) -> str:
        """``<object>__<field>``."""
        return f"{self.summary.name}__{self.field}"


@dataclass(frozen=True, slots=True)
class RelatedList:
    """The records that point here by one field."""

    referrer: Referrer
    count: int | None
    """At most COUNTED; None when it was not counted."""
    more: bool = False
    """There are more than ``count``."""
    page: Page | None = None
    """The first records; None when they were not read."""


def referrers(ws: Workspace, definition: ObjectDef) -> tuple[Referrer, ...]:
    """Every field that points at the object and whose own object the actor reaches at all; no statement."""
    found = (Referrer(ws.catalog.objects[name], field) for name, field, _on_delete in ws.catalog.referrers(definition.name))
    return tuple(one for one in found if ws.matrix.reach(ws.actor, one.summary.id, "view") != "none")


def related(ws: Workspace, among: Sequence[Referrer], record_id: int, opened: int = OPEN, size: int = ROWS) -> tuple[RelatedList, ...]:
    """A list for each referrer, in order; the first ones that have records come with them. One statement, and one for each of those."""
    counts = _counts(ws, among[:MOST_COUNTED], record_id)
    made = []
    for one in among:
        count, page = counts.get(one.key), None
        if count and opened > 0:
            page, opened = related_page(ws, one, record_id, size), opened - 1
        made.append(RelatedList(one, None if count is None else min(count, COUNTED), (count or 0) > COUNTED, page))
    return tuple(made)


def _counts(ws: Workspace, among: Sequence[Referrer], record_id: int) -> Mapping[str, int]:
    if not among:
        return {}
    key = ("related", *(one.key for one in among))
    rows = kept(ws, key, lambda: Kept(_counting(ws, among))).rows(ws.session, {RECORD: record_id})
    return {among[place].key: count for place, count in rows}


def _counting(ws: Workspace, among: Sequence[Referrer]) -> Any:
    record, parts = sa.bindparam(RECORD, None, sa.Integer), []
    for place, one in enumerate(among):
        model = ws.model(one.summary.name)
        some = sa.select(model.id).where(model.columns[one.field] == record).limit(COUNTED + 1).subquery()
        parts.append(sa.select(sa.literal_column(str(place), sa.Integer), sa.func.count()).select_from(some))
    return sa.union_all(*parts) if len(parts) > 1 else parts[0]


def related_page(ws: Workspace, one: Referrer, record_id: int, size: int = ROWS) -> Page:
    """The newest records of one list, not counted; one statement."""
    columns = columns_of(ws.object(one.summary.name), one.field)
    where = Comparison(one.field, "eq", record_id)
    return run(ws, ws.object(one.summary.name), ListQuery(columns=columns, where=where, sort=(("id", True),), page_size=size, counted=False))


def columns_of(other: ObjectDef, field: str) -> tuple[str, ...]:
    """The columns of a related list: the first of the object's own list, without the field that is the same in all, and with the title."""
    names = [name for name in list_columns(other) if name != field][:COLUMNS]
    title = other.field(other.title_field)
    return (*names, *([title.name] if title is not None and title.name not in names else []))
