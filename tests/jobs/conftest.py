"""A database with a few objects, and the sessions that workers use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.models.engine import writing
from app.models.jobs import Job
from tests.records.world import World, build


@pytest.fixture(scope="module")
def world(engine_url: str) -> Iterator[World]:
    made = build(engine_url)
    yield made
    made.engine.dispose()


@pytest.fixture(autouse=True)
def _no_jobs(world: World) -> None:
    with world.sessions() as session, writing(session):
        session.execute(sa.delete(Job))
