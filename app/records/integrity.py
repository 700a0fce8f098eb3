"""What must be true of all records together, whoever may see them: uniqueness, trees without cycles, who points at what.

It reads records outside the actor's scope (``fl_unscoped``), as do ``removal`` and ``restoring`` by its options; what is found leaves as yes, no or a number.
Public names: taken, holders, makes_cycle, pointing, count_pointing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from app.models.generated import RecordBase
from app.records.joins import alias_of
from app.records.workspace import Workspace

ALL_ROWS = {"fl_unscoped": True}
WITH_BIN = {"fl_unscoped": True, "fl_bin": True}
CHUNK = 5000
"""Ids in one IN: below the parameter limit of every database."""

T = TypeVar("T")


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The items in parts of a size that one statement takes."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def taken(ws: Workspace, model: type[RecordBase], values: Mapping[str, Any], but: int | None) -> set[str]:
    """Of these field names and values, the names whose value another record (not in the bin) has; one statement."""
    names = list(values)
    if not names:
        return set()
    found = []
    for name in names:
        other = alias_of(model, f"${name}")
        same = sa.select(other.id).where(getattr(other, model.columns[name].key) == values[name])
        found.append(sa.exists(same if but is None else same.where(other.id != but)))
    answer = ws.session.execute(sa.select(*found), execution_options=ALL_ROWS).one()
    return {name for name, is_taken in zip(names, answer, strict=True) if is_taken}


def holders(ws: Workspace, model: type[RecordBase], wanted: Mapping[str, Sequence[Any]]) -> dict[tuple[str, Any], set[int]]:
    """(field name, value) → ids of the records (not in the bin) that have one of these values; one statement a field."""
    found: dict[tuple[str, Any], set[int]] = {}
    for name, values in wanted.items():
        column = model.columns[name]
        for part in chunks(values):
            for number, value in ws.session.execute(sa.select(model.id, column).where(column.in_(part)), execution_options=ALL_ROWS):
                found.setdefault((name, value), set()).add(number)
    return found


def makes_cycle(ws: Workspace, model: type[RecordBase], field_name: str, record_id: int, parent_id: int) -> bool:
    """Would this parent make the record its own ancestor? One statement."""
    above = alias_of(model, "$above")
    column = model.columns[field_name].key
    chain = sa.select(model.id, getattr(model, column).label("up")).where(model.id == parent_id).cte(recursive=True)
    chain = chain.union(sa.select(above.id, getattr(above, column)).where(above.id == chain.c.up))
    statement = sa.select(chain.c.id).where(chain.c.id == record_id).limit(1)
    return ws.session.scalar(statement, execution_options=WITH_BIN) is not None


def pointing(ws: Workspace, model: type[RecordBase], field_name: str, targets: Collection[int], only: Collection[int] | None = None) -> list[tuple[int, int]]:
    """(id, target) of the records that point at one of the targets; ``only``: of these records."""
    found: list[tuple[int, int]] = []
    column = model.columns[field_name]
    for part in chunks(sorted(targets)):
        statement = sa.select(model.id, column).where(column.in_(part))
        if only is None:
            found += [(row[0], row[1]) for row in ws.session.execute(statement, execution_options=ALL_ROWS)]
            continue
        for some in chunks(sorted(only)):
            found += [(row[0], row[1]) for row in ws.session.execute(statement.where(model.id.in_(some)), execution_options=ALL_ROWS)]
    return found


def count_pointing(ws: Workspace, model: type[RecordBase], field_name: str, targets: Collection[int], but: Collection[int]) -> dict[int, tuple[int, int]]:
    """Target → (number of records that point at it, of these visible to the actor); records of ``but`` do not count."""
    found: dict[int, tuple[int, int]] = {}
    column = model.columns[field_name]
    for part in chunks(sorted(targets)):
        statement = sa.select(column, sa.func.count()).where(column.in_(part)).group_by(column)
        for some in chunks(sorted(but)):
            statement = statement.where(model.id.not_in(some))
        everybody = {row[0]: row[1] for row in ws.session.execute(statement, execution_options=ALL_ROWS)}
        seen = {row[0]: row[1] for row in ws.session.execute(statement)} if everybody else {}
        found.update({target: (number, seen.get(target, 0)) for target, number in everybody.items()})
    return found
