"""Seeding the organisation: ``department.csv`` (key, name, parent) and ``user.csv`` (username, names, department, further departments, roles, active).

Departments are found again by their key, users by their name; who is there already is left alone. Public names: seed_people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.access import departments, people
from app.errors import InvalidInput, Problem
from app.i18n import gettext as _
from app.models.users import Department, User
from app.records.seeding.files import FileRow, at_line, read_rows

DEPARTMENTS, USERS = "department.csv", "user.csv"
SEVERAL = ";"
"""Between roles, and between further departments."""


def seed_people(session: Session, files: Mapping[str, bytes], password: str) -> dict[str, int]:
    """Create what is missing, all users with that password; kind → number of new ones. Raises: InvalidInput with every problem."""
    problems: list[Problem] = []
    rows = {file: read_rows(file, files[file])[1] if file in files else [] for file in (DEPARTMENTS, USERS)}
    keys = _department_keys(session)
    made = {"department": 0, "user": 0}
    for row in rows[DEPARTMENTS]:
        if row.get("key") not in keys:
            made["department"] += _try(row, problems, partial(_create_department, session, row, keys))
    hashed = generate_password_hash(password)  # the same password for all: one hash, which takes 0.1 s
    present = set(session.scalars(sa.select(User.username)))
    for row in rows[USERS]:
        if row.get("username") not in present:
            made["user"] += _try(row, problems, partial(_create_user, session, row, keys, password, hashed))
    if problems:
        raise InvalidInput(_("The demo records cannot be read."), problems)
    return made


def _try(row: FileRow, problems: list[Problem], create: Callable[[], Any]) -> int:
    """1 when it was created, 0 with its problems noted."""
    try:
        create()
    except InvalidInput as error:
        problems += [at_line(row, problem) for problem in error.problems]
        return 0
    return 1


def _department_keys(session: Session) -> dict[str, int]:
    rows = session.execute(sa.select(Department.external_key, Department.id).where(Department.external_key.is_not(None)))
    return {key: number for key, number in rows if key}


def _create_department(session: Session, row: FileRow, keys: dict[str, int]) -> None:
    parent = _department(row.get("parent"), "parent", keys) if row.get("parent") else None
    keys[row.get("key")] = departments.create(session, row.get("name"), parent, row.get("key"))


def _create_user(session: Session, row: FileRow, keys: Mapping[str, int], password: str, hashed: str) -> None:
    people.create_user(session, _user_values(row, keys, password), hashed)


def _user_values(row: FileRow, keys: Mapping[str, int], password: str) -> dict[str, Any]:
    texts = {name: row.get(name) for name in ("username", "first_name", "last_name", "email")}
    further = [_department(key, "departments", keys) for key in _several(row.get("departments"))]
    places = {"department": _department(row.get("department"), "department", keys) if row.get("department") else None, "departments": further}
    return {**texts, **places, "password": password, "roles": _several(row.get("roles")), "active": row.get("active") != "false"}


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(SEVERAL) if part.strip()]


def _department(key: str, where: str, keys: Mapping[str, int]) -> int:
    if key not in keys:
        raise InvalidInput("", [Problem(where, _('There is no "%(name)s".', name=key[:60]))])
    return keys[key]
