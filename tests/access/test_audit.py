"""The audit log: its chain, what breaks it, what of a transaction it keeps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.access import audit_chain, scopes
from app.access.actor import Actor
from app.access.audit import ORIGIN, Origin, changes, note, note_apart
from app.access.matrix import Matrix
from app.models.audit import ROW, TAIL, AuditRow, append, is_guarded
from app.models.base import Base
from app.models.engine import writing
from app.models.setup import create_system_tables

TRIGGERS = {
    "sqlite": ("DROP TRIGGER fl_audit_no_update", "DROP TRIGGER fl_audit_no_delete"),
    "postgresql": ("ALTER TABLE fl_audit DISABLE TRIGGER USER",),
}

EMPTY: dict[str, Any] = {**dict.fromkeys(("address", "door", "object", "target"), ""), "actor_id": None, "record_id": None, "result": "done"}


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as made:
        made.info[ORIGIN] = lambda: Origin("10.0.0.7", "page")
        scopes.bind(made, Actor(id=7, username="ada"), Matrix())
        yield made


def say(session: Session, event: str = "login", **what: Any) -> None:
    with writing(session):
        note(session, event, **what)


def rows(session: Session) -> list[AuditRow]:
    found = list(session.scalars(sa.select(AuditRow).order_by(AuditRow.id)))
    session.rollback()
    return found


def test_a_row_says_who_what_when_and_from_where_and_the_chain_holds(session: Session) -> None:
    before = datetime.now(UTC)
    say(session, "access_changed", object="deal", target="Staff", details={"changes": changes({"view": "own", "edit": "own"}, {"view": "all", "edit": "own"})})
    row = rows(session)[-1]
    assert (row.actor_id, row.actor, row.address, row.door, row.event, row.object, row.target, row.result) == (
        *(7, "ada", "10.0.0.7", "page"),
        *("access_changed", "deal", "Staff", "done"),
    )
    assert row.details == {"changes": {"view": ["own", "all"]}}
    assert before - timedelta(seconds=1) < row.at < datetime.now(UTC) + timedelta(seconds=1)
    say(session)
    last, one = rows(session)[-1], rows(session)[-2]
    assert (last.id, last.previous) == (one.id + 1, one.hash)
    found = audit_chain.verify(session)
    assert (found.broken, found.last_id, found.hash) == (None, last.id, last.hash)


def test_an_event_is_written_with_its_change_or_not_at_all(session: Session) -> None:
    known = len(rows(session))
    with suppress(ZeroDivisionError), writing(session):
        note(session, "login")
        raise ZeroDivisionError
    with writing(session):
        note(session, "login", target="kept")
        with suppress(ZeroDivisionError), session.begin_nested():
            with session.begin_nested():
                note(session, "logout", target="gone with the outer savepoint")
            raise ZeroDivisionError
        with session.begin_nested():
            note(session, "logout", target="kept, too")
        assert len(list(session.scalars(sa.select(AuditRow.id)))) == known, "written at the end, when nothing else is locked any more"
    assert [row.target for row in rows(session)[known:]] == ["kept", "kept, too"]
    with pytest.raises(RuntimeError, match="belongs to a change"):
        note(session, "login")
    with writing(session), pytest.raises(KeyError):
        note(session, "no such event")


def test_a_refusal_survives_what_is_rolled_back(session: Session) -> None:
    session.execute(sa.select(AuditRow.id))
    assert note_apart(session, "refused", target="can write on Access", result="refused")
    assert rows(session)[-1].result == "refused"


def test_no_secret_and_nothing_unreadable_is_written(session: Session) -> None:
    details = {
        "password": "geheim",
        "api_token": "abc",
        "changes": {"password": ["a", "b"], "roles": [{"Staff"}, ["Staff", "Admin"]]},
        "note": "a\x00b\ud800\n" * 500,
    }
    say(session, "user_changed", target="x\x00y" + "z" * 300, details=details)
    row = rows(session)[-1]
    assert set(row.details) == {"changes", "note"}
    assert row.details["changes"] == {"roles": [["Staff"], ["Staff", "Admin"]]}
    assert (len(row.target), len(row.details["note"]), row.target[:3]) == (200, 500, "x�y")
    assert audit_chain.verify(session).broken is None


def test_two_writers_at_once_keep_one_chain(sessions: sessionmaker[Session], session: Session) -> None:
    known = len(rows(session))

    def write(name: str) -> None:
        for turn in range(25):
            with sessions() as own, writing(own):
                note(own, "login", target=f"{name} {turn}")
                note(own, "logout", target=f"{name} {turn}")

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    new = rows(session)[known:]
    assert len(new) == 150
    assert [row.id for row in new] == list(range(new[0].id, new[0].id + 150)), "no gap"
    assert all(first.target == second.target for first, second in zip(new[::2], new[1::2], strict=True)), "those of one transaction stand together"
    assert audit_chain.verify(session, chunk=40).broken is None


def test_rows_can_be_neither_changed_nor_deleted(engine: sa.Engine, session: Session) -> None:
    say(session)
    statements: list[Any] = [sa.update(ROW).values(actor="mallory"), sa.delete(ROW)]
    if engine.dialect.name == "postgresql":
        statements.append(sa.text("TRUNCATE fl_audit"))
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(statement)
    create_system_tables(engine)
    assert rows(session)


def test_a_database_of_an_earlier_version_gets_the_log_with_its_triggers(engine: sa.Engine, session: Session) -> None:
    with engine.connect().execution_options(fl_writing=True) as connection, connection.begin() as transaction:
        ROW.drop(connection)
        TAIL.drop(connection)
        with Session(connection, join_transaction_mode="create_savepoint") as mine:
            assert not is_guarded(mine)
            Base.metadata.create_all(mine.connection())
            assert is_guarded(mine)
            append(mine, [{**EMPTY, "event": "login", "actor": "first", "details": {}}])
            assert audit_chain.verify(mine).last_id == 1
        transaction.rollback()
    assert is_guarded(session)
    session.rollback()


@pytest.fixture
def unguarded(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Somebody with the rights of the database's owner; what they did is taken back afterwards."""
    with engine.connect().execution_options(fl_writing=True) as connection:
        transaction = connection.begin()
        for statement in TRIGGERS[engine.dialect.name]:
            connection.execute(sa.text(statement))
        yield connection
        transaction.rollback()


