"""Databases of a test's or a measurement's own. Public names: postgres_server, own_database."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

POSTGRES_DEFAULT = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def postgres_server() -> str | None:
    """URL of a PostgreSQL server on which databases may be made, or None: the one in TEST_DATABASE_URLS, else the default local port."""
    named = os.environ.get("TEST_DATABASE_URLS")
    if named is not None:
        return next((url for url in named.split() if url.startswith("postgresql")), None)
    return POSTGRES_DEFAULT if _answers(5432) else None


@contextmanager
def own_database(server: str, prefix: str = "fl_test") -> Iterator[str]:
    """URL of a new database on that server, dropped at the end whoever still holds it."""
    name = f"{prefix}_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        connection.execute(sa.text(f'ALTER DATABASE "{name}" SET synchronous_commit TO off'))  # no test survives a power cut anyway
    try:
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()
