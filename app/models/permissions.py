"""FAB's tables of roles and permissions as Core tables, and the bulk statements that its one-by-one API cannot do.

A pair (FAB: permission view, PVM) is one permission on one view menu, ``can_list`` on ``lead``; it is granted to roles. 6,000 pairs are written in 0.1 s,
where FAB takes minutes. Public names: ROLE, USER, Pair, ensure_pairs, grant, withdraw, rename_view, remove_views.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar, cast

import sqlalchemy as sa
from flask_appbuilder.security.sqla import models as fab
from sqlalchemy import Table
from sqlalchemy.engine import Connection

from app.models.users import User

PERMISSION = cast(Table, fab.Permission.__table__)
VIEW_MENU = cast(Table, fab.ViewMenu.__table__)
PAIR = cast(Table, fab.PermissionView.__table__)
GRANT = fab.assoc_permissionview_role
ROLE = cast(Table, fab.Role.__table__)
USER = cast(Table, User.__table__)

CHUNK = 500
"""Names in one ``IN``: below the parameter limit of every database."""

T = TypeVar("T")

Pair = tuple[str, str]
"""(permission, view menu), e.g. ``("can_list", "lead")``"""


def ensure_pairs(connection: Connection, wanted: Iterable[Pair]) -> dict[Pair, int]:
    """Create what is missing of permissions, view menus and pairs; the id of each wanted pair."""
    pairs = sorted(set(wanted))
    permissions = _ensure_names(connection, PERMISSION, {permission for permission, _view in pairs})
    views = _ensure_names(connection, VIEW_MENU, {view for _permission, view in pairs})
    present = _pair_ids(connection, views)
    missing = [{"permission_id": permissions[p], "view_menu_id": views[v]} for p, v in pairs if (p, v) not in present]
    if missing:
        connection.execute(sa.insert(PAIR), missing)
        present = _pair_ids(connection, views)
    return {pair: present[pair] for pair in pairs}


def grant(connection: Connection, role_id: int, pairs: Iterable[Pair]) -> None:
    """Give pairs to a role, creating them where they do not exist; what it has already stays."""
    wanted = sorted(set(ensure_pairs(connection, pairs).values()))
    held: set[int] = set()
    for part in _chunks(wanted):
        held.update(connection.scalars(sa.select(GRANT.c.permission_view_id).where(GRANT.c.role_id == role_id, GRANT.c.permission_view_id.in_(part))))
    missing = [{"permission_view_id": pair_id, "role_id": role_id} for pair_id in wanted if pair_id not in held]
    if missing:
        connection.execute(sa.insert(GRANT), missing)


def withdraw(connection: Connection, role_id: int, pairs: Iterable[Pair]) -> None:
    """Take pairs from a role; what it has not is ignored."""
    ids = list(ensure_pairs(connection, pairs).values())
    for part in _chunks(ids):
        connection.execute(sa.delete(GRANT).where(GRANT.c.role_id == role_id, GRANT.c.permission_view_id.in_(part)))


def rename_view(connection: Connection, old: str, new: str) -> None:
    """Rename a view menu: its pairs and grants stay."""
    connection.execute(sa.update(VIEW_MENU).where(VIEW_MENU.c.name == old).values(name=new))


def remove_views(connection: Connection, names: Collection[str]) -> None:
    """Delete view menus with their pairs and grants."""
    for part in _chunks(sorted(names)):
        views = sa.select(VIEW_MENU.c.id).where(VIEW_MENU.c.name.in_(part)).scalar_subquery()
        pairs = sa.select(PAIR.c.id).where(PAIR.c.view_menu_id.in_(views)).scalar_subquery()
        connection.execute(sa.delete(GRANT).where(GRANT.c.permission_view_id.in_(pairs)))
        connection.execute(sa.delete(PAIR).where(PAIR.c.view_menu_id.in_(views)))
        connection.execute(sa.delete(VIEW_MENU).where(VIEW_MENU.c.name.in_(part)))


def _ensure_names(connection: Connection, table: Table, names: Collection[str]) -> dict[str, int]:
    ids = _name_ids(connection, table, names)
    missing = [{"name": name} for name in sorted(names) if name not in ids]
    if missing:
        connection.execute(sa.insert(table), missing)
        ids = _name_ids(connection, table, names)
    return ids


def _name_ids(connection: Connection, table: Table, names: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _chunks(sorted(names)):
        rows = connection.execute(sa.select(table.c.name, table.c.id).where(table.c.name.in_(part)))
        found.update((name, number) for name, number in rows)
    return found


def _pair_ids(connection: Connection, views: Collection[str]) -> dict[Pair, int]:
    found: dict[Pair, int] = {}
    joined = PAIR.join(PERMISSION).join(VIEW_MENU)
    for part in _chunks(sorted(views)):
        rows = connection.execute(sa.select(PERMISSION.c.name, VIEW_MENU.c.name, PAIR.c.id).select_from(joined).where(VIEW_MENU.c.name.in_(part)))
        found.update(((permission, view), number) for permission, view, number in rows)
    return found


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
