"""Names of many referenced records at once, in the actor's sight: one statement, whatever their objects and number.

Public name: Titles.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef
from app.records.integrity import chunks
from app.records.joins import Target, target_of
from app.records.workspace import Workspace

MOST_NAMES = 2
"""Columns that name a target: a person has two. All are texts, as the parts of one statement must be."""


class Titles:
    """Collects ids (``want``), reads their labels (``load``), answers (``of``)."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._wanted: dict[str, tuple[FieldDef, set[int]]] = {}
        self._labels: dict[tuple[str, int], str] = {}

    @staticmethod
    def _key(field: FieldDef) -> str:
        kind = type_of(field).reference
        return str(field.param("target")) if kind == "record" else f"${kind}"

    def want(self, field: FieldDef, ids: Iterable[int]) -> None:
        """The labels of these ids of the field's target will be asked for."""
        self._wanted.setdefault(self._key(field), (field, set()))[1].update(ids)

    def load(self) -> None:
        """Read what is wanted, all of it by one statement. What is hidden or gone has no label."""
        parts: list[Any] = []
        makers: list[tuple[str, Target]] = []
        for key, (field, ids) in self._wanted.items():
            if key[0] != "$" and key not in self._ws.catalog.objects:
                continue
            target = target_of(self._ws, field)
            for part in chunks(sorted(ids)):
                names = [*target.names, *[sa.literal("")] * (MOST_NAMES - len(target.names))]
                parts.append(sa.select(sa.literal(len(makers)), target.id, *names).where(target.id.in_(part)))
                makers.append((key, target))
        self._wanted.clear()
        if parts:
            statement: Any = sa.union_all(*parts) if len(parts) > 1 else parts[0]
            for row in self._ws.session.execute(statement):
                key, target = makers[row[0]]
                self._labels[key, row[1]] = target.label(row[1], row[2:])

    def of(self, field: FieldDef, number: int) -> str | None:
        """The label of an id; None when it is hidden or gone."""
        return self._labels.get((self._key(field), number))
