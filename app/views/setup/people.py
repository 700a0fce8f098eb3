"""Users as the setup lists them: searched, by department, a page at a time. Public names: UserRow, UserList, list_users, initial_of, color_of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session, selectinload

from app.access import lockout
from app.fieldtypes.reference import COLORS
from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.formats import local, moment_short, person_name
from app.models.users import Department, User
from app.views.setup.roles import RoleInWords

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class UserRow:
    id: int
    name: str
    initial: str
    color: str
    username: str
    department: str
    roles: tuple[str, ...]
    last_login: str
    active: bool
    state: str
    color_of_state: str


@dataclass(frozen=True, slots=True)
class UserList:
    """users_table.html"""

    rows: tuple[UserRow, ...]
    count_text: str
    prev_href: str = ""
    next_href: str = ""
    empty: str = ""


def list_users(session: Session, conditions: Sequence[sa.ColumnElement[bool]], query: str, href: str, roles: Iterable[RoleInWords]) -> UserList:
    """The users that meet the conditions and match the words, by name; ``href`` is the page's address with its other arguments, ending in ? or &."""
    matching = [*conditions, *(_matches(word) for word in query.split())]
    total = session.scalar(sa.select(sa.func.count(User.id)).where(*matching)) or 0
    number = _page_number(total)
    statement = sa.select(User).where(*matching).order_by(User.last_name, User.first_name, User.id).options(selectinload(User.roles))
    users = session.scalars(statement.limit(ON_A_PAGE).offset(number * ON_A_PAGE)).all()
    names = department_names(session, {user.department_id for user in users if user.department_id})
    words = {role.name: role.label for role in roles}
    locks = lockout.locked(session, [name for user in users for name in (user.username, user.email) if name])
    return UserList(
        rows=tuple(_row(user, names, words, locks) for user in users),
        count_text=ngettext("%(num)s person", "%(num)s people", total),
        prev_href=f"{href}page={number - 1}" if number else "",
        next_href=f"{href}page={number + 1}" if (number + 1) * ON_A_PAGE < total else "",
        empty=_("Nobody matches these words.") if query else _("Nobody belongs here yet."),
    )


def department_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Names by id."""
    if not ids:
        return {}
    return dict(session.execute(sa.select(Department.id, Department.name).where(Department.id.in_(ids))).all())


def _matches(word: str) -> sa.ColumnElement[bool]:
    columns = (User.username, User.first_name, User.last_name, User.email, User.last_name + User.first_name, User.first_name + User.last_name)
    return sa.or_(*(column.icontains(word, autoescape=True) for column in columns))


def _page_number(total: int) -> int:
    sent = request.args.get("page", "")
    wanted = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 7 else 0
    return min(wanted, max(0, (total - 1) // ON_A_PAGE))


def _row(user: Any, departments: dict[int, str], roles: dict[str, str], locks: dict[str, datetime]) -> UserRow:
    until = max((locks[name] for name in (user.username, user.email) if name in locks), default=None)
    name = person_name(user.first_name or "", user.last_name or "") or user.username
    return UserRow(
        id=user.id,
        name=name,
        initial=initial_of(name),
        color=color_of(user.id),
        username=user.username,
        department=departments.get(user.department_id or 0, ""),
        roles=tuple(roles.get(role.name, role.name) for role in user.roles),
        last_login=moment_short(user.last_login) if user.last_login else "",
        active=bool(user.active),
        state=_("locked until %(time)s", time=local(until).strftime("%H:%M")) if until else _("active") if user.active else _("closed"),
        color_of_state="orange" if until else "green" if user.active else "gray",
    )


def initial_of(name: str) -> str:
    """The first character of the name as it is printed: the family name in Chinese."""
    return name[:1].upper()


def color_of(user_id: int) -> str:
    """One of the option colours, always the same for a user."""
    return COLORS[user_id % len(COLORS)]
