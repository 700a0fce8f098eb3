"""Databases of a test's or a measurement's own, and such as are made once a run and copied from then on.

Public names: postgres_server, own_database, fill, drop_stock.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

POSTGRES_DEFAULT = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
TEMPLATES = "templates.txt"
"""In the stock: the names of the template databases, a line each."""


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
    _on_server(server, f'CREATE DATABASE "{name}"', _careless(name))
    try:
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(url: str, stock: Path, name: str, build: Callable[[str], None]) -> None:
    """Give the empty database of ``url`` what ``build`` makes in an empty database: made once a run, by whichever process comes first, then copied.

    ``stock`` is a folder that all processes of the run share; ``name`` says what is in the database.
    """
    stock.mkdir(parents=True, exist_ok=True)
    parsed = sa.make_url(url)
    with (stock / f"{name}-{parsed.get_backend_name()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if parsed.get_backend_name() == "sqlite":
            kept = stock / f"{name}.db"
            if not kept.exists():
                build(f"sqlite:///{kept.with_suffix('.new')}")
                _fold_log(kept.with_suffix(".new"))
                kept.with_suffix(".new").rename(kept)
            shutil.copyfile(kept, str(parsed.database))
            return
        server = parsed.set(database="postgres").render_as_string(hide_password=False)
        template = f"fl_stock_{hashlib.sha1(f'{stock}/{name}'.encode(), usedforsecurity=False).hexdigest()[:16]}"
        templates = stock / TEMPLATES
        if not templates.exists() or template not in templates.read_text():
            _on_server(server, f'CREATE DATABASE "{template}"', _careless(template))
            with templates.open("a") as names:
                names.write(f"{server} {template}\n")
            build(parsed.set(database=template).render_as_string(hide_password=False))
        _on_server(server, f'DROP DATABASE "{parsed.database}" WITH (FORCE)', f'CREATE DATABASE "{parsed.database}" TEMPLATE "{template}"')
        _on_server(server, _careless(str(parsed.database)))


def drop_stock(stock: Path) -> None:
    """Drop the template databases of a run."""
    if (stock / TEMPLATES).exists():
        for line in (stock / TEMPLATES).read_text().splitlines():
            server, template = line.split()
            _on_server(server, f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')


def _fold_log(path: Path) -> None:
    """Bring what the write-ahead log holds into the file itself."""
    made = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    with made.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _careless(name: str) -> str:
    return f'ALTER DATABASE "{name}" SET synchronous_commit TO off'  # no test survives a power cut anyway


def _on_server(server: str, *statements: str) -> None:
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
