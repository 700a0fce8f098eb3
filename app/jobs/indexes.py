"""The job that makes an index of a large table on PostgreSQL while everybody goes on reading and writing. Public name: build_index.

It runs on a connection of its own, outside of any transaction. The worker's own transaction holds the job's row meanwhile, so nobody else takes the job.
"""

from __future__ import annotations

import sqlalchemy as sa

from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.definitions import ObjectDef
from app.models import ddl, engine
from app.models.indexes import IndexDef, indexes_of
from app.models.jobs import Job
from app.models.sizes import index_sizes
from app.models.store import catalog_at
from app.models.system import State
from app.records.workspace import Workspace


def build_index(ws: Workspace, job: Job) -> bool:
    """Make the index; one that an earlier attempt left unfinished is dropped first, and one that nobody wants any more at the end."""
    definition, index = _wanted(ws.catalog, job)
    if definition is None or index is None:
        job.result = {"skipped": "no longer wanted"}
        return True
    ddl.let_go_of_snapshot(ws.session.connection())
    url = ws.session.connection().engine.url
    own = engine.create(url.render_as_string(hide_password=False))
    try:
        with own.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            found = index_sizes(connection, definition.table).get(index.name)
            if found is not None and not found.valid:
                ddl.run_apart(connection, [ddl.DropIndex(definition.table, index.name, apart=True)], TYPES)
            ddl.run_apart(connection, [ddl.CreateIndex(definition.table, index, apart=True)], TYPES)
            newest = catalog_at(connection, connection.scalar(sa.select(State.revision)) or 0)
            if _wanted(newest, job)[1] is None:
                ddl.run_apart(connection, [ddl.DropIndex(definition.table, index.name, apart=True)], TYPES)
    finally:
        own.dispose()
    return True


def _wanted(catalog: Catalog, job: Job) -> tuple[ObjectDef | None, IndexDef | None]:
    """The object and its index; None for what the catalog no longer has."""
    summary = catalog.by_id(int(job.arguments["entity"]))
    definition = catalog.any_object(summary.name) if summary is not None else None
    return definition, indexes_of(definition, TYPES).get(str(job.arguments["index"])) if definition is not None else None
