"""Users: their names, logins, places in the organisation and roles; and the roles themselves.

A user's main department is what their new records carry; roles come from FAB's tables. Public names: Person, people, person, create_user, change_user,
unlock, create_role, roles, default_role, set_default_role, FULL_ROLE.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access import lockout, passwords, second_factor
from app.access.audit import changes, note
from app.access.basics import give_basics
from app.access.person_values import read_values
from app.access.standing import refuse_above
from app.access.version import grow
from app.errors import InvalidInput, NotFound, Problem
from app.i18n import gettext as _
from app.models.engine import writing
from app.models.logins import Login
from app.models.permissions import ROLE
from app.models.system import Preference
from app.models.users import Department, Membership, User

FULL_ROLE = "Admin"
"""The role that somebody active must always have."""
USER_ROLE = User.metadata.tables["ab_user_role"]
DEFAULT_ROLE = "default_role"
COLUMNS = ("username", "first_name", "last_name", "email", "active", "locale", "timezone")


@dataclass(frozen=True, slots=True)
class Person:
    """A user as the organisation pages and the API show them."""

    id: int
    username: str
    first_name: str
    last_name: str
    email: str
    active: bool
    department: int | None
    departments: tuple[int, ...]
    """Further departments."""
    roles: tuple[str, ...]
    locale: str | None
    timezone: str | None
    must_change_password: bool = False
    """Another password is to be chosen before anything else."""
    second_factor: bool = False
    """Is a code asked for at the login?"""
    locked_until: datetime | None = None
    """Too many wrong tries; the login as well as the e-mail address counts."""


def people(session: Session, text: str = "", department: int | None = None, page: int = 0, size: int = 50) -> tuple[list[Person], int]:
    """One page of users whose name or login contains the text, by login, and how many there are. Six statements."""
    where = []
    if text:
        columns = (User.username, User.first_name, User.last_name, User.email, User.last_name + User.first_name)
        where.append(sa.or_(*(column.icontains(text, autoescape=True) for column in columns)))
    if department is not None:
        where.append(sa.or_(User.department_id == department, User.id.in_(sa.select(Membership.user_id).where(Membership.department_id == department))))
    total = session.scalar(sa.select(sa.func.count()).select_from(User).where(*where)) or 0
    found = sa.select(User.id).where(*where).order_by(User.username).offset(page * size).limit(size)
    return _people(session, list(session.scalars(found))), total


def person(session: Session, user_id: int) -> Person:
    """One user. Raises: NotFound."""
    found = _people(session, [user_id])
    if not found:
        raise NotFound(_("There is no such user."))
    return found[0]


def create_user(session: Session, values: Mapping[str, Any], hashed: str = "") -> int:
    """Id of a new user; without roles they get the default role. ``hashed``: the password's hash made before, for many users with the same one.

    Raises: InvalidInput with every problem.
    """
    with writing(session):
        given = dict(values)
        given.setdefault("roles", [default_role(session)])
        read = read_values(session, given, None, bool(hashed))
        refuse_above(session, FULL_ROLE, None, read["roles"])
        made = User(**{name: read.get(name) for name in COLUMNS}, department_id=read.get("department"), password=hashed or None)
        made.email = made.email or f"{made.username}@localhost"
        made.active = read.get("active", True)
        if not hashed:
            passwords.put(session, made, read["password"])
        session.add(made)
        session.flush()
        passwords.require_change(session, made.id, read.get("must_change_password", False))
        _set_roles(session, made.id, read["roles"])
        _set_memberships(session, made.id, read.get("departments", ()), made.department_id)
        grow(session)
        note(session, "user_created", target=made.username, details={"changes": changes({}, _told(session, made.id))})
        return made.id


def change_user(session: Session, user_id: int, values: Mapping[str, Any]) -> None:
    """Change what is named, leave the rest. Raises: NotFound; InvalidInput with every problem, also when nobody would be left who may do everything."""
    with writing(session):
        row = session.get(User, user_id)
        if row is None:
            raise NotFound(_("There is no such user."))
        read = read_values(session, values, user_id)
        refuse_above(session, FULL_ROLE, user_id, read.get("roles", ()))
        before = _told(session, user_id)
        for name in COLUMNS:
            if name in read:
                setattr(row, name, read[name])
        row.email = row.email or f"{row.username}@localhost"
        if "department" in read:
            row.department_id = read["department"]
        if "password" in read:
            passwords.put(session, row, read["password"])
        session.flush()
        if "roles" in read:
            _set_roles(session, user_id, read["roles"])
        if "departments" in read:
            _set_memberships(session, user_id, read["departments"], row.department_id)
        _keep_somebody_in_charge(session)
        _change_login(session, row, read)
        grow(session)
        if differing := changes(before, _told(session, user_id)):
            note(session, "user_changed", target=before["username"], details={"changes": differing})
        if "password" in read:
            note(session, "password_changed", target=before["username"])


def unlock(session: Session, user_id: int) -> None:
    """Forgets the wrong tries of a user's login and e-mail address. Raises: NotFound."""
    with writing(session):
        row = session.get(User, user_id)
        if row is None:
            raise NotFound(_("There is no such user."))
        _unlock(session, row)


