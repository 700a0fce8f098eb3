"""The department tree: read, create, rename, move, close. A path of ids from the root keeps "this and all below" one indexed comparison.

A department is never deleted, because records go on carrying it: it is closed, and reopened when needed.
Public names: Node, tree, node, create, change, close, UNCHANGED.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.audit import changes, note
from app.access.version import grow
from app.errors import InvalidInput, NotFound, Problem
from app.i18n import gettext as _
from app.models.engine import writing
from app.models.users import Department, Membership, User

UNCHANGED: Any = object()
"""Stands for "leave it as it is" where None has a meaning of its own."""
NAME_LENGTH = 120
DEPTH = 20
"""Levels at most; the path column holds about 40 of them."""


@dataclass(frozen=True, slots=True)
class Node:
    """One department in the order of the tree."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    """0 for a root."""
    users: int
    """Active users whose main department it is."""
    active: bool
    path: str


COLUMNS = (Department.id, Department.name, Department.parent_id, Department.active, Department.path)


def tree(session: Session, closed: bool = False) -> list[Node]:
    """All departments, each followed by those below it. Two statements."""
    users = dict(session.execute(sa.select(User.department_id, sa.func.count()).where(User.active.is_(True)).group_by(User.department_id)).all())
    statement = sa.select(*COLUMNS).order_by(Department.position, Department.id)
    below: dict[int | None, list[Any]] = defaultdict(list)
    for row in session.execute(statement if closed else statement.where(Department.active.is_(True))):
        below[row.parent_id].append(row)
    nodes: list[Node] = []
    waiting = [(row, 0) for row in reversed(below[None])]
    while waiting:
        row, depth = waiting.pop()
        nodes.append(Node(row.id, row.name, row.parent_id, depth, users.get(row.id, 0), row.active, row.path))
        waiting += [(child, depth + 1) for child in reversed(below.get(row.id, ()))]
    return nodes


def node(session: Session, department_id: int) -> Node:
    """One department, closed or not. Raises: NotFound."""
    users = sa.select(sa.func.count()).where(User.active.is_(True), User.department_id == department_id).scalar_subquery()
    row = session.execute(sa.select(*COLUMNS, users.label("users")).where(Department.id == department_id)).one_or_none()
    if row is None:
        raise NotFound(_("There is no such department."))
    return Node(row.id, row.name, row.parent_id, row.path.count("/") - 2, row.users, row.active, row.path)


def create(session: Session, name: Any, parent_id: Any = None, external_key: str | None = None) -> int:
    """Id of a new department. Raises: InvalidInput."""
    with writing(session):
        grow(session)  # first: its row lock keeps two changes of the tree apart
        problems: list[Problem] = []
        parent = _parent(session, parent_id, problems)
        text = _name(session, name, parent_id if parent or parent_id is None else UNCHANGED, None, problems)
        if problems:
            raise InvalidInput(_("The department was not created."), problems)
        last = session.scalar(sa.select(sa.func.max(Department.position)).where(Department.parent_id == parent_id)) or 0
        made = Department(name=text, parent_id=parent_id, position=last + 1, path="", active=True, external_key=external_key)
        session.add(made)
        session.flush()
        made.path = f"{parent.path if parent else '/'}{made.id}/"
        session.flush()
        note(session, "department_created", target=text, details={"id": made.id, "changes": {"parent": [None, parent.name if parent else None]}})
        return made.id


def change(session: Session, department_id: int, *, name: Any = UNCHANGED, parent_id: Any = UNCHANGED, position: Any = UNCHANGED) -> None:
    """Rename, move or reorder; everything below moves along. Raises: NotFound, InvalidInput (also for a cycle)."""
    with writing(session):
        grow(session)  # first: its row lock keeps two changes of the tree apart
        row = _department(session, department_id)
        before = _told(session, row)
        problems: list[Problem] = []
        if parent_id is not UNCHANGED:
            parent = _parent(session, parent_id, problems)
            if parent is not None and parent.path.startswith(row.path):
                what = _("%(name)s cannot move below itself or one of its own departments.", name=row.name)
                problems.append(Problem("parent", what, _("Choose a department outside of it.")))
        if name is not UNCHANGED:
            row_parent = row.parent_id if parent_id is UNCHANGED else parent_id
            row.name = _name(session, name, row_parent, row.id, problems) or row.name
        if position is not UNCHANGED and not (isinstance(position, int) and 0 <= position < 100_000):
            problems.append(Problem("position", _("The position is a number from 0.")))
        if problems:
            raise InvalidInput(_("The department was not changed."), problems)
        if parent_id is not UNCHANGED and parent_id != row.parent_id:
            _move(session, row, parent)
        if position is not UNCHANGED:
            _place(session, row, position)
        session.flush()
        if differing := changes(before, _told(session, row)):
            note(session, "department_changed", target=before["name"], details={"id": department_id, "changes": differing})


def close(session: Session, department_id: int) -> None:
    """Take an empty department out of use; records keep it. Raises: NotFound, InvalidInput naming what is still in it."""
    with writing(session):
        grow(session)  # first: its row lock keeps two changes of the tree apart
        row = _department(session, department_id)
        below = session.scalar(sa.select(sa.func.count()).where(Department.parent_id == row.id, Department.active.is_(True))) or 0
        users = session.scalar(sa.select(sa.func.count()).where(User.department_id == row.id, User.active.is_(True))) or 0
        further = session.scalar(sa.select(sa.func.count()).where(Membership.department_id == row.id)) or 0
        if below or users or further:
            what = _("%(name)s still has %(departments)d departments and %(users)d users.", name=row.name, departments=below, users=users + further)
            raise InvalidInput(_("The department was not closed."), [Problem("", what, _("Move them to another department first."))])
        row.active = False
        session.flush()
        note(session, "department_closed", target=row.name, details={"id": row.id})


def _told(session: Session, row: Department) -> dict[str, Any]:
    """What the audit log says of a department."""
    above = session.get(Department, row.parent_id) if row.parent_id else None
    return {"name": row.name, "parent": above.name if above else None}


def _department(session: Session, department_id: int) -> Department:
    row = session.get(Department, department_id)
    if row is None:
        raise NotFound(_("There is no such department."))
    return row


def _parent(session: Session, parent_id: Any, problems: list[Problem]) -> Department | None:
    if parent_id is None:
        return None
    parent = session.get(Department, parent_id) if isinstance(parent_id, int) and not isinstance(parent_id, bool) and 0 < parent_id < 2**31 else None
    if parent is None or not parent.active:
        problems.append(Problem("parent", _("There is no such department."), _("Choose one of the tree, or none for the top.")))
        return None
    if parent.path.count("/") > DEPTH:
        problems.append(Problem("parent", _("The tree has %(depth)d levels at most.", depth=DEPTH)))
    return parent


def _name(session: Session, name: Any, parent_id: Any, own_id: int | None, problems: list[Problem]) -> str:
    text = name.strip() if isinstance(name, str) else ""
    if not text or len(text) > NAME_LENGTH or not text.isprintable():
        problems.append(Problem("name", _("A department needs a name of 1 to %(length)d characters.", length=NAME_LENGTH)))
        return text
    if parent_id is not UNCHANGED:
        twin = sa.select(Department.id).where(
            Department.parent_id == parent_id, Department.name == text, Department.active.is_(True), Department.id != (own_id or 0)
        )
        if session.scalar(twin.limit(1)) is not None:
            problems.append(Problem("name", _("There is a department %(name)s in the same place already.", name=text), _("Choose another name or place.")))
    return text


def _move(session: Session, row: Department, parent: Department | None) -> None:
    old, new = row.path, f"{parent.path if parent else '/'}{row.id}/"
    row.parent_id = parent.id if parent else None
    session.flush()
    moved = sa.update(Department).where(Department.path.startswith(old, autoescape=True))
    session.execute(moved.values(path=sa.literal(new) + sa.func.substr(Department.path, len(old) + 1)), execution_options={"synchronize_session": False})
    session.expire_all()


def _place(session: Session, row: Department, position: int) -> None:
    """Put it at that place among its neighbours, counted from 0."""
    session.flush()
    beside = sa.select(Department).where(Department.parent_id == row.parent_id, Department.id != row.id)
    others = list(session.scalars(beside.order_by(Department.position, Department.id)))
    others.insert(position, row)
    for number, neighbour in enumerate(others):
        neighbour.position = number
