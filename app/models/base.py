"""The database handle and the declarative base of the product's own tables.

FAB's tables (users, roles, permissions) live in FAB's metadata; ours refer to them by column objects. Generated tables have a
metadata each (``models.generated``). Public names: db, Base.
"""

from __future__ import annotations

from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

db = SQLA(session_options={"autoflush": False, "expire_on_commit": False})


class Base(DeclarativeBase):
    """Base of system tables; their names start with ``fl_``."""

    metadata = MetaData(naming_convention=NAMES)
