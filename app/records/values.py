"""From what a door received to typed values: the texts of a form or an import, the JSON of the API.

What cannot be read is a Problem; the record path adds its own and reports them together. Public names: Given, read_texts, read_json.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import Problem
from app.fieldtypes.base import Bad
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.metadata.names import suggestion
from app.records.sheet import Slot, sheet_of
from app.records.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Given:
    """Typed values by API name, and what could not be read."""

    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_texts(ws: Workspace, definition: ObjectDef, raw: Mapping[str, str | Sequence[str]]) -> Given:
    """The values of a form's texts, '' for empty; of a field sent several times a list. Only fields belong into ``raw``."""

    def read(slot: Slot, text: Any) -> Any:
        if isinstance(text, str):
            return slot.kind.from_text(slot.field, text)
        return slot.kind.from_text(slot.field, ",".join(text) if slot.field.type == "multi_picklist" else (text[-1] if text else ""))

    return _read(ws, definition, raw, read)


def read_json(ws: Workspace, definition: ObjectDef, raw: Mapping[str, Any]) -> Given:
    """The values of a JSON body."""
    return _read(ws, definition, raw, lambda slot, value: slot.kind.from_json(slot.field, value))


def _read(ws: Workspace, definition: ObjectDef, raw: Mapping[str, Any], read: Callable[[Slot, Any], Any]) -> Given:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    slots = sheet_of(ws, definition).slots
    for name, value in raw.items():
        slot = slots.get(name)
        if slot is None:
            problems.append(unknown_field(definition, name))
            continue
        try:
            values[name] = read(slot, value)
        except Bad as bad:
            problems.append(Problem(name, bad.what, bad.hint))
    return Given(values, tuple(problems))


def unknown_field(definition: ObjectDef, name: object) -> Problem:
    """The refusal of a name that is no field of the object."""
    word = str(name)[:60]
    return Problem(word, _('There is no field "%(name)s".', name=word), suggestion(word, [one.name for one in definition.live_fields]))
