"""Notices what is changed in users, roles and groups through the ORM, above all by FAB's own pages, so that every worker forgets what it keeps of them.

FAB asks the database for user and permissions each time and need not tell anybody; ours are kept per access version (``fl_state.access``).
Public names: install, WATCHED.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import Group, PermissionView, Role
from flask_appbuilder.security.sqla.models import User as FabUser
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.models.system import State
from app.models.users import User

COUNTERS = frozenset({"login_count", "last_login", "fail_login_count", "created_on", "changed_on", "created_by_fk", "changed_by_fk"})
"""Columns of a user that a login changes, or that nobody keeps."""
WATCHED: tuple[tuple[type, tuple[str, ...]], ...] = (
    (FabUser, ("roles", "groups", *sorted({column.key for column in sa.inspect(User).column_attrs} - COUNTERS))),
    (Role, ("permissions", "user", "name", "groups")),
    (Group, ("roles", "users")),
    (PermissionView, ("role",)),
)
"""Class → attributes whose change changes what somebody may do."""


def install(sessions: Any) -> None:
    """Put the listener on a scoped session; again does nothing."""
    if not event.contains(sessions, "before_flush", _before_flush):
        event.listen(sessions, "before_flush", _before_flush)


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    if any(_watched(row) for row in (*session.new, *session.deleted)) or any(_changed(row) for row in session.dirty):
        session.execute(sa.update(State).where(State.id == 1).values(access=State.access + 1), execution_options={"synchronize_session": False})


def _watched(row: object) -> tuple[str, ...]:
    return next((names for kind, names in WATCHED if isinstance(row, kind)), ())


def _changed(row: object) -> bool:
    names = _watched(row)
    if not names:
        return False
    attributes = sa.inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in names if name in attributes)
