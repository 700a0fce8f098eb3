"""Many records in one request: created, or updated where a key finds them; what is wrong with one row does not stop the others.

All rows share a transaction, each has a savepoint; every row is reported. Public names: BulkRow, bulk, MOST.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.errors import FieldloomError, MalformedRequest, Problem
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.names import suggestion
from app.records.fields import resolved
from app.records.integrity import chunks
from app.records.values import Given, read_json
from app.records.workspace import Workspace
from app.records.write import create, saving, update

MOST = 1000
"""Rows of one request."""


@dataclass(frozen=True, slots=True)
class BulkRow:
    """What became of one row. ``action``: created, updated or refused."""

    index: int
    """Its place in the request, from 0."""
    action: str
    id: int | None = None
    version: int | None = None
    message: str = ""
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        told = {"message": self.message, "problems": [problem.as_json() for problem in self.problems]} if self.action == "refused" else {}
        return {"index": self.index, "action": self.action, "id": self.id, "version": self.version, **told}


def bulk(ws: Workspace, definition: ObjectDef, records: object, key: object = None) -> tuple[BulkRow, ...]:
    """Create records from JSON bodies; with ``key`` (the API name of a field, or ``id``) update those that it finds in the actor's sight.

    Raises: MalformedRequest for what is no list of at most MOST objects, or for an unknown key.
    """
    rows = _rows(records)
    field = _key_field(ws, definition, key) if key is not None else None
    with saving(ws):
        known = _find(ws, definition, field, rows) if field else {}
        return tuple(_one(ws, definition, (place, row), (field, known)) for place, row in enumerate(rows))


def _rows(records: object) -> Sequence[Mapping[str, Any]]:
    if not isinstance(records, list) or not all(isinstance(row, dict) for row in records):
        raise MalformedRequest(_("The request cannot be read."), [Problem("records", _("A list of objects is expected here."))])
    if len(records) > MOST:
        what = _("There are %(count)s records; at most %(most)s are taken at once.", count=len(records), most=MOST)
        raise MalformedRequest(_("The request is too large."), [Problem("records", what, _("Send them in several requests."))])
    return records


def _key_field(ws: Workspace, definition: ObjectDef, key: object) -> FieldDef:
    field = resolved(ws, definition, key) if isinstance(key, str) else None
    if field is None or type_of(field).reference or "eq" not in type_of(field).operators:
        names = [one.name for one in definition.live_fields if "eq" in type_of(one).operators and not type_of(one).reference]
        what = _('"%(key)s" cannot be the key.', key=str(key)[:60])
        raise MalformedRequest(_("The request cannot be read."), [Problem("key", what, suggestion(key, names, _("Name a field.")))])
    return field


def _key_of(field: FieldDef, row: Mapping[str, Any]) -> Any:
    """The row's typed key; None when it has none or one that cannot be read (which is reported when the row is written)."""
    try:
        return type_of(field).from_json(field, row.get(field.name))
    except Bad:
        return None


def _find(ws: Workspace, definition: ObjectDef, field: FieldDef, rows: Sequence[Mapping[str, Any]]) -> dict[Any, list[int]]:
    """Key → ids of the records that have it."""
    model = ws.model(definition.name)
    column = model.columns[field.name]
    compared = sa.type_coerce(column, sa.BigInteger) if field.type == "integer" else column
    wanted = list({key: None for row in rows if (key := _key_of(field, row)) is not None})
    found: dict[Any, list[int]] = {}
    for part in chunks(wanted):
        for number, key in ws.session.execute(sa.select(model.id, column).where(compared.in_(part))):
            found.setdefault(key, []).append(number)
    return found


def _one(ws: Workspace, definition: ObjectDef, placed: tuple[int, Mapping[str, Any]], keyed: tuple[FieldDef | None, dict[Any, list[int]]]) -> BulkRow:
    place, row = placed
    field, known = keyed
    key = _key_of(field, row) if field else None
    present = known.get(key, []) if key is not None else []
    if len(present) > 1:
        problem = Problem(field.name if field else "", _("Several records have this key."), _("Choose a key that only one record has."))
        return BulkRow(place, "refused", message=_("The record cannot be saved."), problems=(problem,))
    if field is not None and field.name == "id" and row.get("id") is not None and not present:
        return BulkRow(place, "refused", message=_("This record does not exist."), problems=(Problem("id", _("This record does not exist.")),))
    try:
        with ws.session.begin_nested():
            done = _write(ws, definition, placed, present)
    except FieldloomError as error:
        return BulkRow(place, "refused", present[0] if present else None, message=error.message, problems=error.problems)
    if key is not None and done.id is not None:
        known[key] = [done.id]  # the same key again in this request updates what this row made
    return done


def _write(ws: Workspace, definition: ObjectDef, placed: tuple[int, Mapping[str, Any]], present: Sequence[int]) -> BulkRow:
    place, row = placed
    given: Given = read_json(ws, definition, {name: value for name, value in row.items() if name not in ("id", "version")})
    if not present:
        return BulkRow(place, "created", create(ws, definition, given), 1)
    version = row.get("version")
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise MalformedRequest(_("The record cannot be saved."), [Problem("version", _("A whole number is expected here."))])
    return BulkRow(place, "updated", present[0], update(ws, definition, present[0], given, version))
