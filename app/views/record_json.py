"""Records as the API writes them: typed values in JSON form, references as ``{"id", "label"}`` or null.

Public names: row_json, all_names.
"""

from __future__ import annotations

from typing import Any

from app.fieldtypes.registry import type_of
from app.metadata.definitions import ObjectDef
from app.records.fields import known_fields, resolved
from app.records.rows import Row
from app.records.workspace import Workspace


def all_names(definition: ObjectDef) -> tuple[str, ...]:
    """API names of all fields of a record: system fields first."""
    return tuple(sorted((field.name for field in known_fields(definition)), key=lambda name: definition.field(name) is not None))


def row_json(ws: Workspace, definition: ObjectDef, row: Row) -> dict[str, Any]:
    """The row; a reference whose target is out of sight is null."""
    made: dict[str, Any] = {"id": row.id}
    for name, value in row.values.items():
        field = resolved(ws, definition, name)
        if field is None:
            continue
        if type_of(field).reference:
            made[name] = None if value is None else {"id": value, "label": row.labels.get(name) or f"#{value}"}
        else:
            made[name] = type_of(field).to_json(field, value)
    return made
