"""Walking the chain of the audit log, and cutting off its oldest part: what ``flask audit verify`` and ``flask audit purge`` do.

Public names: Found, verify, purge, LEAST_DAYS.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.audit import note
from app.i18n import gettext as _
from app.models.audit import ROW, TAIL, hash_of, locked_tail
from app.models.engine import writing

LEAST_DAYS = 183
"""Six months: what the law asks to be kept at least."""
CHUNK = 2000
"""Rows in memory at once."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk found. ``broken``: id of the first row that is not right, or is missing; None when all are."""

    rows: int
    last_id: int
    hash: str
    broken: int | None = None
    reason: str = ""


def verify(session: Session, chunk: int = CHUNK, expected: tuple[int, str] | None = None) -> Found:
    """Walk from the anchor to the end. ``expected``: (id, hash) that an earlier walk answered and somebody kept elsewhere, which the row must still have."""
    tail = session.execute(sa.select(TAIL)).one()
    number, previous, count, purged_to = tail.anchor_id, tail.anchor_hash, 0, 0
    for row in _walk(session, tail.last_id, chunk):
        if row["id"] > number + 1:
            return Found(count, number, previous, number + 1, _("It is missing."))
        if row["id"] <= number:
            return Found(count, number, previous, row["id"], _("It should have gone with the last purge."))
        if row["previous"] != previous or row["hash"] != hash_of(row, previous):
            return Found(count, number, previous, row["id"], _("It was changed, or the one before it was."))
        if expected and expected[0] == row["id"] and expected[1] != row["hash"]:
            return Found(count, number, previous, row["id"], _("Its hash is not the one that was expected: the chain was written anew."))
        number, previous, count = row["id"], row["hash"], count + 1
        purged_to = row["details"].get("up_to", 0) if row["event"] == "audit_purged" else purged_to
    if (number, previous) != (tail.last_id, tail.hash):
        return Found(count, number, previous, number + 1, _("It is missing at the end."))
    if purged_to != tail.anchor_id:
        return Found(count, number, previous, tail.anchor_id + 1, _("What was before it went without a purge that the log knows of."))
    if expected and not tail.anchor_id < expected[0] <= number:
        return Found(count, number, previous, expected[0], _("The row that was expected is not there."))
    return Found(count, number, previous)


def _walk(session: Session, last_id: int, chunk: int) -> Iterator[dict[str, Any]]:
    """Rows up to ``last_id`` by id, a chunk of them in memory."""
    done = 0
    while True:
        statement = sa.select(ROW).where(ROW.c.id > done, ROW.c.id <= last_id).order_by(ROW.c.id).limit(chunk)
        some = [dict(row._mapping) for row in session.execute(statement)]
        yield from some
        if len(some) < chunk:
            return
        done = some[-1]["id"]


def purge(session: Session, days: int, now: datetime | None = None) -> int:
    """Remove what is older than so many days: the number of rows. The purge itself is logged. Raises: ValueError below LEAST_DAYS."""
    if days < LEAST_DAYS:
        raise ValueError(_("The audit log is kept for at least %(days)s days.", days=LEAST_DAYS))
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    with writing(session):
        tail = locked_tail(session)
        newer = session.scalar(sa.select(sa.func.min(ROW.c.id)).where(ROW.c.at >= before))
        up_to = tail.last_id if newer is None else newer - 1
        if up_to <= tail.anchor_id:
            return 0
        last = session.execute(sa.select(ROW.c.hash, ROW.c.at).where(ROW.c.id == up_to)).one()
        session.execute(sa.update(TAIL).where(TAIL.c.id == 1).values(anchor_id=up_to, anchor_hash=last.hash))
        session.execute(sa.delete(ROW).where(ROW.c.id <= up_to))
        details = {"up_to": up_to, "rows": up_to - tail.anchor_id, "hash": last.hash, "newest": last.at.isoformat(timespec="seconds"), "days": days}
        note(session, "audit_purged", target="fl_audit", details=details)
        return int(up_to - tail.anchor_id)
