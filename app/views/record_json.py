"""Records as the API writes them: typed values in JSON form, references as ``{"id", "label"}`` or null.

Public names: RecordJson, all_names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.fieldtypes.registry import type_of
from app.metadata.definitions import ObjectDef
from app.records.fields import known_fields, resolved
from app.records.rows import Row
from app.records.workspace import Workspace


def all_names(definition: ObjectDef) -> tuple[str, ...]:
    """API names of all fields of a record: system fields first."""
    return tuple(sorted((field.name for field in known_fields(definition)), key=lambda name: definition.field(name) is not None))


class RecordJson:
    """Writes rows with these columns; options and types are looked up once."""

    def __init__(self, ws: Workspace, definition: ObjectDef, columns: Iterable[str]) -> None:
        fields = (resolved(ws, definition, name) for name in columns)
        self._fields = [(field.name, field, type_of(field)) for field in fields if field is not None]

    def of(self, row: Row) -> dict[str, Any]:
        """The row; a reference whose target is out of sight is null."""
        made: dict[str, Any] = {"id": row.id}
        for name, field, kind in self._fields:
            value = row.values.get(name)
            if kind.reference:
                made[name] = None if value is None else {"id": value, "label": row.labels.get(name) or f"#{value}"}
            else:
                made[name] = kind.to_json(field, value)
        return made
