"""When a retired thing may be dropped: not while a request may still be reading with a revision in which it was live.

Public name: refuse_early_purge.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.errors import Conflict
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.metadata.draft import Draft
from app.metadata.dump import restore
from app.models.system import Revision, Version

GRACE = timedelta(seconds=60)
"""Longer than any request: a worker pins the newest revision at the start of each."""


def refuse_early_purge(connection: Connection, draft: Draft) -> None:
    """Raises Conflict when something that the draft drops was still in use within GRACE."""
    for entry in draft.entries:
        before, after = entry.before, entry.after
        if not isinstance(before, ObjectDef):
            continue
        kept = {f.id for f in after.fields} if isinstance(after, ObjectDef) else set()
        dropped = {f.id for f in before.fields if f.retired} - kept
        if after is None or dropped:
            _refuse_if_used(connection, before, None if after is None else dropped)


def _refuse_if_used(connection: Connection, before: ObjectDef, dropped: set[int] | None) -> None:
    for used in _lately(connection, before.id):
        live = not used.retired if dropped is None else any(f.id in dropped for f in used.live_fields)
        if live:
            what = _('"%(name)s" was in use a moment ago. Try again in %(seconds)s seconds.', name=before.name, seconds=int(GRACE.total_seconds()))
            raise Conflict(what)


def _lately(connection: Connection, entity_id: int) -> Iterator[ObjectDef]:
    """The definitions that a request begun within GRACE may be working with."""
    own = sa.select(Version.definition).where(Version.entity_id == entity_id)
    past = sa.select(sa.func.max(Version.revision)).join(Revision, Revision.number == Version.revision)
    oldest = connection.scalar(past.where(Version.entity_id == entity_id, Revision.created_at <= datetime.now(UTC) - GRACE)) or 0
    for raw in connection.scalars(own.where(Version.revision >= oldest)):
        definition = restore("object", raw)
        if isinstance(definition, ObjectDef):
            yield definition
