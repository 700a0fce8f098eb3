"""First set-up of a database, and what a newer version adds to it: tables, roles, FAB's permissions for the fixed views.

FAB would do this at every start, one statement a permission; here ``flask --app app init`` does it in bulk, and again changes nothing.
Public names: initialise.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from flask_appbuilder.base import AppBuilder
from sqlalchemy.engine import Connection

from app.access.basics import give_basics
from app.fieldtypes.registry import TYPES
from app.models.base import db
from app.models.permissions import GRANT, ROLE, Pair, grant
from app.models.setup import create_system_tables
from app.models.system import State
from app.models.upkeep import follow_index_rules


def initialise(app: Flask) -> None:
    """Brings the database of ``DATABASE_URL`` to what this version needs; safe to repeat, and from several processes at once."""
    with app.app_context():
        create_system_tables(db.engine)
        with db.engine.connect().execution_options(fl_writing=True) as connection, connection.begin():
            connection.execute(sa.select(State.id).where(State.id == 1).with_for_update())
            before = _count(connection)
            roles = {name: number for number, name in connection.execute(sa.select(ROLE.c.id, ROLE.c.name))}
            grant(connection, roles["Admin"], _pairs(app.appbuilder))  # type: ignore[attr-defined]
            for name in ("Manager", "Staff"):
                give_basics(connection, roles[name])
            if _count(connection) != before:
                connection.execute(sa.update(State).where(State.id == 1).values(access=State.access + 1))
            follow_index_rules(connection, TYPES)


def _count(connection: Connection) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(GRANT)) or 0


def _pairs(appbuilder: AppBuilder) -> list[Pair]:
    """What FAB's ``add_permissions`` would write for the views that are registered."""
    views = [(permission, str(view.class_permission_name)) for view in appbuilder.baseviews for permission in view.base_permissions or ()]
    menu = [("menu_access", name) for name in (appbuilder.menu.get_flat_name_list() if appbuilder.menu else ()) if name != "-"]
    return [*views, *menu]
