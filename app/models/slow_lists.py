"""Lists that took long, by what they asked for: what the suggestions of indexes are made from. Shapes only, never values.

Public names: SlowList, note, of_object, KEPT_DAYS.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.fieldtypes.columns import UtcDateTime
from app.models.base import Base

KEPT_DAYS = 30
"""What nobody asked for since is forgotten."""
LONGEST_SHAPE = 300


class SlowList(Base):
    """One shape of a list of one object."""

    __tablename__ = "fl_slow_list"

    entity_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shape: Mapped[str] = mapped_column(String(LONGEST_SHAPE), primary_key=True)
    """Stable ids and system names: ``equal|range|order``, e.g. ``41|created_at|-57``."""
    times: Mapped[int]
    milliseconds: Mapped[int]
    """Of all these times together."""
    worst: Mapped[int]
    """Milliseconds of the slowest."""
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


def note(session: Session, slow: Sequence[tuple[int, str, float]]) -> None:
    """Add (object's id, shape, seconds) each, and forget old ones; in the caller's transaction."""
    now = datetime.now(UTC)
    for entity_id, shape, seconds in slow:
        took = min(int(seconds * 1000), 10_000_000)
        row = session.get(SlowList, (entity_id, shape), with_for_update=True, populate_existing=True)
        if row is None:
            session.add(SlowList(entity_id=entity_id, shape=shape, times=1, milliseconds=took, worst=took, last_at=now))
        else:
            row.times, row.milliseconds, row.worst, row.last_at = row.times + 1, row.milliseconds + took, max(row.worst, took), now
    session.flush()
    session.execute(sa.delete(SlowList).where(SlowList.last_at < now - timedelta(days=KEPT_DAYS)))


def of_object(session: Session, entity_id: int) -> Sequence[SlowList]:
    """The slow lists of an object, those that cost most first."""
    return session.scalars(sa.select(SlowList).where(SlowList.entity_id == entity_id).order_by(SlowList.milliseconds.desc(), SlowList.shape)).all()
