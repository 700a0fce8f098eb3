"""Connections to PostgreSQL: reading needs no transaction, everything else has one, and prepared statements survive publications."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import engine as engines
from app.models import postgresql
from app.models.setup import create_system_tables
from app.models.state import newest_numbers

pytestmark = pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def engine(engine_url: str) -> Iterator[sa.Engine]:
    made = engines.create(engine_url)
    create_system_tables(made)
    with made.begin() as connection:
        connection.execute(sa.text("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, word VARCHAR(10))"))
        connection.execute(sa.text("INSERT INTO counter VALUES (1, 0, 'one')"))
    yield made
    made.dispose()


def status(session: Session) -> str:
    return str(raw(session).info.transaction_status.name)


def raw(session: Session) -> Any:
    return session.connection().connection.dbapi_connection


def value(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(sa.text("SELECT n FROM counter")) or 0)


def test_reading_needs_no_transaction_and_the_first_change_begins_one(engine: sa.Engine) -> None:
    before = value(engine)
    with Session(engine) as session:
        assert session.scalar(sa.text("SELECT n FROM counter")) == before
        assert status(session) == "IDLE"
        session.execute(sa.text("UPDATE counter SET n = n + 1"))
        assert status(session) == "INTRANS"
        session.execute(sa.text("UPDATE counter SET n = n + 1"))
        assert value(engine) == before, "nobody else sees it yet"
        session.rollback()
        assert status(session) == "IDLE"
        assert session.scalar(sa.text("SELECT n FROM counter")) == before
        session.execute(sa.text("UPDATE counter SET n = n + 1"))
        session.commit()
    assert value(engine) == before + 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT n FROM counter FOR UPDATE",
        "EXPLAIN ANALYZE SELECT n FROM counter",
        "SELECT n FROM counter FOR SHARE",
        "SELECT pg_advisory_xact_lock(1)",
        "SELECT set_config('lock_timeout', '1s', true)",
        "SAVEPOINT one",
        "WITH gone AS (DELETE FROM counter WHERE id = 2 RETURNING id) SELECT id FROM gone",
    ],
)
def test_what_lasts_until_the_end_of_a_transaction_has_one(engine: sa.Engine, statement: str) -> None:
    with Session(engine) as session:
        session.execute(sa.text(statement))
        assert status(session) == "INTRANS"


def test_what_is_planned_or_found_first_by_with_needs_no_transaction(engine: sa.Engine) -> None:
    with Session(engine) as session:
        assert session.scalar(sa.text("EXPLAIN (FORMAT JSON) SELECT n FROM counter"))[0]["Plan"]["Plan Rows"]
        assert status(session) == "IDLE"
        assert session.scalar(sa.text("WITH one AS MATERIALIZED (SELECT n FROM counter WHERE word <> 'deleted_at') SELECT count(*) FROM one")) == 1
        assert status(session) == "IDLE"


def test_many_rows_at_once_and_a_savepoint_belong_to_a_transaction(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.execute(sa.text("INSERT INTO counter VALUES (:id, 0, '')"), [{"id": number} for number in (11, 12)])
        assert status(session) == "INTRANS"
        session.rollback()
        with session.begin_nested() as nested:
            session.execute(sa.text("DELETE FROM counter"))
            nested.rollback()
        assert session.scalar(sa.text("SELECT count(*) FROM counter")) == 1


def test_a_write_is_a_transaction_from_its_first_change_and_held_or_taken_back_as_a_whole(engine: sa.Engine) -> None:
    before = value(engine)
    with Session(engine) as session:
        held = raw(session)
        session.scalar(sa.text("SELECT n FROM counter"))
        for fails in (True, False):
            with suppress(ValueError), engines.writing(session):
                assert session.scalar(sa.text("SELECT n FROM counter")) == before
                assert status(session) == "IDLE", "what is read first is read as on any page"
                session.execute(sa.text("UPDATE counter SET n = n + 1"))
                assert status(session) == "INTRANS"
                session.execute(sa.text("UPDATE counter SET n = n + 1"))
                assert raw(session) is held
                if fails:
                    raise ValueError
            assert not engines.is_writing(session)
            assert value(engine) == (before if fails else before + 2)


def test_a_write_after_a_lock_is_a_transaction_of_its_own(engine: sa.Engine) -> None:
    with Session(engine) as session:
        session.execute(sa.text("SELECT n FROM counter FOR UPDATE"))
        with engines.writing(session):
            assert status(session) == "IDLE"
            assert engines.is_writing(session)


def test_a_change_that_is_a_whole_transaction_needs_no_other_and_in_one_it_is_a_part(engine: sa.Engine) -> None:
    before = value(engine)
    change = f"UPDATE counter SET n = n + 1{postgresql.WHOLE}"
    with Session(engine) as session:
        session.connection().exec_driver_sql(change)
        assert status(session) == "IDLE"
        assert value(engine) == before + 1
        session.execute(sa.text("UPDATE counter SET n = n + 1"))
        session.connection().exec_driver_sql(change)
        assert status(session) == "INTRANS"
        session.rollback()
    assert value(engine) == before + 1


def test_a_cursor_on_the_server_works(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        rows = connection.execution_options(stream_results=True).execute(sa.text("SELECT generate_series(1, 2000)"))
        assert sum(1 for _row in rows) == 2000


def test_a_connection_that_asks_for_no_transactions_gets_none_and_the_next_user_gets_them_again(engine: sa.Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_counter_n ON counter (n)"))
    before = value(engine)
    with Session(engine) as session:
        session.execute(sa.text("UPDATE counter SET n = n + 1"))
        assert status(session) == "INTRANS"
        session.rollback()
    assert value(engine) == before


def test_a_prepared_statement_outlives_a_column_that_was_widened(engine: sa.Engine) -> None:
    statement = sa.text(f"SELECT id, word FROM counter WHERE id = :id{postgresql.STEADY}")
    with Session(engine) as session:
        for _again in range(10):
            assert session.execute(statement, {"id": 1}).one() == (1, "one")
        assert prepared(session, "word FROM counter") == 1
        with engine.begin() as other:
            other.execute(sa.text("ALTER TABLE counter ALTER COLUMN word TYPE VARCHAR(200)"))
        assert session.execute(statement, {"id": 1}).one() == (1, "one")
        assert prepared(session, "word FROM counter") == 0
        for _again in range(10):
            assert session.execute(statement, {"id": 1}).one() == (1, "one")
        assert prepared(session, "word FROM counter") == 1
        with engine.begin() as other:
            other.execute(sa.text("ALTER TABLE counter ALTER COLUMN word TYPE VARCHAR(300)"))
        with engines.writing(session):
            session.execute(sa.text("UPDATE counter SET n = n + 1"))
            assert session.execute(statement, {"id": 1}).one() == (1, "one"), "within a transaction nothing prepared is used"


def test_what_is_not_said_to_be_steady_is_planned_with_its_values(engine: sa.Engine) -> None:
    with Session(engine) as session:
        for _again in range(10):
            session.execute(sa.text("SELECT n, word FROM counter WHERE word LIKE :part"), {"part": "%n%"}).all()
        assert prepared(session, "n, word FROM counter") == 0


def prepared(session: Session, part: str) -> int:
    found = session.connection().exec_driver_sql("SELECT statement FROM pg_prepared_statements").scalars()
    return sum(part in one for one in found)


def test_a_wrong_statement_is_told_once(engine: sa.Engine) -> None:
    with Session(engine) as session:
        with pytest.raises(sa.exc.ProgrammingError, match="nowhere"):
            session.execute(sa.text("SELECT nowhere FROM counter"))
        assert session.scalar(sa.text("SELECT 1")) == 1


def end_connections(engine: sa.Engine) -> None:
    """What a restart of the server does."""
    other = sa.create_engine(engine.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"))


def test_a_request_begins_on_a_new_connection_when_the_old_one_is_gone(engine: sa.Engine) -> None:
    with Session(engine) as first, Session(engine) as second:
        numbers = newest_numbers(first)
        newest_numbers(second)
    end_connections(engine)
    for _request in range(3):
        with Session(engine) as session:
            assert newest_numbers(session) == numbers


def test_a_connection_that_was_idle_is_asked_whether_it_lives(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    value(engine)
    monkeypatch.setattr(postgresql, "IDLE_SECONDS", 0)
    end_connections(engine)
    assert value(engine) >= 0
    monkeypatch.setattr(postgresql, "IDLE_SECONDS", 1000)
    end_connections(engine)
    with pytest.raises(sa.exc.DBAPIError):
        value(engine)
    assert value(engine) >= 0, "the others of the pool are let go with it"


def test_rows_whose_places_are_known_are_read_ahead(engine: sa.Engine) -> None:
    with Session(engine) as session:
        assert int(session.scalar(sa.text("SHOW effective_io_concurrency")) or 0) >= postgresql.READ_AHEAD
