"""The records that point at a record: how many there are by each field of each object, and the first few of some.

All counts are read by one statement, however many objects there are; each list that is shown takes one more. The record itself must have been read in the
actor's sight. Public names: Referrer, RelatedList, referrers, related, related_rows, columns_of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.access.kept import Kept
from app.metadata.definitions import ObjectDef
from app.metadata.summary import Summary
from app.records.fields import list_columns
from app.records.plans import LIMIT, kept
from app.records.read import RECORD
from app.records.rows import Columns, Row
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
    rows: tuple[Row, ...] | None = None
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
        count, rows = counts.get(one.key), None
        if count and opened > 0:
            rows, opened = related_rows(ws, one, record_id, size)[0], opened - 1
        made.append(RelatedList(one, None if count is None else min(count, COUNTED), (count or 0) > COUNTED, rows))
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


def related_rows(ws: Workspace, one: Referrer, record_id: int, size: int = ROWS) -> tuple[tuple[Row, ...], bool]:
    """The newest records of one list, and whether there are more; one statement."""
    columns, statement = ws.models.kept(("related", one.summary.id, one.key), lambda: _listing(ws, one))
    found = statement.rows(ws.session, {RECORD: record_id, LIMIT: size + 1})
    return tuple(map(columns.row, found[:size])), len(found) > size


def _listing(ws: Workspace, one: Referrer) -> tuple[Columns, Kept]:
    other = ws.object(one.summary.name)
    columns = Columns(ws, other, columns_of(other, one.field))
    model = columns.model
    order: Any = sa.select(model.id.label("k"), *columns.own()).where(model.columns[one.field] == sa.bindparam(RECORD, None, sa.Integer))
    page = order.order_by(model.id.desc()).limit(sa.bindparam(LIMIT, None, sa.Integer)).subquery("page")
    return columns, Kept(columns.joined(sa.select(*columns.chosen(page)).select_from(page), page).order_by(page.c.k.desc()))


def columns_of(other: ObjectDef, field: str) -> tuple[str, ...]:
    """The columns of a related list: the first of the object's own list, without the field that is the same in all, and with the title."""
    names = [name for name in list_columns(other) if name != field][:COLUMNS]
    title = other.field(other.title_field)
    return (*names, *([title.name] if title is not None and title.name not in names else []))
