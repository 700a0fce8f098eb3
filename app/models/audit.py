"""The audit log: who did what of consequence, when and from where. Rows are added, never changed; each carries a hash over itself and the one before.

Triggers of the database refuse UPDATE and DELETE; only rows behind the anchor (``fl_audit_tail.anchor_id``, moved by ``flask audit purge``) may go.
The hash is SHA-256 over canonical JSON, so that any program can walk the chain (docs/audit.md). Public names: AuditRow, AuditTail, ROW, TAIL, hash_of,
is_guarded, locked_tail, append.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import DDL, JSON, Index, String, Table, event
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.fieldtypes.columns import UtcDateTime
from app.models.base import Base

LENGTHS = {"actor": 64, "address": 64, "door": 10, "event": 40, "object": 60, "target": 200, "result": 10}
"""Characters of the texts."""


class AuditTail(Base):
    """One row (id 1): the end of the chain, locked by whoever adds to it, and the place up to which old rows were purged."""

    __tablename__ = "fl_audit_tail"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    anchor_id: Mapped[int]
    """The newest row that was purged; 0: none."""
    anchor_hash: Mapped[str] = mapped_column(String(64))


class AuditRow(Base):
    """One event."""

    __tablename__ = "fl_audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Without gaps, in the order of writing."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(LENGTHS["actor"]))
    """The login as it was then; empty: nobody known."""
    address: Mapped[str] = mapped_column(String(LENGTHS["address"]))
    """Of the client; of a command, who on which machine."""
    door: Mapped[str] = mapped_column(String(LENGTHS["door"]))
    """page | api | cli | job"""
    event: Mapped[str] = mapped_column(String(LENGTHS["event"]))
    object: Mapped[str] = mapped_column(String(LENGTHS["object"]))
    """API name, or empty."""
    record_id: Mapped[int | None]
    target: Mapped[str] = mapped_column(String(LENGTHS["target"]))
    """Whom or what it was done to: a login, a role, a department, a package, an address."""
    result: Mapped[str] = mapped_column(String(LENGTHS["result"]))
    """done | refused | failed"""
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Small: ``changes`` (name → [old, new]) and whatever else the event tells."""
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_fl_audit_at", "at"),
        Index("ix_fl_audit_event", "event", "id"),
        Index("ix_fl_audit_actor", "actor", "id"),
        Index("ix_fl_audit_actor_id", "actor_id", "id"),
        Index("ix_fl_audit_object", "object", "record_id", "id"),
        Index("ix_fl_audit_result", "result", "id"),
    )


ROW, TAIL = cast(Table, AuditRow.__table__), cast(Table, AuditTail.__table__)
HASHED = [column.name for column in ROW.columns if column.name not in ("previous", "hash")]

SQLITE = (
    "CREATE TRIGGER fl_audit_no_update BEFORE UPDATE ON fl_audit BEGIN SELECT RAISE(ABORT, 'fl_audit is append-only'); END",
    "CREATE TRIGGER fl_audit_no_delete BEFORE DELETE ON fl_audit WHEN OLD.id > (SELECT anchor_id FROM fl_audit_tail WHERE id = 1) "
    "BEGIN SELECT RAISE(ABORT, 'fl_audit is append-only'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION fl_audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' THEN IF OLD.id <= (SELECT anchor_id FROM fl_audit_tail WHERE id = 1) THEN RETURN OLD; END IF; END IF; "
    "RAISE EXCEPTION 'fl_audit is append-only'; END $$",
    "CREATE TRIGGER fl_audit_no_change BEFORE UPDATE OR DELETE ON fl_audit FOR EACH ROW EXECUTE FUNCTION fl_audit_keep()",
    "CREATE TRIGGER fl_audit_no_truncate BEFORE TRUNCATE ON fl_audit FOR EACH STATEMENT EXECUTE FUNCTION fl_audit_keep()",
)
for _dialect, _statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
    for _statement in _statements:
        event.listen(ROW, "after_create", DDL(_statement).execute_if(dialect=_dialect))
event.listen(TAIL, "after_create", DDL("INSERT INTO fl_audit_tail (id, last_id, hash, anchor_id, anchor_hash) VALUES (1, 0, '', 0, '')"))


TRIGGERS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'fl_audit'",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('fl_audit') AND NOT tgisinternal AND tgenabled <> 'D'",
}


def is_guarded(session: Session) -> bool:
    """Are the triggers there and on? True on a database for which we have none."""
    kind = session.connection().dialect.name
    return kind not in TRIGGERS or session.scalar(sa.text(TRIGGERS[kind])) == 2


def hash_of(row: Mapping[str, Any], previous: str) -> str:
    """What the row's hash must be: SHA-256 of the JSON list of the previous hash and all columns in their order, moments in UTC with microseconds."""
    moment: datetime = row["at"]
    at = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds")
    values = [previous, *(at if name == "at" else row[name] for name in HASHED)]
    return hashlib.sha256(json.dumps(values, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def locked_tail(session: Session) -> Any:
    """(last_id, hash, anchor_id, anchor_hash); nobody else adds to the chain until the transaction ends."""
    columns = (TAIL.c.last_id, TAIL.c.hash, TAIL.c.anchor_id, TAIL.c.anchor_hash)
    return session.execute(sa.select(*columns).where(TAIL.c.id == 1).with_for_update()).one()


def append(session: Session, entries: Iterable[Mapping[str, Any]]) -> None:
    """Add entries (columns without id, at and hashes) to the chain in the caller's write: three statements, however many there are."""
    tail = locked_tail(session)
    number, previous, now = tail.last_id, tail.hash, datetime.now(UTC)
    rows = []
    for entry in entries:
        number += 1
        row = {**entry, "id": number, "at": now, "previous": previous}
        previous = row["hash"] = hash_of(row, previous)
        rows.append(row)
    session.execute(sa.insert(ROW), rows)
    session.execute(sa.update(TAIL).where(TAIL.c.id == 1).values(last_id=number, hash=previous))
