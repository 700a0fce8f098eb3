"""A database with the system tables, two admins, and a desk from which they publish."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import engine as engines
from app.models.permissions import USER
from app.models.setup import create_system_tables
from tests.publishing.desk import Desk


@pytest.fixture(scope="module")
def engine(engine_url: str) -> Iterator[sa.Engine]:
    made = engines.create(engine_url)
    create_system_tables(made)
    people = [{"id": 1, "first_name": "Lin", "last_name": "Wang", "username": "lin"}, {"id": 2, "first_name": "Ada", "last_name": "Byron", "username": "ada"}]
    with made.begin() as connection:
        connection.execute(sa.insert(USER), [{**person, "email": f"{person['username']}@example.com"} for person in people])
    yield made
    made.dispose()


@pytest.fixture
def desk(engine: sa.Engine) -> Iterator[Desk]:
    with Session(engine, expire_on_commit=False) as session:
        yield Desk(session)
