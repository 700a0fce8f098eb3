"""Shared fixtures: one empty database per module and kind, or one that is copied from what was made once a run.

``engine_url`` runs a test on SQLite and on every PostgreSQL there is: named in TEST_DATABASE_URLS or on its default local port.
With CI=true nothing is skipped for want of a server.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.databases import drop_stock, fill, own_database, postgres_server

SLOW_FIRST = ("browser", "workers")
"""Marks of the files to begin with, so that a parallel run does not end on a long one."""
Fill = Callable[[str, str, Callable[[str], None]], None]
STOCK = "stock"
BROWSER = "tests/browser"


class Spread(LoadFileScheduling):
    """A parallel run gives a process whole files; what needs the browser is one share, so that there is one browser and one server behind it."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(f"{BROWSER}/") else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Spread | None:
    return Spread(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((rank for rank, mark in enumerate(SLOW_FIRST) if item.get_closest_marker(mark)), len(SLOW_FIRST)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        drop_stock(session.config._tmp_path_factory.getbasetemp() / STOCK)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Fill:
    """filled(url, name, build): the empty database of ``url`` becomes a copy of what ``build(url)`` made once in this run under that name."""
    base = tmp_path_factory.getbasetemp()
    stock = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / STOCK
    return lambda url, name, build: fill(url, stock, name, build)


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
