"""Records as the API writes them: typed values in JSON form, references as ``{"id", "label"}`` or null.

Public names: RecordJson, all_names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from app.fieldtypes.base import FieldType
from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.fields import known, known_fields
from app.records.rows import Columns, Row

Writer = Callable[[Any], Any]


def all_names(definition: ObjectDef) -> tuple[str, ...]:
    """API names of all fields of a record: system fields first."""
    return tuple(sorted((field.name for field in known_fields(definition)), key=lambda name: definition.field(name) is not None))


class RecordJson:
    """Writes rows with these columns; how each column is written is found out once. Holds nothing of a request."""

    def __init__(self, definition: ObjectDef, columns: Iterable[str]) -> None:
        fields = [field for name in dict.fromkeys(columns) if (field := known(definition, name))]
        self._names = [field.name for field in fields]
        self._references = [field.name for field in fields if type_of(field).reference]
        self._writers = [(field.name, writer) for field in fields if not type_of(field).reference and (writer := _writer(field))]

    def of(self, row: Row) -> dict[str, Any]:
        """The row; a reference whose target is out of sight is null."""
        values, labels = row.values, row.labels
        made: dict[str, Any] = {"id": row.id}
        made.update(zip(self._names, map(values.get, self._names), strict=True))
        for name, write in self._writers:
            made[name] = write(made[name])
        for name in self._references:
            value = made[name]
            if value is not None:
                made[name] = {"id": value, "label": labels.get(name) or f"#{value}"}
        return made

    def several(self, read: Columns, answers: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
        """``of`` of what the database answered for the same columns: a reference is written once, however many rows have it."""
        places = [read.place(name) or 0 for name in self._names]
        pick = itemgetter(*places) if len(places) > 1 else lambda answer: [answer[place] for place in places]
        references: list[tuple[str, slice, Callable[[Any], str | None], dict[Any, dict[str, Any] | None]]] = []
        references += [(name, *read.label(name), {}) for name in self._references]
        made = []
        for answer in map(tuple, answers):
            one: dict[str, Any] = {"id": answer[0]}
            one.update(zip(self._names, pick(answer), strict=True))
            for name, write in self._writers:
                one[name] = write(one[name])
            for name, part, label, written in references:
                found = answer[part]
                if found not in written:
                    written[found] = None if found[0] is None else {"id": found[0], "label": label(found) or f"#{found[0]}"}
                one[name] = written[found]
            made.append(one)
        return made


def _writer(field: FieldDef) -> Writer | None:
    """The type's ``to_json`` for many values of this field; None where a value is its own JSON."""
    kind = type_of(field)
    return None if type(kind).to_json is FieldType.to_json else partial(kind.to_json, field)
