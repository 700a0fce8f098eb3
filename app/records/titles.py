"""Names of many referenced records at once, in the actor's sight: one statement per target object, whatever the number.

Public name: Titles.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef
from app.records.integrity import chunks
from app.records.joins import target_of
from app.records.workspace import Workspace


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
        """Read what is wanted. What is hidden or gone has no label."""
        for key, (field, ids) in self._wanted.items():
            if key[0] != "$" and key not in self._ws.catalog.objects:
                continue
            for part in chunks(sorted(ids)):
                target = target_of(self._ws, field)
                statement = sa.select(target.id, *target.names).where(target.id.in_(part))
                for number, *names in self._ws.session.execute(statement):
                    self._labels[key, number] = target.label(number, names)
        self._wanted.clear()

    def of(self, field: FieldDef, number: int) -> str | None:
        """The label of an id; None when it is hidden or gone."""
        return self._labels.get((self._key(field), number))
