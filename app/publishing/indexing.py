"""The search index follows the definitions: what it has complete shrinks with the fields, and a job is ordered for what it lacks.

Public names: follow_fields, order_missing.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.fieldtypes.searched import searched
from app.metadata.definitions import ObjectDef
from app.metadata.draft import Entry
from app.models.jobs import SEARCH_INDEX, enqueue
from app.models.search import SearchState, remove, wipe
from app.models.search_words import FORMAT
from app.models.store import catalog_at


def follow_fields(connection: Connection, entries: Sequence[Entry], revision: int, author_id: int | None) -> None:
    """Bring the state of the index after the changed objects; in the transaction of the publication."""
    for entry in entries:
        before, after = entry.before, entry.after
        if isinstance(before, ObjectDef) and after is None:
            remove(connection, before.id)
            connection.execute(sa.delete(SearchState).where(SearchState.entity_id == before.id))
        elif isinstance(after, ObjectDef):
            _follow(connection, before if isinstance(before, ObjectDef) else None, after, revision, author_id)


def _follow(connection: Connection, before: ObjectDef | None, after: ObjectDef, revision: int, author_id: int | None) -> None:
    needed = {field.id for field in searched(after)}
    if before is None:  # no record yet: whatever comes brings its row along
        connection.execute(sa.insert(SearchState).values(entity_id=after.id, fields=sorted(needed), revision=revision, format=FORMAT))
        return
    if needed == {field.id for field in searched(before)}:
        return
    state = connection.execute(sa.select(SearchState.fields).where(SearchState.entity_id == after.id)).first()
    present = needed & set(state.fields) if state else set()
    values = {"fields": sorted(present), "revision": revision}
    if state is None:
        connection.execute(sa.insert(SearchState).values(entity_id=after.id, format=FORMAT, **values))
    else:
        connection.execute(sa.update(SearchState).where(SearchState.entity_id == after.id).values(values))
    if needed - present:
        enqueue(connection, SEARCH_INDEX, {"entity": after.id}, author_id)


def order_missing(connection: Connection, revision: int) -> int:
    """Order jobs for the objects of an older database: the number of them. An index in another format is emptied first."""
    states = {row.entity_id: row.format for row in connection.execute(sa.select(SearchState.entity_id, SearchState.format))}
    if any(written != FORMAT for written in states.values()):
        wipe(connection)
        states = {}
    missing = [s.id for s in catalog_at(connection, revision).objects.values() if s.id not in states]
    for entity_id in missing:
        enqueue(connection, SEARCH_INDEX, {"entity": entity_id})
    return len(missing)
