"""The rights of a role in an object: the reaches of ``fl_reach``, and FAB's permissions of the same role kept in line with them.

Public names: Rights, RIGHTS, Wanted, rights_of, all_rights, check_rights, set_rights, set_many_rights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.audit import changes, note
from app.access.matrix import FLAGS, REACH_ACTIONS
from app.access.reach import RANK, REACHES, narrowest
from app.access.version import grow
from app.errors import InvalidInput, Problem
from app.i18n import gettext as _
from app.models.engine import writing
from app.models.permissions import ROLE, grant, withdraw
from app.models.system import Reach

RIGHTS = ("create", "view", "edit", "delete", "transfer", "export", "import")
"""In the order in which people read them."""
Rights = Mapping[str, Any]
"""Right → True/False for create, export, import; a word of REACHES for the others."""
COLUMNS = {right: "import_" if right == "import" else right for right in RIGHTS}
PERMISSIONS = {
    "view": ("can_list", "can_show", "menu_access"),
    "create": ("can_add",),
    "edit": ("can_edit",),
    "delete": ("can_delete",),
    "transfer": ("can_transfer",),
    "export": ("can_export",),
    "import": ("can_import",),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rights that a role is to have in an object; what ``values`` does not name stays."""

    role_id: int
    entity_id: int
    object_name: str
    values: Mapping[str, Any]


def rights_of(row: Reach | None) -> dict[str, Any]:
    """The rights of a stored row in the form of the API; no row: none of them."""
    if row is None:
        return {right: False if right in FLAGS else "none" for right in RIGHTS}
    return {right: getattr(row, COLUMNS[right]) for right in RIGHTS}


def set_rights(session: Session, role_id: int, entity_id: int, object_name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Change what ``values`` names, leave the rest, answer all rights. Raises: InvalidInput with every problem."""
    return set_many_rights(session, [Wanted(role_id, entity_id, object_name, values)])[0]


def set_many_rights(session: Session, wanted: Sequence[Wanted]) -> list[dict[str, Any]]:
    """``set_rights`` of many roles and objects, each pair of them once: the statements grow with the roles only."""
    read = [check_rights(one.values) for one in wanted]
    with writing(session):
        stored = sa.select(Reach).where(Reach.role_id.in_({one.role_id for one in wanted}), Reach.entity_id.in_({one.entity_id for one in wanted}))
        rows = {(row.role_id, row.entity_id): row for row in session.scalars(stored)}
        before = [rights_of(rows.get((one.role_id, one.entity_id))) for one in wanted]
        done = [_stored(session, rows.get((one.role_id, one.entity_id)), one, values) for one, values in zip(wanted, read, strict=True)]
        session.flush()
        _bring_permissions_in_line(session, wanted, done)
        grow(session)
        _note(session, wanted, before, done)
        return done


def _note(session: Session, wanted: Sequence[Wanted], before: Sequence[Mapping[str, Any]], done: Sequence[Mapping[str, Any]]) -> None:
    """One event for each role and object whose rights differ now."""
    different = [(one, found) for one, old, new in zip(wanted, before, done, strict=True) if (found := changes(old, new))]
    ids = {one.role_id for one, _found in different}
    names = dict(session.execute(sa.select(ROLE.c.id, ROLE.c.name).where(ROLE.c.id.in_(ids))).all()) if ids else {}
    for one, found in different:
        note(session, "access_changed", object=one.object_name, target=names.get(one.role_id, ""), details={"changes": found})


def _stored(session: Session, row: Reach | None, wanted: Wanted, values: Mapping[str, Any]) -> dict[str, Any]:
    """All rights, written to the row."""
    if row is None:
        row = Reach(role_id=wanted.role_id, entity_id=wanted.entity_id, extra={}, **_columns(rights_of(None)))
        session.add(row)
    rights = {**rights_of(row), **values}
    for action in REACH_ACTIONS[1:]:
        rights[action] = narrowest((rights["view"], rights[action]))
    for name, value in _columns(rights).items():
        setattr(row, name, value)
    return rights


def check_rights(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as rights. Raises: InvalidInput with every problem."""
    problems: list[Problem] = []
    read: dict[str, Any] = {}
    for key, value in values.items():
        word = value.get("reach") if isinstance(value, Mapping) else value
        if key not in RIGHTS:
            what = _("There is no right %(right)s here.", right=key)
            problems.append(Problem(key, what, _("Rights are: %(rights)s.", rights=", ".join(RIGHTS))))
        elif key in FLAGS:
            if not isinstance(value, bool):
                problems.append(Problem(key, _("This right is given or not: true or false.")))
            read[key] = value
        elif isinstance(value, Mapping) and set(value) != {"reach"}:
            problems.append(Problem(key, _("A reach with a condition is not supported."), _("Give one of: %(words)s.", words=", ".join(REACHES))))
        elif word not in REACHES:
            problems.append(Problem(key, _("%(word)s is not a reach.", word=str(word)[:40]), _("Give one of: %(words)s.", words=", ".join(REACHES))))
        else:
            read[key] = word
    problems += _too_far(read)
    if problems:
        raise InvalidInput(_("The rights were not changed."), problems)
    return read


def _too_far(read: Mapping[str, Any]) -> list[Problem]:
    """Nobody changes what they cannot see."""
    view = RANK.get(str(read.get("view", "all")), 0)
    far = [action for action in REACH_ACTIONS[1:] if RANK.get(str(read.get(action, "none")), 0) > view]
    return [Problem(action, _("This right reaches further than view."), _("Widen view, or narrow this right.")) for action in far]


def _columns(rights: Mapping[str, Any]) -> dict[str, Any]:
    return {COLUMNS[right]: value for right, value in rights.items()}


def _bring_permissions_in_line(session: Session, wanted: Sequence[Wanted], done: Sequence[Mapping[str, Any]]) -> None:
    given: dict[int, list[tuple[str, str]]] = {}
    taken: dict[int, list[tuple[str, str]]] = {}
    for one, rights in zip(wanted, done, strict=True):
        for right, permissions in PERMISSIONS.items():
            to = given if rights[right] not in (False, "none") else taken
            to.setdefault(one.role_id, []).extend((permission, one.object_name) for permission in permissions)
    connection = session.connection()
    for role_id, pairs in given.items():
        grant(connection, role_id, pairs)
    for role_id, pairs in taken.items():
        withdraw(connection, role_id, pairs)


def all_rights(session: Session, entity_id: int | None = None) -> dict[tuple[int, int], dict[str, Any]]:
    """(role id, entity id) → rights, of everything that has a row; one statement."""
    statement = sa.select(Reach)
    rows = session.scalars(statement if entity_id is None else statement.where(Reach.entity_id == entity_id))
    return {(row.role_id, row.entity_id): rights_of(row) for row in rows}
