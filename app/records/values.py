"""From what a door received to typed values: the texts of a form or an import, the JSON of the API.

What cannot be read is a Problem; the record path adds its own and reports them together. Public names: Given, read_texts, read_json.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import Problem
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.names import suggestion
from app.records.fields import resolved
from app.records.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Given:
    """Typed values by API name, and what could not be read."""

    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_texts(ws: Workspace, definition: ObjectDef, raw: Mapping[str, str | Sequence[str]]) -> Given:
    """The values of a form's texts, '' for empty; of a field sent several times a list. Only fields belong into ``raw``."""

    def read(one: FieldDef, text: Any) -> Any:
        if isinstance(text, str):
            return type_of(one).from_text(one, text)
        return type_of(one).from_text(one, ",".join(text) if one.type == "multi_picklist" else (text[-1] if text else ""))

    return _read(ws, definition, raw, read)


def read_json(ws: Workspace, definition: ObjectDef, raw: Mapping[str, Any]) -> Given:
    """The values of a JSON body."""
    return _read(ws, definition, raw, lambda one, value: type_of(one).from_json(one, value))


def _read(ws: Workspace, definition: ObjectDef, raw: Mapping[str, Any], read: Callable[[FieldDef, Any], Any]) -> Given:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in raw.items():
        one = resolved(ws, definition, name)
        if one is None:
            problems.append(unknown_field(definition, name))
            continue
        try:
            values[name] = read(one, value)
        except Bad as bad:
            problems.append(Problem(name, bad.what, bad.hint))
    return Given(values, tuple(problems))


def unknown_field(definition: ObjectDef, name: object) -> Problem:
    """The refusal of a name that is no field of the object."""
    word = str(name)[:60]
    return Problem(word, _('There is no field "%(name)s".', name=word), suggestion(word, [one.name for one in definition.live_fields]))
