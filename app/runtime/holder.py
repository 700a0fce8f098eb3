"""Holds the newest snapshot of this process and says for each request whether it is still the newest.

One SELECT of ``fl_state`` a request; when revision or access version moved on, the next snapshot is built under a lock from what did not change
and put in place by one assignment. Requests under way keep theirs. Public name: Runtime.
"""

from __future__ import annotations

import threading

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.load import AccessCache
from app.fieldtypes.registry import TYPES
from app.models.generated import ModelSet
from app.models.state import newest_numbers
from app.models.store import load_catalog
from app.runtime.snapshot import Snapshot

BEHIND = 3
"""A transaction that stays behind the newest snapshot so often means that the database itself went back: restored from a backup."""


class Runtime:
    """One a process (and application). Safe for threads."""

    def __init__(self) -> None:
        self.access = AccessCache()
        self._newest: Snapshot | None = None
        self._lock = threading.Lock()

    def pin(self, session: Session) -> Snapshot:
        """The snapshot of the revision that the session's transaction sees: one statement, more only after a change."""
        behind = 0
        while True:
            seen = newest_numbers(session)
            newest = self._newest
            if newest is None or (newest.revision, newest.access) != seen:
                with self._lock:
                    newest = self._newest
                    if newest is None or (newest.revision, newest.access) < seen:
                        newest = self._newest = self._next(session, newest, *seen)
            if (newest.revision, newest.access) == seen:
                return newest
            session.rollback()  # another thread is ahead: on SQLite this transaction would not see the columns of that snapshot
            behind += 1
            if behind > BEHIND:
                self._newest = None
                self.access = AccessCache()

    def _next(self, session: Session, old: Snapshot | None, revision: int, access: int) -> Snapshot:
        if old is not None and old.revision == revision:
            catalog, models = old.catalog, old.models
        else:
            catalog = load_catalog(session, old.catalog if old else None)
            models = ModelSet(catalog, TYPES, previous=old.models if old else None)
            _forget_statements(session)
        return Snapshot(catalog.revision, access, catalog, models, self.access.matrix(session, access))


def _forget_statements(session: Session) -> None:
    """Old classes stay in memory as long as compiled statements name them: 95 → 333 MB over 1,000 changes, flat with this."""
    bind = session.get_bind()
    (bind if isinstance(bind, sa.Engine) else bind.engine).clear_compiled_cache()
