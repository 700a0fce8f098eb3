"""An empty database with the system tables, and two objects without fields of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.access import scopes
from app.metadata.catalog import Catalog
from app.metadata.definitions import ObjectDef
from app.models import engine as engines
from app.models.generated import ModelSet
from app.models.setup import create_system_tables


@pytest.fixture(scope="module")
def engine(engine_url: str) -> Iterator[sa.Engine]:
    made = engines.create(engine_url)
    create_system_tables(made)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def sessions(engine: sa.Engine) -> sessionmaker[Session]:
    made = sessionmaker(engine, autoflush=False, expire_on_commit=False)
    scopes.install(made)
    return made


@pytest.fixture(scope="module")
def models(engine: sa.Engine) -> ModelSet:
    """``deal`` and ``note`` have owners; ``country`` has not."""
    made = ModelSet(Catalog.of([ObjectDef("deal"), ObjectDef("note"), ObjectDef("country", scoped=False)]), {})
    for name in made.catalog.objects:
        sa.inspect(made.model(name)).local_table.metadata.create_all(engine)
    return made
