"""The database engine: settings per kind of database, and transactions that are going to write.

SQLite: WAL, transactions begun by us (so DDL is part of them), writers wait their turn. A transaction that reads first and writes later cannot wait there
(another writer may have committed in between: "database is locked" at once), so every write begins with ``begin_immediate`` or stands in ``writing``.
PostgreSQL: a transaction begins with the first statement that does more than read (``models.postgresql``).

Public names: engine_options, configure, create, forget_connections, begin_immediate, is_writing, writing, busy.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.i18n import gettext as _
from app.models import postgresql

BUSY_SECONDS = 15
"""How long a writer waits for another one on SQLite."""
POLL_SECONDS = 0.002
WRITING = "fl_writing"
"""Execution option of a connection that begins a write, and the mark in ``Connection.info`` that it did."""
BUSY_STATES = {"55P03", "40P01", "40001"}
"""PostgreSQL: lock not available, deadlock, serialization failure."""


CONFIGURED: WeakSet[Engine] = WeakSet()
"""Every configured engine of this process, for ``forget_connections``."""


def engine_options(url: str) -> dict[str, Any]:
    """Arguments of ``sa.create_engine`` for that database (Flask: ``SQLALCHEMY_ENGINE_OPTIONS``)."""
    options: dict[str, Any] = {"pool_size": 8, "max_overflow": 24, "pool_timeout": 20, "pool_use_lifo": True}
    if url.startswith("sqlite"):
        if sa.make_url(url).database in (None, "", ":memory:"):
            return {"poolclass": sa.StaticPool, "connect_args": {"check_same_thread": False}}
        return {**options, "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    return options if url.startswith("postgresql") else {**options, "pool_pre_ping": True}


def configure(engine: Engine) -> Engine:
    """Put our events on an engine (once; again does nothing) and return it."""
    if not event.contains(engine, "begin", _begin):
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        elif engine.dialect.name == "postgresql":
            postgresql.install(engine)
        event.listen(engine, "begin", _begin)
    CONFIGURED.add(engine)
    return engine


def forget_connections() -> None:
    """In a process just forked: leave the parent's connections to the parent."""
    for engine in list(CONFIGURED):
        engine.dispose(close=False)


def create(url: str) -> Engine:
    """A configured engine for a URL, outside Flask: commands and tests."""
    return configure(sa.create_engine(url, **engine_options(url)))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN leaves DDL outside transactions
    cursor = connection.cursor()
    for pragma in (f"busy_timeout = {BUSY_SECONDS * 1000}", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "temp_store = MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    is_write = bool(connection.get_execution_options().get(WRITING))
    connection.info[WRITING] = is_write
    if connection.dialect.name == "sqlite":
        if is_write:
            _wait_for_turn(connection)
        else:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("BEGIN")  # a tenth of what SQLAlchemy takes for it; it waits for nobody, so it does not fail


def _wait_for_turn(connection: Connection) -> None:
    """BEGIN IMMEDIATE, asked for every POLL_SECONDS: SQLite's own waiting sleeps up to 0.1 s between two looks, so that a writer among busy others
    waited up to 14 s (measured: 8 clients and a publisher without a pause, on 2 cores; 3 s with this)."""
    raw: Any = connection.connection.dbapi_connection
    give_up = time.monotonic() + BUSY_SECONDS
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < give_up:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except connection.dialect.loaded_dbapi.OperationalError as error:
                if not busy(error):
                    raise
            time.sleep(POLL_SECONDS)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises as SQLAlchemy does
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def is_writing(session: Session) -> bool:
    """Has the session's present transaction begun as a write?"""
    return session.in_transaction() and bool(session.connection().info.get(WRITING))


def begin_immediate(session: Session) -> None:
    """Begin the transaction of a write: call it before anything is changed; what was read before may be stale afterwards, so read again.

    Within a transaction that began as a write it does nothing. A transaction that has only read is ended first. Raises: Conflict when
    other writers do not let go for BUSY_SECONDS; RuntimeError when the session holds changes already.
    """
    _begins_write(session)


def _begins_write(session: Session) -> bool:
    """``begin_immediate``; False when a write had begun before."""
    if session.in_transaction():
        connection = session.connection()
        if connection.info.get(WRITING):
            return False
        if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
            raise RuntimeError("begin_immediate comes before the first change")
        session.expire_all()
        if postgresql.is_idle(connection):
            connection.info[WRITING] = True
            return True
        session.commit()
    try:
        session.connection(execution_options={WRITING: True})
    except DBAPIError as error:
        session.rollback()
        if busy(error):
            raise Conflict(_("The database is busy at the moment. Nothing was changed; try again.")) from error
        raise
    return True


@contextmanager
def writing(session: Session) -> Iterator[bool]:
    """A block whose changes are committed together at its end, or not at all. A block inside another one belongs to the outer: False."""
    if not _begins_write(session):
        yield False
        return
    try:
        yield True
        session.commit()
    except BaseException:
        session.rollback()
        raise


def busy(error: BaseException) -> bool:
    """Did a statement fail only because others held a lock for too long?"""
    original = getattr(error, "orig", error)
    return getattr(original, "sqlstate", None) in BUSY_STATES or "database is locked" in str(original) or "table is locked" in str(original)
