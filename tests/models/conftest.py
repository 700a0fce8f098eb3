"""A database with the system tables and nothing published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import engine as engines
from app.models.setup import create_system_tables


@pytest.fixture(scope="module")
def engine(engine_url: str) -> Iterator[sa.Engine]:
    made = engines.create(engine_url)
    create_system_tables(made)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as opened:
        yield opened