def test_whatever_is_changed_behind_the_triggers_is_found(session: Session, unguarded: sa.Connection) -> None:
    with Session(unguarded, join_transaction_mode="create_savepoint") as mine:
        append(mine, [{**EMPTY, "event": "login", "actor": f"user {n}", "details": {"n": n}} for n in range(6)])
        mine.commit()
        last = mine.scalar(sa.select(TAIL.c.last_id)) or 0
        assert audit_chain.verify(mine).broken is None
        for statement, broken in (
            (sa.update(ROW).where(ROW.c.id == last - 3).values(actor="nobody"), last - 3),
            (sa.update(ROW).where(ROW.c.id == last - 3).values(details={"n": 9}), last - 3),
            (sa.update(ROW).where(ROW.c.id == last - 2).values(at=datetime(2026, 1, 1, tzinfo=UTC)), last - 2),
            (sa.delete(ROW).where(ROW.c.id == last - 4), last - 4),
            (sa.delete(ROW).where(ROW.c.id == last), last),
            (sa.update(TAIL).values(anchor_id=last - 1, anchor_hash=""), 1),
        ):
            with mine.begin_nested() as savepoint:
                mine.execute(statement)
                found = audit_chain.verify(mine, chunk=2)
                assert found.broken == broken, (str(statement), found)
                assert found.reason
                savepoint.rollback()


def test_an_old_part_is_purged_and_the_rest_still_verifies(sessions: sessionmaker[Session], engine: sa.Engine, session: Session) -> None:
    say(session)
    with pytest.raises(ValueError, match="183"):
        audit_chain.purge(session, 182)
    assert audit_chain.purge(session, 183) == 0
    now = datetime.now(UTC)
    last = rows(session)[-1].id
    assert audit_chain.purge(session, 183, now=now + timedelta(days=184)) == last
    left = rows(session)
    assert [row.event for row in left] == ["audit_purged"]
    assert left[0].details["up_to"] == last
    assert audit_chain.verify(session).broken is None
    say(session)
    with sessions() as other:
        assert audit_chain.verify(other).broken is None
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.delete(ROW))
    session.execute(sa.update(TAIL).values(anchor_id=0, anchor_hash=""))
    assert audit_chain.verify(session).broken is not None, "a purge that the log does not know"
    session.rollback()
