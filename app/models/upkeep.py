"""Brings the indexes of tables that an earlier version made to the rules of this one.

``flask init`` calls it; where nothing differs it does nothing. Indexes of other names, made by whoever runs the database, stay.
Public name: follow_index_rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.fieldtypes.base import Types
from app.metadata.definitions import ObjectDef
from app.models import ddl
from app.models.indexes import indexes_of
from app.models.store import catalog_at
from app.models.system import State

FORMER = "ix_{table}_(external_key|[0-9]+)"
"""Names that rules of earlier versions gave."""


def follow_index_rules(connection: Connection, types: Types) -> int:
    """Make the indexes that are missing and drop those whose rule is another one now; how many. In the caller's transaction."""
    revision = connection.scalar(sa.select(State.revision).where(State.id == 1)) or 0
    catalog = catalog_at(connection, revision)
    inspector = sa.inspect(connection)
    steps: list[ddl.Step] = []
    for kind, name in catalog.entities:
        definition = catalog.any_object(name) if kind == "object" else None
        if definition is not None:
            present = {str(index["name"]) for index in inspector.get_indexes(definition.table)}
            steps += _steps(definition, present, types)
    if steps:
        ddl.run(connection, steps, types)
    return len(steps)


def _steps(definition: ObjectDef, present: set[str], types: Types) -> Iterator[ddl.Step]:
    wanted = indexes_of(definition, types)
    former = re.compile(FORMER.format(table=re.escape(definition.table)))
    yield from (ddl.DropIndex(definition.table, name) for name in sorted(present) if name not in wanted and former.fullmatch(name))
    yield from (ddl.CreateIndex(definition.table, index) for name, index in wanted.items() if name not in present)
