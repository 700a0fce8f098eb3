"""Writing the audit log: an event of a change belongs to the change's transaction, whole or not at all; a refusal gets one of its own.

Entries are collected with the session and written when it commits, all by three statements: the end of the chain, which every writer locks, is then the last
lock that a transaction takes, so that no two wait for each other. Where a request comes from is asked of ``Session.info`` when there is something to write,
never before. Public names: Origin, ORIGIN, Who, note, note_apart, changes, write, command, job.
"""

from __future__ import annotations

import getpass
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import event as events
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction

from app.access.actor import Actor
from app.access.audit_words import EVENTS, RESULTS
from app.access.scopes import scope_of
from app.errors import Conflict
from app.models.audit import LENGTHS, append
from app.models.engine import is_writing, writing

LOG = logging.getLogger(__name__)
PENDING = "fl_audit"
"""In ``Session.info``: what is to be written at the commit."""
ORIGIN = "fl_origin"
"""In ``Session.info``: a function that answers the Origin."""
LONGEST = 500
"""Characters of a text among the details."""
SECRET = ("password", "token", "secret", "csrf")
"""A detail whose name has one of these is never written."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something comes from. ``door``: page, api, cli, job."""

    address: str = ""
    door: str = "cli"
    nobody: str = "system"
    """Who acts where nobody has logged in."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody named by an event whose session has no actor: the user of a login."""

    id: int | None
    username: str


@dataclass(slots=True)
class _Entry:
    values: dict[str, Any]
    savepoints: tuple[SessionTransaction, ...]
    """Within which it was noted."""


def note(
    session: Session,
    event: str,
    *,
    object: str = "",
    record_id: int | None = None,
    target: str = "",
    result: str = "done",
    details: Mapping[str, Any] | None = None,
    who: Actor | Who | None = None,
) -> None:
    """Write it with the present change, or not at all. ``who``: the session's actor when it is left out; without one, the system.

    Raises: RuntimeError outside of a write (``engine.writing``); KeyError for an event or result that audit_words does not know.
    """
    if not is_writing(session):
        raise RuntimeError("an event belongs to a change: call it in engine.writing")
    if event not in EVENTS or result not in RESULTS:
        raise KeyError(f"audit_words knows no {event}, {result}")
    actor = who or _actor_of(session)
    origin: Callable[[], Origin] = session.info.get(ORIGIN, command)
    came = origin()
    values = {
        "actor_id": actor.id or None if actor else None,
        "actor": actor.username if actor else came.nobody,
        "address": came.address,
        "door": came.door,
        "event": event,
        "object": object,
        "record_id": record_id,
        "target": target,
        "result": result,
    }
    cut = {name: _readable(value)[: LENGTHS[name]] if name in LENGTHS else value for name, value in values.items()}
    _listen(session)
    session.info.setdefault(PENDING, []).append(_Entry({**cut, "details": _small(details or {})}, tuple(_savepoints(session))))


def note_apart(session: Session, event: str, **what: Any) -> bool:
    """Write it in a transaction of its own, after whatever the session had begun is rolled back: refusals, failed logins. False when the database did not
    take it, which the log then says: a refusal stays one."""
    session.rollback()
    try:
        with writing(session):
            note(session, event, **what)
    except (SQLAlchemyError, Conflict):
        LOG.exception("not in the audit log: %s %s", event, _readable(str(what))[:LONGEST])
        return False
    return True


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Name → [old, new] of what differs, in the order of ``new``."""
    return {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}


def _actor_of(session: Session) -> Actor | None:
    scope = scope_of(session)
    return scope.actor if scope is not None else None


def command() -> Origin:
    """Of a session without a request: who runs the command, and where."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in containers
        name = "?"
    return Origin(f"{name}@{socket.gethostname()}", "cli")


def _listen(session: Session) -> None:
    for name, listener in (("before_commit", write), ("after_soft_rollback", _forget_savepoint), ("after_transaction_end", _forget)):
        if not events.contains(session, name, listener):
            events.listen(session, name, listener)


def job() -> Origin:
    """Of a session in which a background job works."""
    return replace(command(), door="job")


def _savepoints(session: Session) -> Iterator[SessionTransaction]:
    found = session.get_nested_transaction()
    while found is not None and found.nested:
        yield found
        found = found.parent


def write(session: Session) -> None:
    """What was noted, before the commit."""
    if session.in_nested_transaction():
        return
    entries: list[_Entry] = session.info.pop(PENDING, [])
    if entries:
        session.flush()  # rows are locked before the chain by everybody
        append(session, [entry.values for entry in entries])


def _forget_savepoint(session: Session, ended: SessionTransaction) -> None:
    """What was noted since a savepoint goes with it."""
    if ended.nested and PENDING in session.info:
        session.info[PENDING] = [entry for entry in session.info[PENDING] if ended not in entry.savepoints]


def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(PENDING, None)


def _small(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details as JSON that every database keeps, without secrets."""
    return {_readable(str(name))[:80]: _plain(value) for name, value in details.items() if not any(word in str(name).lower() for word in SECRET)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return _small(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    return _readable(str(value))[:LONGEST]


def _readable(text: Any) -> Any:
    """Without NUL, halves of characters and line breaks, which a row of a log cannot hold."""
    return "".join(one if one.isprintable() else "�" for one in text) if isinstance(text, str) else text
