"""Which indexes would help, from the lists that took long: what they compare for equality first, then what they cut a range from or are ordered by.

Public names: Suggestion, suggestions, covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.fieldtypes.base import Types
from app.fieldtypes.registry import TYPES
from app.metadata.composites import MOST_COLUMNS, Part, parts_of, written
from app.metadata.definitions import SYSTEM_FIELDS, FieldDef, ObjectDef
from app.models.indexes import has_order, parts_of_indexes
from app.models.sizes import estimated_rows
from app.models.slow_lists import SlowList, of_object

ENTRY_BYTES = 20
"""Of an index entry, beside its values."""
TEXT_BYTES = 24
NUMBER_BYTES = 8
MOST = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An index that lists asked for."""

    index: str
    """As a definition writes it; of one field alone: its name, to be indexed by itself."""
    times: int
    """How often lists that it would help took long."""
    worst: int
    """Milliseconds of the slowest of them."""
    size: int
    """Bytes that it will take, roughly."""

    @property
    def single(self) -> bool:
        return "," not in self.index


def suggestions(session: Session, definition: ObjectDef, types: Types = TYPES) -> tuple[Suggestion, ...]:
    """What would help the slow lists of the last days and is not there yet, the most useful first."""
    found: dict[str, list[SlowList]] = {}
    for row in of_object(session, definition.id):
        parts = _parts(definition, row.shape)
        if parts and not covered(parts, parts_of_indexes(definition, types)):
            found.setdefault(written(parts), []).append(row)
    if not found:
        return ()
    rows = estimated_rows(session.connection(), definition.table)
    made = [
        Suggestion(index, sum(row.times for row in slow), max(row.worst for row in slow), rows * _width(definition, index)) for index, slow in found.items()
    ]
    return tuple(sorted(made, key=lambda one: -one.times * one.worst)[:MOST])


def covered(wanted: Sequence[Part], there: Iterable[Sequence[Part]]) -> bool:
    """Does an index begin with these columns? Walked backwards it serves the opposite order, too."""
    turned = [(name, not descending) for name, descending in wanted]
    return any(list(one[: len(wanted)]) in (list(wanted), turned) or (len(wanted) == 1 and one[0][0] == wanted[0][0]) for one in there)


def _parts(definition: ObjectDef, shape: str) -> tuple[Part, ...]:
    equal, ranges, order = (part.split(",") if part else [] for part in shape.split("|"))
    order = order[:1] if order and _ordered(definition, order[0].removeprefix("-")) else []
    last = order if not ranges or [ranges[0]] == [one.removeprefix("-") for one in order] else ranges[:1]
    names: list[Part] = []
    for raw in [*equal, *last]:
        name = _name(definition, raw.removeprefix("-"))
        if name is None:
            return ()
        if name not in [known for known, _descending in names]:
            names.append((name, raw.startswith("-")))
    if len(names) > MOST_COLUMNS or (len(names) == 1 and names[0][0] in SYSTEM_FIELDS):
        return ()
    return tuple(names) if len(names) > 1 else tuple((name, False) for name, _descending in names)


def _ordered(definition: ObjectDef, stable: str) -> bool:
    """Can an index give the order?"""
    return stable in ("created_at", "changed_at") or any(has_order(TYPES[f.type]) for f in definition.live_fields if str(f.id) == stable)


def _name(definition: ObjectDef, stable: str) -> str | None:
    """The API name of today; None for a field that is gone or cannot stand in an index."""
    if not stable.isdigit():
        return stable if stable in SYSTEM_FIELDS else None
    field = next((f for f in definition.live_fields if f.id == int(stable)), None)
    return field.name if field is not None and TYPES[field.type].sortable and field.type != "textarea" else None


def _width(definition: ObjectDef, index: str) -> int:
    return ENTRY_BYTES + sum(_bytes(definition.field(name)) for name, _descending in parts_of(index))


def _bytes(field: FieldDef | None) -> int:
    return TEXT_BYTES if field is not None and TYPES[field.type].group in ("text", "choice") else NUMBER_BYTES
