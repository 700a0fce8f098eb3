"""The table of background jobs and its few statements: ordered in the transaction of whoever needs one, taken by one worker at a time.

A worker holds a job as long as it writes its heartbeat; the job of a worker that fell silent is taken by another one and goes on where the last chunk
was committed. Public names: Job, the kinds SEARCH_INDEX, SEARCH_SWEEP and BUILD_INDEX, enqueue, claim, keep, finish, put_back, again, open_jobs, reserve,
LOST_AFTER_SECONDS, MOST_ATTEMPTS.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.fieldtypes.columns import UtcDateTime
from app.models.base import Base

SEARCH_INDEX = "search_index"
"""Index the records of an object: {"entity": id}; {"again": true}: those too that are indexed already."""
SEARCH_SWEEP = "search_sweep"
"""Index again what was saved while the fields changed: {"entity": id, "since": time}."""
BUILD_INDEX = "build_index"
"""Make an index of a large table without blocking anybody: {"entity": id, "index": name}."""
LOST_AFTER_SECONDS = 30
"""Without a heartbeat for so long a worker counts as dead; it writes one with every chunk, which takes a second at most."""
MOST_ATTEMPTS = 5
PAUSE_SECONDS = 10
"""Pause after the first failure; it doubles each time."""
LONGEST_ERROR = 2000


class Job(Base):
    """One task: what, how far, by whom."""

    __tablename__ = "fl_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    """queued | running | done | failed"""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Not to be begun before."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Units of work (records); 0: not known yet."""
    place: Mapped[Any] = mapped_column(JSON, nullable=True)
    """Where the next chunk begins; what it means is the kind's affair."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often a worker took it."""
    worker: Mapped[str] = mapped_column(String(80), default="")
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")
    """Of the last attempt that failed; for the log and the admin."""
    result: Mapped[Any] = mapped_column(JSON, nullable=True)
    user_id: Mapped[int | None]
    """Who ordered it; empty: the system."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_fl_job_state", "state", "due_at"), {"sqlite_autoincrement": True})


def enqueue(
    session: Session | Connection, kind: str, arguments: Mapping[str, Any], user_id: int | None = None, after_seconds: float = 0, total: int = 0
) -> int:
    """Order a job in the caller's transaction: its id. One of the same kind and arguments that waits already serves both."""
    waiting = session.execute(sa.select(Job.id, Job.arguments).where(Job.state == "queued", Job.kind == kind, Job.attempts == 0))
    for number, present in waiting:
        if present == dict(arguments):
            return int(number)
    now = datetime.now(UTC)
    values = {
        "kind": kind,
        "arguments": dict(arguments),
        "user_id": user_id,
        "created_at": now,
        "due_at": now + timedelta(seconds=after_seconds),
        "total": total,
    }
    defaults = {"state": "queued", "done": 0, "attempts": 0, "worker": "", "error": ""}
    number = session.scalar(sa.insert(Job).values(**values, **defaults).returning(Job.id))
    return int(number or 0)


def _open(now: datetime) -> Any:
    lost = sa.and_(Job.state == "running", Job.heartbeat_at < now - timedelta(seconds=LOST_AFTER_SECONDS))
    return sa.or_(sa.and_(Job.state == "queued", Job.due_at <= now), lost)


def claim(session: Session, worker: str) -> Job | None:
    """The next job, now this worker's; None when nothing is due. The transaction (a write) is the caller's."""
    now = datetime.now(UTC)
    statement = sa.select(Job).where(_open(now)).order_by(Job.due_at, Job.id).limit(1).with_for_update(skip_locked=True)
    job = session.scalar(statement, execution_options={"populate_existing": True})
    if job is None:
        return None
    job.attempts += 1
    if job.attempts > MOST_ATTEMPTS:
        job.state, job.error, job.finished_at = "failed", job.error or "The worker ended without a word.", now
        session.flush()
        return claim(session, worker)
    job.state, job.worker, job.heartbeat_at = "running", worker, now
    session.flush()
    return job


def keep(session: Session, job_id: int, worker: str) -> Job | None:
    """The job, locked until the transaction ends, if it is still this worker's; None when another one took it."""
    statement = sa.select(Job).where(Job.id == job_id, Job.state == "running", Job.worker == worker).with_for_update()
    return session.scalar(statement, execution_options={"populate_existing": True})


def finish(job: Job, result: Any = None) -> None:
    """The job is done."""
    job.state, job.result, job.finished_at, job.error = "done", result, datetime.now(UTC), ""


def put_back(job: Job, error: str) -> None:
    """An attempt failed: again after a pause, or for good after MOST_ATTEMPTS."""
    now = datetime.now(UTC)
    job.error, job.worker, job.heartbeat_at = error[:LONGEST_ERROR], "", None
    if job.attempts >= MOST_ATTEMPTS:
        job.state, job.finished_at = "failed", now
    else:
        job.state, job.due_at = "queued", now + timedelta(seconds=PAUSE_SECONDS * 2 ** (job.attempts - 1))


def again(job: Job) -> None:
    """Somebody wants a failed job to be tried once more."""
    job.state, job.attempts, job.due_at, job.finished_at = "queued", 0, datetime.now(UTC), None


def open_jobs(session: Session | Connection) -> tuple[bool, float | None]:
    """(is a job due that nobody works on, seconds until the next one that waits or None): one statement."""
    now = datetime.now(UTC)
    found = session.execute(sa.select(sa.func.min(Job.due_at).filter(Job.state == "queued"), sa.func.count(Job.id).filter(_open(now)))).one()
    next_at = found[0]
    if isinstance(next_at, datetime):
        next_at = next_at if next_at.tzinfo else next_at.replace(tzinfo=UTC)
    return found[1] > 0, None if next_at is None else max(0.0, (next_at - now).total_seconds())


def reserve(session: Session) -> bool:
    """May this process start a worker? True for one process in LOST_AFTER_SECONDS, when a job is due and no worker is at work; in a write of the caller's."""
    now = datetime.now(UTC)
    alive = Job.heartbeat_at >= now - timedelta(seconds=LOST_AFTER_SECONDS)
    if session.scalar(sa.select(Job.id).where(Job.state.in_(("queued", "running")), alive).limit(1)) is not None:
        return False
    job = session.scalar(sa.select(Job).where(_open(now)).order_by(Job.due_at, Job.id).limit(1).with_for_update(skip_locked=True))
    if job is None:
        return False
    job.state, job.worker, job.heartbeat_at = "queued", "", now
    session.flush()
    return True
