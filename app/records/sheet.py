"""What every change of an object's records needs to know of its definition, worked out once a revision: fields resolved, columns, defaults, rules.

Public names: Slot, Sheet, sheet_of, STAMPS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from app.fieldtypes.base import Bad, FieldType
from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.tokens import Standing, default_of, is_token
from app.models.generated import RecordBase
from app.records.fields import SYSTEM, known_fields
from app.records.workspace import Workspace

STAMPS = ("created_at", "created_by", "changed_at", "changed_by", "external_key")
"""What the system alone may set: seeds and transfers of old data know when something really was."""
OWNERSHIP = ("owner", "department")


@dataclass(frozen=True, slots=True)
class Slot:
    """One field as a change meets it."""

    field: FieldDef
    """Options filled in."""
    kind: FieldType
    column: str
    by_person: bool
    """May a person write it? (Owner and department: judged by ``records.ownership``.)"""
    by_system: bool
    key: str
    """Its name in the history."""
    settled: FieldDef
    """A lookup as it is asked about what it points at already: that may have left the lookup's filter since, and may stay."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One object in one revision."""

    definition: ObjectDef
    model: type[RecordBase]
    slots: Mapping[str, Slot]
    """By API name: live fields and system fields."""
    required: tuple[Slot, ...]
    defaults: tuple[tuple[Slot, Any], ...]
    """Fields with a default → its value; a token is worked out by ``default``."""
    numbered: tuple[Slot, ...]
    unique: tuple[Slot, ...]

    def default(self, slot: Slot, value: Any, standing: Standing) -> Any:
        """The default of a field for who acts now."""
        return default_of(slot.field, standing) if is_token(slot.field, slot.field.default) else value


def sheet_of(ws: Workspace, definition: ObjectDef) -> Sheet:
    """The sheet of an object, kept with the classes of the revision."""
    kept = ws.models.kept(("sheet", definition.name), lambda: _make(ws, definition))
    return kept if kept.definition is definition else _make(ws, definition)


def _make(ws: Workspace, definition: ObjectDef) -> Sheet:
    slots = {one.name: _slot(ws, one) for one in known_fields(definition)}
    live = [slots[one.name] for one in definition.live_fields]
    return Sheet(
        definition=definition,
        model=ws.model(definition.name),
        slots=MappingProxyType(slots),
        required=tuple(slot for slot in live if slot.field.required and slot.by_person),
        defaults=tuple(_defaults(live)),
        numbered=tuple(slot for slot in live if slot.kind.generated),
        unique=tuple(slot for slot in live if slot.field.unique),
    )


def _slot(ws: Workspace, one: FieldDef) -> Slot:
    kind, field = type_of(one), ws.catalog.resolved(one)
    settled = replace(field, params={key: value for key, value in field.params.items() if key != "filter"}) if field.param("filter") else field
    return Slot(
        field=field,
        kind=kind,
        column=one.column,
        by_person=one.name in OWNERSHIP or (one.writable and not kind.generated),
        by_system=one.name in OWNERSHIP or (not kind.generated and (one.name not in SYSTEM or one.name in STAMPS)),
        key=str(one.id) if one.id else one.name,
        settled=settled,
    )


def _defaults(live: list[Slot]) -> list[tuple[Slot, Any]]:
    """An option that was removed since is no default: the field stays empty, and is refused where it is required."""
    found: list[tuple[Slot, Any]] = []
    for slot in live:
        given = slot.field.default
        if given is None:
            continue
        try:
            found.append((slot, given if is_token(slot.field, given) else slot.kind.from_json(slot.field, given)))
        except Bad:
            continue
    return found
