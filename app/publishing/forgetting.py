"""What goes for good with a purge, beside table and column: the history of records, or the values of one field in it, and counters.

Public name: forget.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.metadata.definitions import ObjectDef
from app.metadata.draft import Entry
from app.models.system import HistoryRow
from app.models.system import Sequence as Counter

CHUNK = 1000
"""History rows rewritten at a time."""


def forget(connection: Connection, entries: Sequence[Entry]) -> None:
    """Remove what the history and the counters keep of purged objects and fields."""
    for entry in entries:
        before, after = entry.before, entry.after
        if not isinstance(before, ObjectDef):
            continue
        kept = {f.id for f in after.fields} if isinstance(after, ObjectDef) else set()
        dropped = {f.id for f in before.fields} - kept
        if dropped:
            connection.execute(sa.delete(Counter).where(Counter.field_id.in_(dropped)))
        if after is None:
            connection.execute(sa.delete(HistoryRow).where(HistoryRow.entity_id == before.id))
        else:
            for field_id in dropped:
                _forget_values(connection, before.id, str(field_id))


def _forget_values(connection: Connection, entity_id: int, key: str) -> None:
    own = sa.select(HistoryRow.id, HistoryRow.changes).where(HistoryRow.entity_id == entity_id, sa.cast(HistoryRow.changes, sa.Text).like(f'%"{key}":%'))
    last = 0
    while rows := connection.execute(own.where(HistoryRow.id > last).order_by(HistoryRow.id).limit(CHUNK)).all():
        last = rows[-1].id
        _rewrite(connection, rows, key)


def _rewrite(connection: Connection, rows: Collection[sa.Row[tuple[int, dict[str, object]]]], key: str) -> None:
    statement = sa.update(HistoryRow).where(HistoryRow.id == sa.bindparam("row_id")).values(changes=sa.bindparam("kept"))
    connection.execute(statement, [{"row_id": row.id, "kept": {k: v for k, v in row.changes.items() if k != key}} for row in rows])
