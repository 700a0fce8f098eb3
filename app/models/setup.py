"""The tables that exist before any metadata: FAB's, ours, and the rows they cannot do without.

Public names: create_system_tables, ROLES.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask_appbuilder.models.sqla import Model
from sqlalchemy.engine import Connection, Engine

from app.models import audit as audit  # its tables
from app.models import logins as logins  # its tables
from app.models.base import Base
from app.models.permissions import ROLE
from app.models.system import State

ROLES = ("Admin", "Manager", "Staff")
"""Roles of every installation; packages may bring more."""
SETUP_LOCK = 7_364_201
"""Number of the advisory lock under which one of several starting processes creates the tables."""


def create_system_tables(engine: Engine) -> None:
    """Create what is missing; calling it again, or from several processes at once, changes nothing."""
    with engine.connect().execution_options(fl_writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(SETUP_LOCK)))
        Model.metadata.create_all(connection)
        Base.metadata.create_all(connection)
        _insert_missing_rows(connection)


def _insert_missing_rows(connection: Connection) -> None:
    if connection.scalar(sa.select(State.id)) is None:
        connection.execute(sa.insert(State).values(id=1, revision=0, access=0, next_id=1))
    present = set(connection.scalars(sa.select(ROLE.c.name)))
    missing = [{"name": name} for name in ROLES if name not in present]
    if missing:
        connection.execute(sa.insert(ROLE), missing)
