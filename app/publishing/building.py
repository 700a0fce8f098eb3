"""Indexes of large tables, made without blocking anybody: on PostgreSQL by a job beside the publication, on SQLite within it.

Public names: order_large, order_again, own_indexes, OwnIndex, READY, BUILDING, FAILED.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.models import ddl
from app.models.engine import writing
from app.models.indexes import indexes_of, own_index
from app.models.jobs import BUILD_INDEX, Job, enqueue
from app.models.sizes import estimated_rows, index_sizes

LARGE = 20_000
"""Records from which on an index is made beside the publication: below, it takes less than a tenth of a second."""
READY, BUILDING, FAILED = "ready", "building", "failed"


@dataclass(frozen=True, slots=True)
class OwnIndex:
    """An index of a definition's own as it is in the database."""

    index: str
    """As the definition writes it."""
    state: str
    size: int | None


def order_large(connection: Connection, before: ObjectDef | None, after: ObjectDef | None, steps: Sequence[ddl.Step], author_id: int | None) -> list[ddl.Step]:
    """The steps of a publication without the indexes that would block a large table on PostgreSQL; a job is ordered for each of those."""
    plain = [step for step in steps if isinstance(step, ddl.CreateIndex) and not step.index.unique]
    if before is None or after is None or not plain or connection.dialect.name != "postgresql" or estimated_rows(connection, after.table) < LARGE:
        return list(steps)
    for step in plain:
        enqueue(connection, BUILD_INDEX, {"entity": after.id, "index": step.index.name}, author_id)
    return [step for step in steps if step not in plain]


def order_again(session: Session, definition: ObjectDef, index: str, author_id: int | None) -> None:
    """Order once more an index of the definition's own. Raises: NotFound."""
    if index not in definition.indexes:
        raise NotFound(_("This index does not exist."))
    with writing(session):
        name = own_index(definition, index)
        session.execute(sa.delete(Job).where(Job.id.in_(_failed(session, definition).get(name, []))))
        enqueue(session, BUILD_INDEX, {"entity": definition.id, "index": name}, author_id)


def own_indexes(session: Session, definition: ObjectDef) -> tuple[OwnIndex, ...]:
    """The definition's own indexes, in its order."""
    if not definition.indexes:
        return ()
    there = index_sizes(session.connection(), definition.table)
    failed = _failed(session, definition)
    ruled = indexes_of(definition, TYPES)
    made = []
    for index in definition.indexes:
        name = own_index(definition, index)
        found = there.get(name)
        ready = name not in ruled or (found is not None and found.valid)
        state = READY if ready else FAILED if name in failed else BUILDING
        made.append(OwnIndex(index, state, found.size if found is not None and found.valid else None))
    return tuple(made)


def _failed(session: Session, definition: ObjectDef) -> dict[str, list[int]]:
    """Index → ids of the jobs that could not make it."""
    found: dict[str, list[int]] = {}
    for number, arguments in session.execute(sa.select(Job.id, Job.arguments).where(Job.kind == BUILD_INDEX, Job.state == "failed")):
        if arguments.get("entity") == definition.id:
            found.setdefault(str(arguments.get("index")), []).append(number)
    return found
