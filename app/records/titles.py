"""Names of many referenced records at once, in the actor's sight: one statement, whatever their objects and number.

Public name: Titles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from app.access.kept import Kept
from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef
from app.records.joins import target_of
from app.records.plans import kept
from app.records.workspace import Workspace

MOST_NAMES = 2
"""Columns that name a target: a person has two. All are texts, as the parts of one statement must be."""

MOST_IDS = 1000
"""Of one target in one statement."""


def _size(ids: Collection[int]) -> int:
    """A power of two, so that few statements serve all numbers of ids."""
    return 1 << (len(ids) - 1).bit_length()


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
        """Read what is wanted, all of it by one statement (a thousand ids of each target). What is hidden or gone has no label."""
        left = {key: (field, sorted(ids)) for key, (field, ids) in self._wanted.items() if key[0] == "$" or key in self._ws.catalog.objects}
        self._wanted = {}
        while left := {key: one for key, one in left.items() if one[1]}:
            self._load({key: (field, ids[:MOST_IDS]) for key, (field, ids) in left.items()})
            left = {key: (field, ids[MOST_IDS:]) for key, (field, ids) in left.items()}

    def _load(self, asked: Mapping[str, tuple[FieldDef, list[int]]]) -> None:
        made = kept(self._ws, ("titles", *((key, _size(ids)) for key, (_field, ids) in asked.items())), lambda: self._reading(asked))
        values = {f"fl_ids{place}": ids + [0] * (_size(ids) - len(ids)) for place, (_field, ids) in enumerate(asked.values())}
        keys, labels = list(asked), [target_of(self._ws, field).label for field, _ids in asked.values()]
        for place, number, *names in made.rows(self._ws.session, values):
            self._labels[keys[place], number] = labels[place](number, names)

    def _reading(self, asked: Mapping[str, tuple[FieldDef, list[int]]]) -> Kept:
        parts: list[Any] = []
        for place, (field, ids) in enumerate(asked.values()):
            target = target_of(self._ws, field)
            names = [*target.names, *[sa.literal_column("''")] * (MOST_NAMES - len(target.names))]
            these = sa.bindparam(f"fl_ids{place}", [0] * _size(ids), sa.Integer, expanding=True)
            parts.append(sa.select(sa.literal_column(str(place), sa.Integer), target.id, *names).where(target.id.in_(these)))
        statement: Any = sa.union_all(*parts) if len(parts) > 1 else parts[0]
        return Kept(statement)

    def of(self, field: FieldDef, number: int) -> str | None:
        """The label of an id; None when it is hidden or gone."""
        return self._labels.get((self._key(field), number))
