"""The search index of an object: written with every record change, made anew by a job, used when it is complete.

Public names: note, companion, note_row, build, renew, Indexed, indexed, covered.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.fieldtypes.searched import read_aloud, searched
from app.metadata.definitions import FieldDef, ObjectDef
from app.models.generated import RecordBase
from app.models.row_texts import Companion
from app.models.search import SearchState, put
from app.models.search import companion as row_along
from app.models.search_words import FORMAT, content_of
from app.records.workspace import Workspace

LOOK_AGAIN_SECONDS = 1.0
"""How often a process asks whether an index has become complete meanwhile."""


@dataclass(slots=True)
class Indexed:
    """What is indexed of one object in one revision. It is kept on the generated class and goes with it."""

    fields: tuple[FieldDef, ...]
    read: frozenset[int]
    """Ids of the fields that are found by pinyin, too."""
    revision: int
    """Revision of the object."""
    complete: bool = False
    """Every record has its row with all these fields; once true it stays so for this revision."""
    looked_at: float = float("-inf")

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(field.id for field in self.fields)


def indexed(ws: Workspace, definition: ObjectDef) -> Indexed:
    """What is indexed of the object."""
    model = ws.model(definition.name)
    found = model.__dict__.get("fl_indexed")
    if isinstance(found, Indexed):
        return found
    fields = searched(definition)
    made = Indexed(fields, frozenset(f.id for f in fields if read_aloud(f)), ws.catalog.objects[definition.name].revision)
    model.fl_indexed = made  # type: ignore[attr-defined]
    return made


def note(ws: Workspace, definition: ObjectDef, records: Mapping[int, Mapping[str, Any]], made: bool = False) -> None:
    """Bring the index after records that were flushed: id → API name → value, with ALL searchable values of each; others are passed over.
    ``made``: the records were inserted just now.

    One statement (PostgreSQL) or a few (SQLite) for all of them, in the caller's transaction; none for an object without searched fields.
    """
    own = indexed(ws, definition)
    if own.fields and records:
        put(ws.session, definition.id, own.revision, {number: _content(own, values) for number, values in records.items()}, "none" if made else "replace")


def companion(ws: Workspace, connection: Connection, definition: ObjectDef, values: Mapping[str, Any]) -> Companion | None:
    """The index row of one record, to be written along with it, by all its searchable values (API names); None where it has none or takes ``note``."""
    own = indexed(ws, definition)
    return row_along(connection, definition.id, own.revision, _content(own, values)) if own.fields else None


def note_row(ws: Workspace, definition: ObjectDef, row: RecordBase, changed: Collection[str] | None = None) -> None:
    """As ``note``, for one row: a new one, or one whose ``changed`` fields (API names) may be searched ones."""
    own = indexed(ws, definition)
    if changed is None or any(field.name in changed for field in own.fields):
        note(ws, definition, {row.id: {field.name: getattr(row, field.column) for field in own.fields}}, made=changed is None)


def _content(own: Indexed, values: Mapping[str, Any]) -> str:
    return content_of({field.id: value for field in own.fields if (value := values.get(field.name))}, own.read)


def build(ws: Workspace, definition: ObjectDef, after: int, limit: int) -> tuple[int, int]:
    """Index the next records after an id, those in the bin too, where no row of this revision stands: (last id, number of records).

    A row that a writer commits meanwhile is newer than what was read here, so it stays.
    """
    own, model = indexed(ws, definition), ws.model(definition.name)
    columns = [model.columns[field.name] for field in own.fields]
    statement = sa.select(model.id, *columns).where(model.id > after).order_by(model.id).limit(limit)
    rows = ws.session.execute(statement, execution_options={"fl_bin": True}).all()
    ids = [field.id for field in own.fields]
    contents = {row[0]: content_of({number: value for number, value in zip(ids, row[1:], strict=True) if value}, own.read) for row in rows}
    if not ids:
        return (rows[-1][0] if rows else after), len(rows)
    put(ws.session, definition.id, own.revision, contents, present="older")
    return (rows[-1][0] if rows else after), len(rows)


def renew(ws: Workspace, definition: ObjectDef, since: datetime | None, after: int, limit: int) -> tuple[int, int]:
    """Index again the next records that were changed since then (None: all), locked against writers: (last id, number of records)."""
    own, model = indexed(ws, definition), ws.model(definition.name)
    columns = [model.columns[field.name] for field in own.fields]
    statement = sa.select(model.id, *columns).where(model.id > after).order_by(model.id).limit(limit)
    if since is not None:
        statement = statement.where(model.changed_at >= since)
    rows = ws.session.execute(statement.with_for_update(read=True), execution_options={"fl_bin": True}).all()
    names = [field.name for field in own.fields]
    note(ws, definition, {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows})
    return (rows[-1][0] if rows else after), len(rows)


def covered(ws: Workspace, definition: ObjectDef) -> bool:
    """Is the index complete? One statement a second at most while it is not, one at all when it is."""
    own = indexed(ws, definition)
    if not own.complete and time.monotonic() - own.looked_at > LOOK_AGAIN_SECONDS:
        own.looked_at = time.monotonic()
        state = ws.session.execute(sa.select(SearchState.fields, SearchState.format).where(SearchState.entity_id == definition.id)).first()
        own.complete = state is not None and state.format == FORMAT and own.ids <= set(state.fields)
    return own.complete
