"""The store of metadata: numbered revisions, immutable versions of definitions, and the catalog read from them.

A catalog is one statement: the summaries of what changed since the previous one. Definitions are read one by one when somebody asks, on a short connection
of their own, so a catalog outlives the session that read it. Public names: current_revision, load_catalog, catalog_at, save_versions, save_revision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from app.metadata.catalog import Catalog, Loader
from app.metadata.definitions import Definition
from app.metadata.dump import dump
from app.metadata.summary import Summary, summarize
from app.models.engine import is_writing
from app.models.system import Revision, State, Version


def current_revision(session: Session) -> int:
    """Number of the newest revision; 0 before the first."""
    return session.scalar(sa.select(State.revision).where(State.id == 1)) or 0


def load_catalog(session: Session, previous: Catalog | None = None) -> Catalog:
    """The newest catalog: ``previous`` itself when nothing changed since, else what changed on top of it. Two statements."""
    revision = current_revision(session)
    if previous is not None and previous.revision == revision:
        return previous
    if is_writing(session):  # what this transaction has published is seen by its own connection only
        return catalog_at(session.connection(), revision)
    summaries = _summaries(session.connection(), revision, previous)
    return Catalog.load(revision, summaries, _loader(session.get_bind()), previous)


def catalog_at(connection: Connection, revision: int) -> Catalog:
    """The catalog of any revision, read through that connection only: what it has not yet committed is included. For publications."""
    return Catalog.load(revision, _summaries(connection, revision, None), _loader(connection))


def _summaries(connection: Connection, revision: int, previous: Catalog | None) -> list[Summary]:
    """Summaries of all entities not purged at ``revision``; unchanged ones are taken from ``previous``."""
    since = previous.revision if previous else 0
    newest = (
        sa.select(Version.entity_id, sa.func.max(Version.revision).label("revision"))
        .where(Version.revision > since, Version.revision <= revision)
        .group_by(Version.entity_id)
        .subquery()
    )
    statement = sa.select(Version.entity_id, Version.kind, Version.name, Version.revision, Version.state, Version.summary).join(
        newest, sa.and_(Version.entity_id == newest.c.entity_id, Version.revision == newest.c.revision)
    )
    found = {s.id: s for s in previous.entities.values()} if previous else {}
    for row in connection.execute(statement):
        if row.state == "purged":
            found.pop(row.entity_id, None)
        else:
            found[row.entity_id] = Summary.from_json(*row)
    return list(found.values())


def _loader(bind: Engine | Connection) -> Loader:
    def load(entity_id: int, revision: int) -> Mapping[str, Any]:
        statement = sa.select(Version.definition).where(Version.entity_id == entity_id, Version.revision == revision)
        if isinstance(bind, Connection):
            raw = bind.scalar(statement)
        else:
            with bind.connect() as connection:
                raw = connection.scalar(statement)
        if raw is None:
            raise KeyError((entity_id, revision))
        return dict(raw)

    return load


def save_versions(connection: Connection, revision: int, definitions: Iterable[Definition], purged: Iterable[Definition] = ()) -> None:
    """Write one row of ``fl_version`` for each definition of a revision."""
    rows = [_row(d, revision, "") for d in definitions] + [_row(d, revision, "purged") for d in purged]
    if rows:
        connection.execute(sa.insert(Version), rows)


def _row(definition: Definition, revision: int, state: str) -> dict[str, Any]:
    summary = summarize(definition, revision)
    return {
        "entity_id": definition.id,
        "revision": revision,
        "kind": summary.kind,
        "name": definition.name,
        "state": state or summary.state,
        "summary": summary.as_json(),
        "definition": dump(definition, internal=True),
    }


def save_revision(connection: Connection, revision: int, author_id: int | None, note: str, diff: list[dict[str, Any]]) -> None:
    """Write the row that closes a publication."""
    connection.execute(sa.insert(Revision).values(number=revision, created_at=datetime.now(UTC), author_id=author_id, summary=note, diff=diff))
