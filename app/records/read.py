"""One record in the actor's sight, and the records that point at it.

Public names: get, Rights, rights, RelatedList, related.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from app.access.reach import covers
from app.errors import NotFound
from app.fieldtypes.reference import LARGEST_ID
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.conditions import Comparison
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.fields import known, known_fields
from app.records.query import ListQuery, Page, run
from app.records.rows import Reader, Row
from app.records.workspace import Workspace

MOST_JOINS = 40
"""References read by one statement: SQLite joins at most 64 tables."""
RELATED_ROWS = 5


def get(ws: Workspace, definition: ObjectDef, record_id: int, columns: Iterable[str] = ()) -> Row:
    """The record with all its fields, or these columns; one statement (one more per 40 references). Raises: NotFound when missing or hidden."""
    names = tuple(columns) or tuple(one.name for one in known_fields(definition))
    found: Row | None = None
    for part in _parts(definition, names):
        reader = Reader(ws, definition, part)
        model = reader.joins.model
        statement = reader.joins.apply(reader.select().where(model.id == record_id)) if 0 < record_id <= LARGEST_ID else None
        answer = None if statement is None else ws.session.execute(statement).one_or_none()
        if answer is None:
            raise NotFound(_("This record does not exist."))
        row = reader.row(tuple(answer))
        found = row if found is None else Row(row.id, {**found.values, **row.values}, {**found.labels, **row.labels}, row.version)
    if found is None:
        raise NotFound(_("This record does not exist."))
    return found


def _parts(definition: ObjectDef, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
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


def rights(ws: Workspace, definition: ObjectDef, record_id: int) -> Rights:
    """The actor's rights to a record; no statement where they are the same for every record, otherwise one."""
    reaches = {action: ws.reach(definition, action) for action in ("edit", "delete", "transfer")}
    if definition.append_only and not ws.actor.is_system:
        reaches.update(edit="none", delete="none")
    judged = {action: reach == "all" for action, reach in reaches.items()}
    open_actions = [action for action, reach in reaches.items() if reach not in ("none", "all")]
    if open_actions:
        model = ws.model(definition.name)
        row = ws.session.execute(sa.select(model.owner_id, model.department_id).where(model.id == record_id)).one_or_none()
        for action in open_actions:
            judged[action] = row is not None and covers(ws.actor, reaches[action], row[0], row[1])
    return Rights(**judged)


@dataclass(frozen=True, slots=True)
class RelatedList:
    """The records of one object that point at a record by one field."""

    definition: ObjectDef
    field: FieldDef
    page: Page


def related(ws: Workspace, definition: ObjectDef, record_id: int, size: int = RELATED_ROWS) -> tuple[RelatedList, ...]:
    """A list for every field of other objects that points here and whose object the actor may see; a statement or two each.

    ``Page.total`` is capped at 1,000; the whole list is the object's list filtered by the field.
    """
    made = []
    for object_name, field_name, _on_delete in ws.catalog.referrers(definition.name):
        if ws.matrix.reach(ws.actor, ws.catalog.objects[object_name].id, "view") == "none":
            continue
        other = ws.object(object_name)
        one = other.field(field_name)
        if one is None:
            continue
        query = ListQuery(where=Comparison(field_name, "eq", record_id), sort=(("id", True),), page_size=size)
        made.append(RelatedList(other, one, run(ws, other, query)))
    return tuple(made)
