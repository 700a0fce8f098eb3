"""Shared fixtures: one empty database per worker and kind, an application on it, a client with a login.

``engine_url`` runs a test on SQLite and on every PostgreSQL there is: named in TEST_DATABASE_URLS or on its default local port.
With CI=true nothing is skipped for want of a server.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import own_database, postgres_server

SLOW_FIRST = ("workers", "browser")
"""Marks of the files to begin with, so that a parallel run does not end on a long one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((rank for rank, mark in enumerate(SLOW_FIRST) if item.get_closest_marker(mark)), len(SLOW_FIRST)))


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
    with own_database(server) as url:
        yield url


@pytest.fixture(scope="module")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of an empty SQLite database of the module's own."""
    path: Path = tmp_path_factory.mktemp("db") / "test.db"
    return f"sqlite:///{path}"
