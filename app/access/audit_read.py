"""Reading the audit log: filtered, newest first, a page at a time by the id of the row before.

Public names: Wanted, Entry, entries, entry, batches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.i18n import gettext as _
from app.models.audit import AuditRow
from app.models.users import User

BATCH = 1000
"""Rows read at once for an export."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; what is empty does not matter."""

    event: str = ""
    person: str = ""
    """Part of a user's name or login, or the whole login as it was then."""
    object: str = ""
    record: int | None = None
    target: str = ""
    """Part of it."""
    result: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Before this moment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    address: str
    door: str
    event: str
    object: str
    record_id: int | None
    target: str
    result: str
    details: dict[str, Any]
    previous: str
    hash: str

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"at": self.at.isoformat()}


COLUMNS = tuple(getattr(AuditRow, name) for name in Entry.__slots__)


def entries(session: Session, wanted: Wanted, limit: int, before: int | None = None, after: int | None = None) -> list[Entry]:
    """Up to ``limit`` rows, newest first: the newest, those older than the row ``before``, or those next newer than ``after``. One statement."""
    statement = sa.select(*COLUMNS).where(*_conditions(wanted)).limit(limit)
    if after is not None:
        return _read(session, statement.where(AuditRow.id > after).order_by(AuditRow.id))[::-1]
    if before is not None:
        statement = statement.where(AuditRow.id < before)
    return _read(session, statement.order_by(AuditRow.id.desc()))


def entry(session: Session, number: int) -> Entry:
    """One row. Raises: NotFound."""
    found = _read(session, sa.select(*COLUMNS).where(AuditRow.id == number))
    if not found:
        raise NotFound(_("There is no such entry."))
    return found[0]


def batches(session: Session, wanted: Wanted) -> Iterator[list[Entry]]:
    """All of it, newest first; nothing is locked, and BATCH rows are in memory."""
    last = None
    while some := entries(session, wanted, BATCH, before=last):
        session.rollback()
        yield some
        last = some[-1].id


def _read(session: Session, statement: sa.Select[Any]) -> list[Entry]:
    return [Entry(*row) for row in session.execute(statement)]


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    row = AuditRow
    same = {"event": wanted.event, "object": wanted.object, "result": wanted.result, "record_id": wanted.record}
    found = [getattr(row, name) == value for name, value in same.items() if value not in ("", None)]
    if wanted.person:
        names = (User.username, User.first_name, User.last_name, User.last_name + User.first_name)
        known = sa.select(User.id).where(sa.or_(*(name.icontains(wanted.person, autoescape=True) for name in names)))
        found.append(sa.or_(row.actor == wanted.person, row.actor_id.in_(known)))
    if wanted.target:
        found.append(row.target.icontains(wanted.target, autoescape=True))
    if wanted.since is not None:
        found.append(row.at >= wanted.since)
    if wanted.until is not None:
        found.append(row.at < wanted.until)
    return found
