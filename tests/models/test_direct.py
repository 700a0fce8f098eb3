"""Statements run on the driver's cursor: answers, errors and events are those of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.models import engine as engines
from app.models.direct import fetch


@pytest.fixture(scope="module")
def engine(engine_url: str) -> Iterator[sa.Engine]:
    made = engines.create(engine_url)
    yield made
    made.dispose()


def test_the_rows_and_their_columns(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        mark = ("%(n)s", {"n": 7}) if engine.dialect.name == "postgresql" else (":n", {"n": 7})
        rows, cursor = fetch(connection, f"SELECT 1 AS one, {mark[0]} AS n UNION ALL SELECT 2, 8", mark[1])
        assert sorted(map(tuple, rows)) == [(1, 7), (2, 8)]
        assert [column[0] for column in cursor.description] == ["one", "n"]


def test_an_error_is_one_of_sqlalchemy_and_the_connection_goes_on(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError, match="nowhere"):
            fetch(connection, "SELECT 1 FROM nowhere")
        assert fetch(connection, "SELECT 1").rows == [(1,)]


def test_whoever_listens_to_statements_hears_of_them(engine: sa.Engine) -> None:
    heard: list[str] = []
    with engine.connect() as connection:
        sa.event.listen(connection, "before_cursor_execute", lambda *given: heard.append(f"before {given[2]}"))
        sa.event.listen(connection, "after_cursor_execute", lambda *given: heard.append(f"after {given[2]}"))
        fetch(connection, "SELECT 1")
    assert heard == ["before SELECT 1", "after SELECT 1"]


def test_a_connection_that_the_server_closed_is_let_go(engine: sa.Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server")
    with engine.connect() as connection, engine.connect() as other:
        number = fetch(connection, "SELECT pg_backend_pid()").rows[0][0]
        fetch(other, "SELECT pg_terminate_backend(%(number)s)", {"number": number})
        with pytest.raises(sa.exc.DBAPIError) as caught:
            fetch(connection, "SELECT 1")
        assert caught.value.connection_invalidated
        assert connection.invalidated
