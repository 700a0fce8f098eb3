"""Reads and checks what a form or program says of a user: names, login, password, departments by id, roles by name.

Public name: read_values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.duties import conflicting
from app.access.passwords import LONGEST, faults
from app.errors import InvalidInput, Problem
from app.i18n import SUPPORTED
from app.i18n import gettext as _
from app.models.permissions import ROLE
from app.models.users import Department, User

LENGTHS = {"username": 64, "first_name": 64, "last_name": 64, "email": 120, "password": LONGEST}
USERNAME = re.compile(r"[\w.@+-]+")
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
KEYS = (
    *("username", "password", "first_name", "last_name", "email", "department", "departments", "roles", "active", "locale", "timezone"),
    *("locked", "must_change_password", "second_factor"),
)


def read_values(session: Session, values: Mapping[str, Any], user_id: int | None, hashed: bool = False) -> dict[str, Any]:
    """The values typed: departments and roles as ids, texts trimmed. ``user_id`` None: a new user. ``hashed``: the password is given otherwise.

    Raises: InvalidInput with every problem.
    """
    problems = [Problem(key, _("A user has no %(name)s.", name=key), _("Known are: %(names)s.", names=", ".join(KEYS))) for key in values if key not in KEYS]
    read: dict[str, Any] = {name: values[name] for name in KEYS if name in values and not (hashed and name == "password")}
    _texts(read, {"username", "password"} - {"password" if hashed else ""} if user_id is None else set(), problems)
    _password(session, read, user_id, problems)
    _unique(session, read, user_id, problems)
    _places(session, read, problems)
    _roles(session, read, problems)
    _choices(read, problems)
    if problems:
        raise InvalidInput(_("The user was not saved."), problems)
    return read


def _texts(read: dict[str, Any], needed: set[str], problems: list[Problem]) -> None:
    """``needed``: of a new user."""
    for name, length in LENGTHS.items():
        if name not in read:
            if name in needed:
                problems.append(Problem(name, _("This is required.")))
            read.update({name: ""} if needed and name != "password" else {})
            continue
        value = read[name]
        if not isinstance(value, str):
            problems.append(Problem(name, _("This must be a text.")))
            read[name] = ""
            continue
        read[name] = value if name == "password" else value.strip()
        if len(read[name]) > length or not read[name].isprintable():
            problems.append(Problem(name, _("At most %(length)d characters, none of them invisible.", length=length)))
        if name in ("username", "password") and not read[name]:
            problems.append(Problem(name, _("This is required.")))
    if read.get("username") and not USERNAME.fullmatch(read["username"]):
        problems.append(Problem("username", _("A login has letters, digits and . _ - @ + only.")))
    if read.get("email") and not EMAIL.fullmatch(read["email"]):
        problems.append(Problem("email", _("This is not an e-mail address."), _("It looks like name@example.com.")))


def _password(session: Session, read: Mapping[str, Any], user_id: int | None, problems: list[Problem]) -> None:
    if not read.get("password") or any(problem.where == "password" for problem in problems):
        return
    row = session.get(User, user_id) if user_id is not None else None
    names = (read.get("username") or (row.username if row else ""), read.get("email") or (row.email if row else "") or "")
    problems += faults(session, read["password"], names, user_id)


def _unique(session: Session, read: Mapping[str, Any], user_id: int | None, problems: list[Problem]) -> None:
    for name, column in (("username", User.username), ("email", User.email)):
        value = read.get(name)
        if value and session.scalar(sa.select(User.id).where(sa.func.lower(column) == value.lower(), User.id != (user_id or 0)).limit(1)) is not None:
            problems.append(Problem(name, _("Another user has %(value)s already.", value=value), _("Choose another one.")))


def _places(session: Session, read: dict[str, Any], problems: list[Problem]) -> None:
    wanted = {"department": [] if read.get("department") is None else [read["department"]], "departments": read.get("departments") or []}
    for name, numbers in wanted.items():
        if not isinstance(numbers, list | tuple) or not all(isinstance(n, int) and not isinstance(n, bool) and 0 < n < 2**31 for n in numbers):
            problems.append(Problem(name, _("Departments are given by their ids.")))
            read.pop(name, None)
            continue
        known = set(session.scalars(sa.select(Department.id).where(Department.id.in_(numbers), Department.active.is_(True)))) if numbers else set()
        missing = [n for n in numbers if n not in known]
        problems.extend(Problem(name, _("There is no department %(id)d.", id=n), _("Choose one of the tree.")) for n in missing)


def _roles(session: Session, read: dict[str, Any], problems: list[Problem]) -> None:
    if "roles" not in read:
        return
    names = read["roles"]
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        problems.append(Problem("roles", _("Roles are given as a list of names.")))
        return
    known = dict(session.execute(sa.select(ROLE.c.name, ROLE.c.id).where(ROLE.c.name.in_(names))).all()) if names else {}
    problems.extend(Problem("roles", _("There is no role %(name)s.", name=name)) for name in names if name not in known)
    if held := conflicting(names):
        what = _("Nobody holds more than one of these roles: %(roles)s.", roles=", ".join(held))
        problems.append(Problem("roles", what, _("Their duties are to be separate.")))
    read["roles"] = [known[name] for name in names if name in known]


def _choices(read: dict[str, Any], problems: list[Problem]) -> None:
    for name in ("active", "must_change_password"):
        if not isinstance(read.get(name, True), bool):
            problems.append(Problem(name, _("This is true or false.")))
    for name, what in (("locked", _("A login is only unlocked by hand.")), ("second_factor", _("Only the person sets up a second factor."))):
        if read.get(name, False) is not False:
            problems.append(Problem(name, what, _("Write false, or leave it out.")))
    read.update({name: read[name] or None for name in ("locale", "timezone") if name in read})
    if read.get("locale") is not None and read["locale"] not in SUPPORTED:
        problems.append(Problem("locale", _("The languages are: %(names)s.", names=", ".join(SUPPORTED))))
    if read.get("timezone") is not None and not (isinstance(read["timezone"], str) and read["timezone"] in available_timezones()):
        problems.append(Problem("timezone", _("There is no such time zone."), _("Give a name such as Asia/Shanghai.")))
