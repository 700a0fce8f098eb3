"""The fields of a record as reads and writes meet them: those of the definition, and the system fields that every record has.

Public names: SYSTEM, known, resolved, known_fields, label_of, list_columns, default_sort.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n import labels, mark
from app.metadata.definitions import FieldDef, ObjectDef
from app.models.tables import SYSTEM_COLUMNS
from app.records.workspace import Workspace

TYPES_OF_SYSTEM = {
    "id": "integer",
    "owner": "user",
    "department": "department",
    "created_at": "datetime",
    "created_by": "user",
    "changed_at": "datetime",
    "changed_by": "user",
    "version": "integer",
}
LABELS = {
    "id": mark("Id"),
    "owner": mark("Owner"),
    "department": mark("Department"),
    "created_at": mark("Created at"),
    "created_by": mark("Created by"),
    "changed_at": mark("Changed at"),
    "changed_by": mark("Changed by"),
    "version": mark("Version"),
}
SYSTEM: Mapping[str, FieldDef] = MappingProxyType(
    {name: FieldDef(name, kind, read_only=True, column=SYSTEM_COLUMNS[name]) for name, kind in TYPES_OF_SYSTEM.items()}
)
"""System fields by API name; they have no id and no label of their own (``label_of`` knows their words)."""
LISTED = 7
"""Columns of a list whose definition names none: the title and the next six."""


def known(definition: ObjectDef, name: str) -> FieldDef | None:
    """The live field or system field of that name."""
    return SYSTEM.get(name) or definition.field(name)


def resolved(ws: Workspace, definition: ObjectDef, name: str) -> FieldDef | None:
    """``known``, with the options of its option set filled in."""
    found = known(definition, name)
    return ws.catalog.resolved(found) if found else None


def known_fields(definition: ObjectDef) -> Iterator[FieldDef]:
    """All live fields, then the system fields."""
    yield from definition.live_fields
    yield from SYSTEM.values()


def label_of(field: FieldDef) -> str:
    """The field's name in the reader's language."""
    if field.name in SYSTEM:
        return _(LABELS[field.name])
    return labels.text(field.label, fallback=field.name)


def list_columns(definition: ObjectDef) -> tuple[str, ...]:
    """Names of the columns of the object's list; names that no longer exist are left out."""
    chosen = tuple(name for name in definition.list_fields if known(definition, name))
    if chosen:
        return chosen
    title = definition.field(definition.title_field)
    rest = [f.name for f in definition.live_fields if f is not title and not type_of(f).wide]
    return (*([title.name] if title else []), *rest)[:LISTED]


def default_sort(definition: ObjectDef) -> tuple[tuple[str, bool], ...]:
    """(name, descending) of the definition's order; newest first when it has none."""
    parts = [part.strip() for part in definition.sort.split(",")]
    keys = tuple((part.lstrip("-"), part.startswith("-")) for part in parts if part and known(definition, part.lstrip("-")))
    return keys or (("id", True),)
