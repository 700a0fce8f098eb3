"""The door of seeds: many records at once, by the system only, with the owner, department and dates that they really had.

Unlike ``records.write`` it takes values of fields that only mechanisms write, asks no right and inserts in chunks: 5,000 records take seconds.
The rules of the types hold here too, automatic numbers come from the same counters, uniqueness is kept by the indexes.
Public names: SeedRow, insert, point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.errors import NotAllowed
from app.fieldtypes.registry import type_of
from app.i18n import default_timezone
from app.i18n import gettext as _
from app.i18n.locale import zone
from app.metadata.definitions import FieldDef, ObjectDef
from app.models.rows import append_rows, insert_rows
from app.models.system import HistoryRow
from app.records import search_index
from app.records.integrity import chunks
from app.records.sequences import next_numbers
from app.records.workspace import Workspace

CHUNK = 500
"""Records in one statement."""


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One record to come; ``values`` are typed, references are ids."""

    key: str
    """External key: unique in the object, so that a second seeding finds the record."""
    values: Mapping[str, Any]
    created_at: datetime
    changed_at: datetime
    owner_id: int | None = None
    department_id: int | None = None
    created_by_id: int | None = None


def insert(ws: Workspace, definition: ObjectDef, rows: Sequence[SeedRow]) -> dict[str, int]:
    """Insert records whose values were checked; external key → new id. The transaction is the caller's. Raises: NotAllowed for anybody but the system."""
    _refuse_people(ws)
    model = ws.model(definition.name)
    numbered = [field for field in definition.live_fields if type_of(field).generated]
    names = [field.name for field in definition.live_fields]
    made: dict[str, int] = {}
    for part in chunks(rows, CHUNK):
        records = [_record(model.columns, names, row) for row in part]
        for field in numbered:
            _number(ws, field, part, records)
        ids = dict(zip((row.key for row in part), insert_rows(ws.session, model, records), strict=True))
        _note(ws, definition, part, ids)
        columns = {field.name: field.column for field in search_index.indexed(ws, definition).fields}
        values = ({name: record[column] for name, column in columns.items()} for record in records)
        search_index.note(ws, definition, dict(zip(ids.values(), values, strict=True)), made=True)
        made.update(ids)
    return made


def _note(ws: Workspace, definition: ObjectDef, rows: Sequence[SeedRow], ids: Mapping[str, int]) -> None:
    """History begins with who made the record and when; what followed is not known."""
    if definition.history:
        common = {"entity_id": definition.id, "version": 1, "action": "create", "changes": {}}
        entries = [{**common, "record_id": ids[row.key], "at": row.created_at, "actor_id": row.created_by_id} for row in rows]
        append_rows(ws.session, HistoryRow, entries)


def point(ws: Workspace, definition: ObjectDef, field: FieldDef, targets: Mapping[int, int]) -> None:
    """Fill a lookup of records already inserted: id → id of the target. For records that point at each other."""
    _refuse_people(ws)
    model = ws.model(definition.name)
    column = model.columns[field.name].key
    for part in chunks(list(targets), CHUNK):
        target = sa.case({number: targets[number] for number in part}, value=model.id)
        statement = sa.update(model).where(model.id.in_(part)).values({column: target})
        ws.session.execute(statement, execution_options={"synchronize_session": False})


def _record(columns: Mapping[str, Any], names: Sequence[str], row: SeedRow) -> dict[str, Any]:
    values = {columns[name].key: row.values.get(name) for name in names}
    return values | {
        "external_key": row.key,
        "owner_id": row.owner_id,
        "department_id": row.department_id,
        "created_at": row.created_at,
        "created_by_id": row.created_by_id,
        "changed_at": row.changed_at,
        "changed_by_id": row.created_by_id,
    }


def _number(ws: Workspace, field: FieldDef, rows: Sequence[SeedRow], records: Sequence[dict[str, Any]]) -> None:
    """Write the automatic numbers of the days on which the records were made."""
    without = [(row, record) for row, record in zip(rows, records, strict=True) if row.values.get(field.name) is None]
    days = [row.created_at.astimezone(zone(default_timezone())).date() for row, _record in without]
    for (_row, record), number in zip(without, next_numbers(ws, field, days), strict=True):
        record[field.column] = number


def _refuse_people(ws: Workspace) -> None:
    if not ws.actor.is_system:
        raise NotAllowed(_("Only the system itself may seed records."))
