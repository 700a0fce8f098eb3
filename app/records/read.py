"""One record in the actor's sight, and what the actor may do with it.

Public names: get, Rights, rights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from app.access.kept import Kept
from app.access.reach import covers
from app.errors import NotFound
from app.fieldtypes.reference import LARGEST_ID
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.records.fields import known, known_fields
from app.records.rows import Columns, Row
from app.records.workspace import Workspace

MOST_JOINS = 40
"""References read by one statement: SQLite joins at most 64 tables."""
RECORD = "fl_record"
"""The parameter with the record's id."""


def get(ws: Workspace, definition: ObjectDef, record_id: int, columns: Iterable[str] = ()) -> Row:
    """The record with all its fields, or these columns; one statement (one more per 40 references). Raises: NotFound when missing or hidden."""
    names = tuple(columns)
    found: Row | None = None
    for part in ws.models.kept(("record", definition.id, names, MOST_JOINS), lambda: _parts(ws, definition, names)) if 0 < record_id <= LARGEST_ID else ():
        answers = part.statement.rows(ws.session, {RECORD: record_id})
        if not answers:
            raise NotFound(_("This record does not exist."))
        row = part.columns.row(answers[0])
        found = row if found is None else Row(row.id, {**found.values, **row.values}, {**found.labels, **row.labels}, row.version)
    if found is None:
        raise NotFound(_("This record does not exist."))
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """Columns of a record that one statement reads, of all of them mostly."""

    columns: Columns
    statement: Kept


def _parts(ws: Workspace, definition: ObjectDef, names: tuple[str, ...]) -> tuple[Part, ...]:
    return tuple(_part(ws, definition, some) for some in _parted(definition, names or tuple(one.name for one in known_fields(definition))))


def _part(ws: Workspace, definition: ObjectDef, names: tuple[str, ...]) -> Part:
    columns = Columns(ws, definition, names)
    statement = columns.joined(sa.select(*columns.chosen()).select_from(columns.model)).where(columns.model.id == sa.bindparam(RECORD, None, sa.Integer))
    return Part(columns, Kept(statement))


def _parted(definition: ObjectDef, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    part: list[str] = []
    joins = 0
    for name in names:
        one = known(definition, name)
        joins += one is not None and bool(type_of(one).reference)
        if joins > MOST_JOINS:
            yield tuple(part)
            part, joins = [], 1
        part.append(name)
    yield tuple(part)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the actor may do with one record that they see."""

    edit: bool
    delete: bool
    transfer: bool


def rights(ws: Workspace, definition: ObjectDef, row: Row) -> Rights:
    """The actor's rights to a record that was read with its owner and department; no statement."""
    reaches = {action: ws.reach(definition, action) for action in ("edit", "delete", "transfer")}
    if definition.append_only and not ws.actor.is_system:
        reaches.update(edit="none", delete="none")
    owner, department = row.values.get("owner"), row.values.get("department")
    return Rights(**{action: covers(ws.actor, reach, owner, department) for action, reach in reaches.items()})
