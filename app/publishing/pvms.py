"""The rights that come and go with an object: FAB's permissions on the view menu of its name, and the reach of the role Admin.

Written in bulk at publication, never at start-up; retiring keeps them, so that restoring gives everybody back what they had.
Public names: PERMISSIONS, FULL_ROLE, follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.metadata.definitions import ObjectDef
from app.metadata.draft import Entry
from app.models.permissions import ROLE, grant, remove_views, rename_view
from app.models.system import Reach

PERMISSIONS = (
    *("can_list", "can_show", "can_add", "can_edit", "can_delete"),
    *("menu_access", "can_export", "can_import", "can_transfer"),
)
"""On every object's view menu."""
REACH = cast(sa.Table, Reach.__table__)
FULL_ROLE = "Admin"
"""The role that may do everything with a new object."""


def follow(connection: Connection, entries: Sequence[Entry]) -> bool:
    """Bring rights after the changed entities. True when any changed: permission caches must know."""
    objects = [(e.before, e.after) for e in entries if e.kind == "object"]
    created = [after for before, after in objects if before is None and isinstance(after, ObjectDef)]
    renamed = [(before.name, after.name) for before, after in objects if before and after and before.name != after.name]
    purged = [before for before, after in objects if isinstance(before, ObjectDef) and after is None]
    for old, new in renamed:
        rename_view(connection, old, new)
    if created:
        _give_everything(connection, created)
    if purged:
        _take_away(connection, purged)
    return bool(created or renamed or purged)


def _give_everything(connection: Connection, created: Sequence[ObjectDef]) -> None:
    role_id = connection.scalar(sa.select(ROLE.c.id).where(ROLE.c.name == FULL_ROLE))
    if role_id is None:
        return
    grant(connection, role_id, [(permission, d.name) for d in created for permission in PERMISSIONS])
    rights = {"may_create": True, "may_export": True, "may_import": True, "view": "all", "edit": "all", "del": "all", "transfer": "all", "extra": {}}
    connection.execute(sa.insert(REACH), [{"role_id": role_id, "entity_id": d.id, **rights} for d in created])


def _take_away(connection: Connection, purged: Sequence[ObjectDef]) -> None:
    remove_views(connection, [d.name for d in purged])
    connection.execute(sa.delete(Reach).where(Reach.entity_id.in_([d.id for d in purged])))
