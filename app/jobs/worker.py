"""A worker: takes one job after the other and does it chunk by chunk, each in a transaction of its own with the newest metadata.

Public names: Worker.
"""

from __future__ import annotations

import logging
import os
import socket
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session, sessionmaker

from app.access.actor import SYSTEM
from app.access.matrix import Matrix
from app.errors import FieldloomError
from app.fieldtypes.registry import TYPES
from app.jobs.kinds import KINDS, Kind
from app.models.engine import busy, writing
from app.models.generated import ModelSet
from app.models.jobs import claim, finish, keep, open_jobs, put_back
from app.models.store import current_revision, load_catalog
from app.records.workspace import Workspace, open_workspace

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 2.0
"""Pause between two looks for jobs."""
PATIENCE_SECONDS = 30.0
"""A worker that runs until idle waits so long for a job that is due later: the next attempt."""
REST_SECONDS = 0.01
"""Pause after each chunk, in which writers of SQLite get their turn."""


class Worker:
    """One at a time in a process; any number of processes."""

    def __init__(self, sessions: sessionmaker[Session], kinds: Mapping[str, Kind] = KINDS) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._sessions = sessions
        self._kinds = kinds
        self._models: ModelSet | None = None
        self.stopped = False
        """Set it to end after the present chunk."""

    def run(self, until_idle: bool = False, patience: float = PATIENCE_SECONDS, sleep: Callable[[float], None] = time.sleep) -> int:
        """Work until stopped, or until nothing is due within ``patience`` seconds: the number of jobs that ended."""
        ended = 0
        while not self.stopped:
            if self.work():
                ended += 1
                continue
            with self._sessions() as session:
                due, wait = open_jobs(session)
            if until_idle and not due and (wait is None or wait > patience):
                break
            sleep(min(LOOK_SECONDS, wait) if wait else LOOK_SECONDS)
        return ended

    def work(self) -> bool:
        """Take the next job and do it: False when none is due."""
        with self._sessions() as session, writing(session):
            job = claim(session, self.name)
            taken = None if job is None else (job.id, job.kind)
        if taken is None:
            return False
        try:
            while not self.stopped and not self._chunk(*taken):
                time.sleep(REST_SECONDS)
        except Exception as error:
            LOG.exception("Job %s (%s) failed", *taken)
            self._put_back(taken[0], f"{type(error).__name__}: {error}", busy(error))
        return True

    def _chunk(self, job_id: int, kind: str) -> bool:
        """Do the next chunk: True when the job has ended, or is no longer this worker's."""
        with self._sessions() as session:
            ws = self._workspace(session)
            with writing(session):
                return self._step(ws, job_id, kind)

    def _step(self, ws: Workspace, job_id: int, kind: str) -> bool:
        session = ws.session
        job = keep(session, job_id, self.name)
        if job is None:
            return True
        job.heartbeat_at = datetime.now(UTC)
        if current_revision(session) != ws.catalog.revision:
            return False  # published in this moment: again with the newest definitions
        over = self._kind(kind)(ws, job)
        if over:
            finish(job, job.result)
        session.flush()
        return over

    def _kind(self, kind: str) -> Kind:
        found = self._kinds.get(kind)
        if found is None:
            raise FieldloomError(f'there is no kind of job "{kind}"')
        return found

    def _workspace(self, session: Session) -> Workspace:
        catalog = load_catalog(session, self._models.catalog if self._models else None)
        if self._models is None or self._models.catalog is not catalog:
            self._models = ModelSet(catalog, TYPES, previous=self._models)
        return open_workspace(session, SYSTEM, self._models, Matrix())

    def _put_back(self, job_id: int, error: str, was_busy: bool) -> None:
        with self._sessions() as session, writing(session):
            job = keep(session, job_id, self.name)
            if job is not None:
                put_back(job, error)
                if was_busy:
                    job.attempts -= 1  # others held the lock: that is no failure of the job
