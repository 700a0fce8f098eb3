"""Transactions that write: they wait their turn, hold DDL, and end whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import engine as engines
from app.models.base import Base
from app.models.system import State


@pytest.fixture(scope="module")
def engine(engine_url: str) -> Iterator[sa.Engine]:
    """Nothing but one counter."""
    engine = engines.create(engine_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)"))
        connection.execute(sa.text("INSERT INTO counter VALUES (1, 0)"))
    yield engine
    engine.dispose()


def value(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(sa.text("SELECT n FROM counter")) or 0)


def half_a_change(session: Session) -> None:
    with engines.writing(session):
        session.execute(sa.text("CREATE TABLE half (id INTEGER)"))
        session.execute(sa.text("ALTER TABLE counter ADD COLUMN extra INTEGER"))
        with engines.writing(session):
            session.execute(sa.text("UPDATE counter SET n = n + 1"))
        raise RuntimeError("stop")


def test_ddl_and_inner_blocks_belong_to_the_transaction(engine: sa.Engine) -> None:
    before = value(engine)
    with Session(engine) as session, pytest.raises(RuntimeError, match="stop"):
        half_a_change(session)
    assert sa.inspect(engine).get_table_names() == ["counter"]
    assert [c["name"] for c in sa.inspect(engine).get_columns("counter")] == ["id", "n"]
    assert value(engine) == before


def test_eight_clients_that_read_and_then_write_all_get_their_turn(engine: sa.Engine) -> None:
    before = value(engine)
    failures: list[BaseException] = []

    def add() -> None:
        try:
            for _round in range(10):
                with Session(engine) as session:
                    session.scalar(sa.text("SELECT n FROM counter"))
                    with engines.writing(session):
                        locked = " FOR UPDATE" if engine.dialect.name == "postgresql" else ""
                        n = session.scalar(sa.text(f"SELECT n FROM counter{locked}"))
                        session.execute(sa.text("UPDATE counter SET n = :n"), {"n": (n or 0) + 1})
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=add) for _client in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert value(engine) == before + 80


def test_a_block_commits_at_its_end_and_is_a_write_from_its_beginning(engine: sa.Engine) -> None:
    before = value(engine)
    with Session(engine) as session:
        session.scalar(sa.text("SELECT n FROM counter"))
        assert not engines.is_writing(session)
        with engines.writing(session):
            assert engines.is_writing(session)
            session.execute(sa.text("UPDATE counter SET n = n + 1"))
        assert not engines.is_writing(session)
    assert value(engine) == before + 1


def test_a_writer_that_cannot_get_the_lock_is_told_to_try_again(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0)
    engine = engines.create(sqlite_url)
    with Session(engine) as first, Session(engine) as second:
        engines.begin_immediate(first)
        with pytest.raises(engines.Conflict, match="try again"):
            engines.begin_immediate(second)
        first.rollback()
        engines.begin_immediate(second)
        assert engines.is_writing(second)
    engine.dispose()


def test_changes_made_before_the_write_began_are_a_mistake_of_the_program(sqlite_url: str) -> None:
    engine = engines.create(sqlite_url)
    Base.metadata.tables["fl_state"].create(engine)
    with Session(engine) as session:
        session.add(State(id=1))
        session.connection()
        with pytest.raises(RuntimeError, match="before the first change"):
            engines.begin_immediate(session)
    engine.dispose()
