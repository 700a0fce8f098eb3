"""Rows as the actor sees them: values and the labels of what they point at, read by one statement.

A reference whose target is hidden, deleted or gone has neither value nor label. Public names: Row, Columns, Reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.fields import resolved
from app.records.joins import Joins, Target, target_of
from app.records.workspace import Workspace

NO_LABELS: Mapping[str, str | None] = MappingProxyType({})


class Row(NamedTuple):
    """One record, as far as its columns were asked for."""

    id: int
    values: Mapping[str, Any]
    """API name → typed value."""
    labels: Mapping[str, str | None] = NO_LABELS
    """API name of a reference → what its target is called."""
    version: int = 0


class Columns:
    """Some columns of one object: what to select for them, and rows of what is answered. Holds nothing of an actor or a session.

    An answer is: id, version, for each column its value and, of a reference, what makes its label; then whatever else was selected.
    """

    def __init__(self, ws: Workspace, definition: ObjectDef, names: Iterable[str], joins: Joins | None = None) -> None:
        found = (resolved(ws, definition, name) for name in dict.fromkeys(names))
        self.model = ws.model(definition.name)
        self.fields: tuple[FieldDef, ...] = tuple(f for f in found if f is not None)
        pointing = (f for f in self.fields if type_of(f).reference)
        self._targets: dict[str, Target] = {f.name: joins.target(f) if joins is not None else target_of(ws, f) for f in pointing}
        self._names = tuple(f.name for f in self.fields)
        self._places, self._labels = self._layout()
        self._pick = itemgetter(*self._places) if len(self._places) > 1 else None

    def _layout(self) -> tuple[tuple[int, ...], tuple[tuple[str, int, int, Any], ...]]:
        places, labels, place = [], [], 2
        for one in self.fields:
            places.append(place)
            place += 1
            target = self._targets.get(one.name)
            if target is not None:
                labels.append((one.name, place, place + len(target.names), target.label))
                place += len(target.names)
        return tuple(places), tuple(labels)

    def place(self, name: str) -> int | None:
        """Where the value of an own column stands in an answer; None when it does not."""
        if name in self._names and name not in self._targets:
            return self._places[self._names.index(name)]
        return 0 if name == "id" else None

    def label(self, name: str) -> tuple[slice, Callable[[Any], str | None]]:
        """Of a reference: what of an answer tells it, its id and what makes the label; and the label of that part, None where nothing is seen."""
        start, end, label = next((start, end, label) for own, start, end, label in self._labels if own == name)
        return slice(start - 1, end), lambda part: None if part[0] is None else label(part[0], part[1:])

    def own(self) -> list[Any]:
        """The object's own columns, named for ``chosen``: ids of targets as they are stored."""
        columns = (self.model.columns[f.name].label(f"c{number}") for number, f in enumerate(self.fields))
        return [self.model.id.label("i"), self.model.version.label("v"), *columns]

    def chosen(self, page: Any = None) -> list[Any]:
        """What makes an answer: of a subquery of ``own``, or of the object itself."""
        found = [self.model.id, self.model.version] if page is None else [page.c.i, page.c.v]
        for number, one in enumerate(self.fields):
            target = self._targets.get(one.name)
            found += [self._stored(page, number)] if target is None else [target.id, *target.names]
        return found

    def joined(self, statement: Any, page: Any = None) -> Any:
        """The statement with an outer join to each target."""
        for number, one in enumerate(self.fields):
            target = self._targets.get(one.name)
            if target is not None:
                statement = statement.outerjoin(target.alias, target.id == self._stored(page, number))
        return statement

    def _stored(self, page: Any, number: int) -> Any:
        return self.model.columns[self.fields[number].name] if page is None else page.c[f"c{number}"]

    def row(self, answer: Sequence[Any]) -> Row:
        """The Row of one answer."""
        picked = self._pick(answer) if self._pick else [answer[place] for place in self._places]
        labels = {name: None if answer[start - 1] is None else label(answer[start - 1], answer[start:end]) for name, start, end, label in self._labels}
        return Row(answer[0], dict(zip(self._names, picked, strict=True)), labels, answer[1])


class Reader(Columns):
    """Reads some columns of one object together with other joins: makes the SELECT, and rows of what it answers. For one statement."""

    def __init__(self, ws: Workspace, definition: ObjectDef, columns: Iterable[str]) -> None:
        self.joins = Joins(ws, definition)
        super().__init__(ws, definition, columns, self.joins)

    def select(self, extra: Sequence[Any] = ()) -> sa.Select[*tuple[Any, ...]]:
        """Id, version, the columns, then ``extra``; the joins are applied by ``Joins.apply`` when all have been asked for."""
        return sa.select(*self.chosen(), *extra)
