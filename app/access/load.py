"""Who a user is, kept for all requests of one access version: the first one reads, all others need no statement.

Permissions are the same for everybody with the same roles, so they are kept per set of role ids; the matrix is kept as a whole. All of it belongs to one
access version (``fl_state.access``), which grows with every change of users, roles, reaches and departments: what a worker keeps is never older than
what its transaction sees. Public names: AccessCache, Known, load_actor, fingerprint.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.access.actor import Actor
from app.access.matrix import Matrix, load_matrix
from app.errors import NotFound
from app.i18n import default_locale, default_timezone, use
from app.i18n import gettext as _
from app.i18n.formats import person_name
from app.models.logins import Login, RoleLogin
from app.models.permissions import GRANT, PAIR, PERMISSION, VIEW_MENU
from app.models.users import Department, Membership, User

Permissions = frozenset[tuple[str, str]]
KEPT_ROLE_SETS = 500
"""Sets of roles whose permissions are kept; one of 1,000 permissions takes about 100 kB."""
KEPT_USERS = 4_000
"""Users kept; one takes about 2 kB, and those with the same departments share the ids of all that is below."""
USER_ROLE, USER_GROUP, GROUP_ROLE = (User.metadata.tables[name] for name in ("ab_user_role", "ab_user_group", "ab_group_role"))


@dataclass(frozen=True, slots=True)
class Known:
    """An active user as one access version has them. Safe for threads."""

    actor: Actor
    """In the user's own language, or the installation's."""
    fingerprint: str
    """What sessions and tokens must carry."""
    locale: str | None
    timezone: str | None
    names: tuple[str, str]
    """Given and family name; the actor has them in the order of the language."""
    duty: str = ""
    """What comes before anything else: password, to choose another one; second_factor, to set one up."""
    _speaking: dict[tuple[str, str], Actor] = field(default_factory=dict, init=False, compare=False, repr=False)

    def speaking(self, locale: str, timezone: str) -> Actor:
        """The actor as a reader of that language in that time zone."""
        found = self._speaking.get((locale, timezone))
        if found is None:
            with use(locale, timezone):
                found = replace(self.actor, name=person_name(*self.names), locale=locale, timezone=timezone)
            self._speaking[locale, timezone] = found
        return found


class AccessCache:
    """Matrix, permissions and users of the newest access version that this process has seen; those of older ones are let go. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = 0
        self._matrix: Matrix | None = None
        self._permissions: OrderedDict[frozenset[int], Permissions] = OrderedDict()
        self._users: OrderedDict[int, Known] = OrderedDict()
        self._trees: dict[tuple[int, ...], tuple[int, ...]] = {}

    def matrix(self, session: Session, version: int) -> Matrix:
        """The matrix of an access version; one statement when it is not the one kept."""
        kept = self._matrix
        if kept is not None and kept.version == version:
            return kept
        loaded = load_matrix(session, version)
        with self._lock:
            if self._is_newest(version):
                self._matrix = loaded
        return loaded

    def permissions(self, session: Session, role_ids: frozenset[int], version: int) -> Permissions:
        """FAB's (permission, view menu) pairs of these roles; one statement when they are not kept."""
        with self._lock:
            kept = self._permissions.get(role_ids) if version == self._version else None
            if kept is not None:
                self._permissions.move_to_end(role_ids)
                return kept
        loaded = _permissions(session, role_ids)
        with self._lock:
            if self._is_newest(version):
                self._permissions[role_ids] = loaded
                while len(self._permissions) > KEPT_ROLE_SETS:
                    self._permissions.popitem(last=False)
        return loaded

    def user(self, session: Session, user_id: int, version: int) -> Known | None:
        """The user; three statements when not kept, two when another one with the same roles is. None for an unknown or inactive one, who is not kept."""
        with self._lock:
            kept = self._users.get(user_id) if version == self._version else None
            if kept is not None:
                self._users.move_to_end(user_id)
                return kept
        loaded = _load(session, user_id, version, self)
        with self._lock:
            if loaded is not None and self._is_newest(version):
                loaded = self._users[user_id] = self._sharing(loaded)
                while len(self._users) > KEPT_USERS:
                    self._users.popitem(last=False)
        return loaded

    def _sharing(self, known: Known) -> Known:
        """The user with the ids of departments that others with the same ones have already: of 5,000 departments a top one names all. Within the lock."""
        if len(self._trees) > KEPT_USERS:
            self._trees.clear()
        tree = self._trees.setdefault(known.actor.department_ids, known.actor.tree_ids)
        return replace(known, actor=replace(known.actor, tree_ids=tree))

    def _is_newest(self, version: int) -> bool:
        """Whether to keep what belongs to ``version``; the first of a newer one lets go of what is older. Within the lock."""
        if version > self._version:
            self._version = version
            self._matrix = None
            self._permissions.clear()
            self._users.clear()
            self._trees.clear()
        return version == self._version


