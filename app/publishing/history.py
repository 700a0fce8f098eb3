"""The revisions: who published what and when, newest first, each change as a sentence. Public names: PastRevision, history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.i18n.formats import person_name
from app.metadata.definitions import Definition
from app.metadata.diff import Change
from app.metadata.dump import restore
from app.models.permissions import USER
from app.models.system import Revision, Version
from app.publishing.words import sentence


@dataclass(frozen=True, slots=True)
class PastRevision:
    """One publication."""

    number: int
    at: datetime
    """UTC."""
    author_id: int | None
    author: str
    """Name of the author in the reader's order; empty: the system."""
    note: str
    changes: tuple[Change, ...]
    sentences: tuple[str, ...]
    """One for each change, in the reader's language."""

    def as_json(self) -> dict[str, Any]:
        kinds = [{"kind": c.kind, "object": c.object, "field": c.field, "what": text} for c, text in zip(self.changes, self.sentences, strict=True)]
        return {"revision": self.number, "at": self.at.isoformat(), "author": self.author, "note": self.note, "changes": kinds}


def history(session: Session, entity_id: int | None = None, limit: int = 50, before: int | None = None) -> list[PastRevision]:
    """The newest ``limit`` revisions below ``before``, of one entity or of all. Shape: newest first; of an entity, only its own changes."""
    statement = _revisions().order_by(Revision.number.desc()).limit(limit)
    if before is not None:
        statement = statement.where(Revision.number < before)
    if entity_id is not None:
        statement = statement.where(Revision.number.in_(sa.select(Version.revision).where(Version.entity_id == entity_id)))
    return _read(session.connection(), statement, None if entity_id is None else {entity_id})


def changes_since(connection: Connection, base: int, entity_ids: Collection[int]) -> list[PastRevision]:
    """Revisions after ``base`` that changed one of these entities, with those changes only."""
    own = sa.select(Version.revision).where(Version.entity_id.in_(entity_ids), Version.revision > base)
    return _read(connection, _revisions().where(Revision.number.in_(own)).order_by(Revision.number.desc()), entity_ids)


def _revisions() -> sa.Select[Any]:
    joined = sa.outerjoin(Revision.__table__, USER, USER.c.id == Revision.author_id)
    columns = (Revision.number, Revision.created_at, Revision.author_id, Revision.summary, Revision.diff)
    return sa.select(*columns, USER.c.first_name, USER.c.last_name).select_from(joined)


def _read(connection: Connection, statement: sa.Select[Any], only: Collection[int] | None) -> list[PastRevision]:
    rows = connection.execute(statement).all()
    changes = [tuple(c for raw in row.diff if (c := Change.from_json(raw)) and (only is None or c.entity_id in only)) for row in rows]
    definitions = _newest(connection, {c.entity_id for found in changes for c in found})
    return [_past(row, found, definitions) for row, found in zip(rows, changes, strict=True)]


def _past(row: sa.Row[Any], changes: Sequence[Change], definitions: dict[int, Definition]) -> PastRevision:
    author = person_name(row.first_name or "", row.last_name or "")
    sentences = tuple(sentence(change, definitions) for change in changes)
    return PastRevision(row.number, row.created_at, row.author_id, author, row.summary, tuple(changes), sentences)


def _newest(connection: Connection, entity_ids: Collection[int]) -> dict[int, Definition]:
    """The newest definition of each entity, purged ones included: for their labels."""
    newest = (
        sa.select(Version.entity_id, sa.func.max(Version.revision).label("revision"))
        .where(Version.entity_id.in_(entity_ids))
        .group_by(Version.entity_id)
        .subquery()
    )
    joined = sa.and_(Version.entity_id == newest.c.entity_id, Version.revision == newest.c.revision)
    rows = connection.execute(sa.select(Version.entity_id, Version.kind, Version.definition).join(newest, joined))
    return {row.entity_id: restore(row.kind, row.definition) for row in rows}
