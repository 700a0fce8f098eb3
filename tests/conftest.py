"""Shared fixtures: one empty database per worker and kind, an application on it, a client with a login.

``engine_url`` runs a test on SQLite and on every PostgreSQL there is: named in TEST_DATABASE_URLS or on its default local port.
With CI=true nothing is skipped for want of a server.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

POSTGRES_DEFAULT = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def postgres_server() -> str | None:
    """URL of a PostgreSQL server on which databases may be made, or None."""
    named = os.environ.get("TEST_DATABASE_URLS")
    if named is not None:
        return next((url for url in named.split() if url.startswith("postgresql")), None)
    return POSTGRES_DEFAULT if _answers(5432) else None


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def engine_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of an empty database of the module's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.db'}"
        return
    server = postgres_server()
    if server is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs a PostgreSQL server on 127.0.0.1:5432 or in TEST_DATABASE_URLS")
        pytest.skip("PostgreSQL: no server on 127.0.0.1:5432 and none in TEST_DATABASE_URLS")
    yield from _own_database(server)


def _own_database(server: str) -> Iterator[str]:
    name = f"fl_test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    try:
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


@pytest.fixture(scope="module")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of an empty SQLite database of the module's own."""
    path: Path = tmp_path_factory.mktemp("db") / "test.db"
    return f"sqlite:///{path}"