def load_actor(session: Session, user_id: int) -> Actor:
    """The actor for a user, read anew. Raises: NotFound for an unknown or inactive user."""
    known = _load(session, user_id, 0, AccessCache())
    if known is None:
        raise NotFound(_("This user does not exist or is not active."))
    return known.actor


def fingerprint(user_id: int, password: str | None) -> str:
    """Changes with the user's password; says nothing about it."""
    return hashlib.sha256(f"{user_id}:{password}".encode()).hexdigest()[:24]


def _load(session: Session, user_id: int, version: int, cache: AccessCache) -> Known | None:
    user = session.execute(ROW, {"user_id": user_id}).one_or_none()
    if user is None or not user.active:
        return None
    found: dict[str, set[int]] = {"role": set(), "own": set(), "tree": set(), "asking": set()}
    for kind, number in session.execute(BELONGINGS, {"user_id": user_id, "department_id": user.department_id}):
        found[kind].add(number)
    roles = frozenset(found["role"])
    actor = Actor(
        id=user_id,
        username=user.username,
        department_id=user.department_id,
        department_ids=tuple(sorted(found["own"])),
        tree_ids=tuple(sorted(found["tree"] | found["own"])),
        role_ids=tuple(sorted(roles)),
        permissions=cache.permissions(session, roles, version),
    )
    names = (user.first_name or "", user.last_name or "")
    duty = "password" if user.must_change else "second_factor" if roles & found["asking"] and not user.confirmed else ""
    known = Known(actor, fingerprint(user_id, user.password), user.locale, user.timezone, names, duty)
    return replace(known, actor=known.speaking(user.locale or default_locale(), user.timezone or default_timezone()))


def _belongings() -> sa.CompoundSelect[str, int]:
    """('role' | 'own' | 'tree' | 'asking', id): roles given directly and through groups, own departments, all departments below those, and the roles,
    whoever has them, that ask for a second factor."""
    user_id, department_id = sa.bindparam("user_id", type_=sa.Integer), sa.bindparam("department_id", type_=sa.Integer)
    own, below = aliased(Department), aliased(Department)
    further = sa.select(Membership.department_id).where(Membership.user_id == user_id)
    is_own = sa.or_(own.id == department_id, own.id.in_(further))
    through_groups = USER_GROUP.join(GROUP_ROLE, USER_GROUP.c.group_id == GROUP_ROLE.c.group_id)
    return sa.union_all(
        sa.select(sa.literal("role"), USER_ROLE.c.role_id).where(USER_ROLE.c.user_id == user_id),
        sa.select(sa.literal("role"), GROUP_ROLE.c.role_id).select_from(through_groups).where(USER_GROUP.c.user_id == user_id),
        sa.select(sa.literal("own"), own.id).where(is_own),
        sa.select(sa.literal("tree"), below.id).join_from(own, below, below.path.startswith(own.path)).where(is_own, own.path != ""),
        sa.select(sa.literal("asking"), RoleLogin.role_id).where(RoleLogin.second_factor.is_(True)),
    )


COLUMNS = (User.username, User.first_name, User.last_name, User.password, User.active, User.department_id, User.locale, User.timezone)
ROW = (
    sa.select(*COLUMNS, Login.must_change, Login.confirmed)
    .outerjoin(Login, Login.user_id == User.id)
    .where(User.id == sa.bindparam("user_id", type_=sa.Integer))
)
BELONGINGS = _belongings()


def _permissions(session: Session, role_ids: frozenset[int]) -> Permissions:
    if not role_ids:
        return frozenset()
    pairs = GRANT.join(PAIR, PAIR.c.id == GRANT.c.permission_view_id).join(PERMISSION, PERMISSION.c.id == PAIR.c.permission_id)
    joined = pairs.join(VIEW_MENU, VIEW_MENU.c.id == PAIR.c.view_menu_id)
    statement = sa.select(PERMISSION.c.name, VIEW_MENU.c.name).select_from(joined).where(GRANT.c.role_id.in_(sorted(role_ids))).distinct()
    return frozenset((permission, view) for permission, view in session.execute(statement))
