"""The actor of a request: three statements the first time for a set of roles, two from then on; one less when the login has read the user.

Permissions are the same for everybody with the same roles, so they are kept per set of role ids; the matrix is kept as a whole. Both belong to one access
version (``fl_state.access``), which grows with every change of roles, reaches, users' roles and departments.
Public names: AccessCache, load_actor.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.access.actor import Actor
from app.access.matrix import Matrix, load_matrix
from app.errors import NotFound
from app.i18n import default_locale, default_timezone
from app.i18n import gettext as _
from app.i18n.formats import person_name
from app.models.permissions import GRANT, PAIR, PERMISSION, VIEW_MENU
from app.models.users import Department, Membership, User

Permissions = frozenset[tuple[str, str]]
KEPT_ROLE_SETS = 500
"""Sets of roles whose permissions are kept; one of 1,000 permissions takes about 100 kB."""
USER_ROLE, USER_GROUP, GROUP_ROLE = (User.metadata.tables[name] for name in ("ab_user_role", "ab_user_group", "ab_group_role"))


class AccessCache:
    """Matrix and permissions of the newest access version that this process has seen; those of older ones are let go. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._matrix: Matrix | None = None
        self._permissions: OrderedDict[tuple[int, frozenset[int]], Permissions] = OrderedDict()

    def matrix(self, session: Session, version: int) -> Matrix:
        """The matrix of an access version; one statement when it is not the one kept."""
        kept = self._matrix
        if kept is not None and kept.version == version:
            return kept
        loaded = load_matrix(session, version)
        with self._lock:
            if self._matrix is None or self._matrix.version <= version:
                self._matrix = loaded
        return loaded

    def permissions(self, session: Session, role_ids: frozenset[int], version: int) -> Permissions:
        """FAB's (permission, view menu) pairs of these roles; one statement when they are not kept."""
        key = (version, role_ids)
        with self._lock:
            kept = self._permissions.get(key)
            if kept is not None:
                self._permissions.move_to_end(key)
                return kept
        loaded = _permissions(session, role_ids)
        with self._lock:
            self._permissions[key] = loaded
            for old in [known for known in self._permissions if known[0] < version]:
                del self._permissions[old]
            while len(self._permissions) > KEPT_ROLE_SETS:
                self._permissions.popitem(last=False)
        return loaded


def load_actor(session: Session, user_id: int, access_version: int = 0, cache: AccessCache | None = None) -> Actor:
    """The actor for a user; without a cache everything is read, but a user whom the session has. Raises: NotFound for an unknown or inactive user."""
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise NotFound(_("This user does not exist or is not active."))
    found: dict[str, set[int]] = {"role": set(), "own": set(), "tree": set()}
    for kind, number in session.execute(_belongings(user_id, user.department_id)):
        found[kind].add(number)
    roles = frozenset(found["role"])
    return Actor(
        id=user_id,
        username=user.username,
        name=person_name(user.first_name or "", user.last_name or ""),
        department_id=user.department_id,
        department_ids=tuple(sorted(found["own"])),
        tree_ids=tuple(sorted(found["tree"] | found["own"])),
        role_ids=tuple(sorted(roles)),
        permissions=(cache or AccessCache()).permissions(session, roles, access_version),
        locale=user.locale or default_locale(),
        timezone=user.timezone or default_timezone(),
    )


def _belongings(user_id: int, department_id: int | None) -> sa.CompoundSelect[str, int]:
    """('role' | 'own' | 'tree', id): roles given directly and through groups, own departments, and all departments below those."""
    own, below = aliased(Department), aliased(Department)
    further = sa.select(Membership.department_id).where(Membership.user_id == user_id)
    is_own = sa.or_(own.id == department_id, own.id.in_(further))
    through_groups = USER_GROUP.join(GROUP_ROLE, USER_GROUP.c.group_id == GROUP_ROLE.c.group_id)
    return sa.union_all(
        sa.select(sa.literal("role"), USER_ROLE.c.role_id).where(USER_ROLE.c.user_id == user_id),
        sa.select(sa.literal("role"), GROUP_ROLE.c.role_id).select_from(through_groups).where(USER_GROUP.c.user_id == user_id),
        sa.select(sa.literal("own"), own.id).where(is_own),
        sa.select(sa.literal("tree"), below.id).join_from(own, below, below.path.startswith(own.path)).where(is_own, own.path != ""),
    )


def _permissions(session: Session, role_ids: frozenset[int]) -> Permissions:
    if not role_ids:
        return frozenset()
    pairs = GRANT.join(PAIR, PAIR.c.id == GRANT.c.permission_view_id).join(PERMISSION, PERMISSION.c.id == PAIR.c.permission_id)
    joined = pairs.join(VIEW_MENU, VIEW_MENU.c.id == PAIR.c.view_menu_id)
    statement = sa.select(PERMISSION.c.name, VIEW_MENU.c.name).select_from(joined).where(GRANT.c.role_id.in_(sorted(role_ids))).distinct()
    return frozenset((permission, view) for permission, view in session.execute(statement))
