"""The world of the record tests, once a module and kind of database, and a count of its statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from tests.records.world import World, build

Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(scope="module")
def world(engine_url: str) -> Iterator[World]:
    made = build(engine_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def counting(world: World) -> Counting:
    """A block whose statements are collected, without BEGIN, COMMIT and savepoints."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        found: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.split()[0].upper() not in ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK"):
                found.append(statement)

        sa.event.listen(world.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            sa.event.remove(world.engine, "before_cursor_execute", note)

    return collect
