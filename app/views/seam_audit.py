"""Notices for the audit log what FAB's own pages change: users, roles, groups, passwords. FAB tells nobody; our pages note by themselves (``access.people``).

Public name: install.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request
from flask_appbuilder.security.sqla.models import Group, Role
from flask_appbuilder.security.sqla.models import User as FabUser
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.access.audit import note, write
from app.models.engine import is_writing
from app.views.gate import FAB_FORMS

KINDS: tuple[tuple[type, str, tuple[str, ...]], ...] = (
    (FabUser, "user", ("username", "first_name", "last_name", "email", "active", "department_id", "locale", "timezone", "roles", "groups")),
    (Role, "role", ("name", "permissions", "user", "groups")),
    (Group, "group", ("name", "label", "description", "roles", "users")),
)
"""Class → what its events are called, and the attributes that they tell."""
MOST_NAMED = 100
"""Rights or people of one change that the log names; the rest is counted."""


def install(sessions: Any) -> None:
    """Put the listeners on a scoped session; again does nothing."""
    for name, listener in (("before_flush", _before_flush), ("before_commit", _before_commit)):
        if not event.contains(sessions, name, listener):
            event.listen(sessions, name, listener)


def _is_fab_form() -> bool:
    return has_request_context() and request.blueprint in FAB_FORMS


def _before_commit(session: Session) -> None:
    """FAB's pages change rows and commit: the flush tells what."""
    if _is_fab_form() and not session.in_nested_transaction():
        session.flush()
        write(session)


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    if not (session.new or session.dirty or session.deleted) or not _is_fab_form() or not is_writing(session):
        return
    for happened, rows in (("created", session.new), ("changed", session.dirty), ("deleted", session.deleted)):
        for row in rows:
            for kind, word, attributes in KINDS:
                if isinstance(row, kind):
                    _note_row(session, f"{word}_{happened}", row, attributes)


def _note_row(session: Session, happened: str, row: Any, attributes: Iterable[str]) -> None:
    state = sa.inspect(row)
    differing = {name: pair for name in attributes if (pair := _difference(state.attrs[name].history))}
    name = str(getattr(row, "username", None) or row.name)
    if differing or not happened.endswith("_changed"):
        note(session, happened, target=name, details={"changes": differing})
    if happened == "user_changed" and state.attrs.password.history.has_changes():
        note(session, "password_changed", target=name)


def _difference(history: Any) -> list[Any] | None:
    """[old, new] in words, what stayed left out; None for no change."""
    added, deleted = list(history.added or ()), list(history.deleted or ())
    if not history.has_changes() or added == deleted:
        return None
    return [_words(deleted), _words(added)]


def _words(values: list[Any]) -> Any:
    plain = [one if one is None or isinstance(one, bool | int | str) else str(getattr(one, "username", None) or one) for one in values]
    if all(isinstance(one, str) or one is None for one in plain) and len(plain) > MOST_NAMED:
        return [*sorted(map(str, plain))[:MOST_NAMED], f"… {len(plain)}"]
    return plain[0] if len(plain) == 1 else plain or None