def create_role(session: Session, name: Any) -> int:
    """Id of a new role, without a right to any object. Raises: InvalidInput."""
    text = name.strip() if isinstance(name, str) else ""
    if not text or len(text) > 64 or not text.isprintable():
        raise InvalidInput(_("The role was not created."), [Problem("name", _("A role needs a name of 1 to %(length)d characters.", length=64))])
    with writing(session):
        connection = session.connection()
        if connection.scalar(sa.select(ROLE.c.id).where(sa.func.lower(ROLE.c.name) == text.lower())) is not None:
            raise InvalidInput(_("The role was not created."), [Problem("name", _("There is a role %(name)s already.", name=text), _("Choose another name."))])
        connection.execute(sa.insert(ROLE).values(name=text))
        role_id = connection.scalar(sa.select(ROLE.c.id).where(ROLE.c.name == text)) or 0
        give_basics(connection, role_id)
        grow(session)
        note(session, "role_created", target=text)
        return role_id


def roles(session: Session) -> dict[str, int]:
    """Name → id of all roles a person may have, the one with every right first."""
    rows = session.execute(sa.select(ROLE.c.name, ROLE.c.id).where(ROLE.c.name != "Public").order_by(ROLE.c.name != FULL_ROLE, ROLE.c.id))
    return dict(rows.all())


def default_role(session: Session) -> str:
    """Name of the role that new users get."""
    row = session.get(Preference, (0, DEFAULT_ROLE))
    return str(row.value) if row else "Staff"


def set_default_role(session: Session, name: str) -> None:
    """Raises: InvalidInput for an unknown role."""
    with writing(session):
        if name not in roles(session):
            raise InvalidInput(_("The setting was not changed."), [Problem("default_role", _("There is no role %(name)s.", name=name))])
        note(session, "setting_changed", target=DEFAULT_ROLE, details={"changes": changes({DEFAULT_ROLE: default_role(session)}, {DEFAULT_ROLE: name})})
        session.merge(Preference(user_id=0, key=DEFAULT_ROLE, value=name))


def _people(session: Session, ids: list[int]) -> list[Person]:
    names, further = defaultdict(list), defaultdict(list)
    joined = sa.select(USER_ROLE.c.user_id, ROLE.c.name).join(ROLE, ROLE.c.id == USER_ROLE.c.role_id)
    for user_id, name in session.execute(joined.where(USER_ROLE.c.user_id.in_(ids)).order_by(ROLE.c.id)):
        names[user_id].append(name)
    for user_id, number in session.execute(sa.select(Membership.user_id, Membership.department_id).where(Membership.user_id.in_(ids))):
        further[user_id].append(number)
    columns = [getattr(User, name) for name in COLUMNS]
    rows = session.execute(_with_login(columns).where(User.id.in_(ids)).order_by(User.username)).all()
    locks = lockout.locked(session, [name for row in rows for name in (row.username, row.email) if name])
    return [
        Person(
            id=row.id,
            username=row.username,
            first_name=row.first_name or "",
            last_name=row.last_name or "",
            email=row.email or "",
            active=bool(row.active),
            department=row.department_id,
            departments=tuple(sorted(further[row.id])),
            roles=tuple(names[row.id]),
            locale=row.locale,
            timezone=row.timezone,
            must_change_password=bool(row.must_change),
            second_factor=bool(row.confirmed),
            locked_until=max((locks[name] for name in (row.username, row.email) if name in locks), default=None),
        )
        for row in rows
    ]


def _change_login(session: Session, row: User, read: Mapping[str, Any]) -> None:
    if "must_change_password" in read:
        passwords.require_change(session, row.id, read["must_change_password"])
    if read.get("locked") is False:
        _unlock(session, row)
    if read.get("second_factor") is False:
        second_factor.remove(session, row.id)


def _with_login(columns: list[Any]) -> sa.Select[Any]:
    return sa.select(User.id, User.department_id, *columns, Login.must_change, Login.confirmed).outerjoin(Login, Login.user_id == User.id)


def _unlock(session: Session, row: User) -> None:
    names = [name for name in (row.username, row.email) if name]
    was_locked = bool(lockout.locked(session, names))
    lockout.clear(session, names)
    if was_locked:
        note(session, "login_unlocked", target=row.username)


def _told(session: Session, user_id: int) -> dict[str, Any]:
    """What the audit log says of a user: departments by name."""
    said = asdict(_people(session, [user_id])[0])
    ids = {said["department"], *said["departments"]} - {None}
    names = dict(session.execute(sa.select(Department.id, Department.name).where(Department.id.in_(ids))).all()) if ids else {}
    said |= {"department": names.get(said["department"]), "departments": [names.get(number, number) for number in said["departments"]]}
    return {name: value for name, value in said.items() if name not in ("id", "locked_until")}


def _set_roles(session: Session, user_id: int, role_ids: Iterable[int]) -> None:
    session.execute(sa.delete(USER_ROLE).where(USER_ROLE.c.user_id == user_id))
    rows = [{"user_id": user_id, "role_id": role_id} for role_id in sorted(set(role_ids))]
    if rows:
        session.execute(sa.insert(USER_ROLE), rows)


def _set_memberships(session: Session, user_id: int, department_ids: Iterable[int], main: int | None) -> None:
    session.execute(sa.delete(Membership).where(Membership.user_id == user_id))
    session.add_all(Membership(user_id=user_id, department_id=number) for number in sorted(set(department_ids) - {main}) if number is not None)
    session.flush()


def _keep_somebody_in_charge(session: Session) -> None:
    joined = USER_ROLE.join(ROLE, ROLE.c.id == USER_ROLE.c.role_id).join(User.metadata.tables["ab_user"], User.id == USER_ROLE.c.user_id)
    statement = sa.select(sa.func.count()).select_from(joined).where(ROLE.c.name == FULL_ROLE, User.active.is_(True))
    if not session.scalar(statement):
        what = _("Nobody active would be left with the role %(name)s.", name=FULL_ROLE)
        raise InvalidInput(_("The user was not changed."), [Problem("roles", what, _("Give the role to somebody else first."))])
