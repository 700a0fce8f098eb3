"""Rows as the actor sees them: values and the labels of what they point at, read by one statement.

A reference whose target is hidden, deleted or gone has neither value nor label. Public names: Row, Reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.fields import resolved
from app.records.joins import Joins
from app.records.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """One record, as far as its columns were asked for."""

    id: int
    values: Mapping[str, Any]
    """API name → typed value."""
    labels: Mapping[str, str | None] = field(default_factory=dict)
    """API name of a reference → what its target is called."""
    version: int = 0


class Reader:
    """Reads some columns of one object: makes the SELECT, and rows of what it answers."""

    def __init__(self, ws: Workspace, definition: ObjectDef, columns: Iterable[str]) -> None:
        self.ws = ws
        self.joins = Joins(ws, definition)
        found = (resolved(ws, definition, name) for name in dict.fromkeys(columns))
        self.fields: tuple[FieldDef, ...] = tuple(f for f in found if f is not None)

    def select(self, extra: Sequence[Any] = ()) -> sa.Select[*tuple[Any, ...]]:
        """Id, version, the columns, then ``extra``; the joins are applied by ``Joins.apply`` when all have been asked for."""
        chosen: list[Any] = [self.joins.model.id, self.joins.model.version]
        for one in self.fields:
            chosen.extend(self._chosen(one))
        return sa.select(*chosen, *extra)

    def _chosen(self, one: FieldDef) -> tuple[Any, ...]:
        if not type_of(one).reference:
            return (self.joins.model.columns[one.name],)
        target = self.joins.target(one)
        return (target.id, *target.names)

    def row(self, answer: Sequence[Any]) -> Row:
        """The Row of one answer of ``select``."""
        values: dict[str, Any] = {}
        labels: dict[str, str | None] = {}
        place = 2
        for one in self.fields:
            value = values[one.name] = answer[place]
            place += 1
            if type_of(one).reference:
                target = self.joins.target(one)
                names = answer[place : place + len(target.names)]
                labels[one.name] = None if value is None else target.label(value, names)
                place += len(target.names)
        return Row(answer[0], values, labels, answer[1])
