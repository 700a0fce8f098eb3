"""Roles in words, and what a page needs to choose one. Public names: RoleInWords, roles_in_words, role_choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.role_labels import role_labels
from app.i18n import gettext as _
from app.i18n import mark
from app.i18n.labels import text
from app.models.permissions import ROLE
from app.views.setup.inputs import Choice

LABELS: Mapping[str, str] = {"Admin": mark("Administrator"), "Manager": mark("Manager"), "Staff": mark("Staff")}
"""Roles of every installation, in their order; packages and admins bring more."""
NOBODYS = "Public"
"""FAB's role of visitors without a login; nobody is given it."""


@dataclass(frozen=True, slots=True)
class RoleInWords:
    """A role with what the reader calls it."""

    id: int
    name: str
    label: str


def roles_in_words(session: Session) -> list[RoleInWords]:
    """Every role that a user may have, those of every installation first; two statements."""
    labels = role_labels(session)
    found = session.execute(sa.select(ROLE.c.id, ROLE.c.name).where(ROLE.c.name != NOBODYS))
    roles = [RoleInWords(number, name, _(LABELS[name]) if name in LABELS else text(labels.get(name, {}), fallback=name)) for number, name in found]
    order = list(LABELS)
    return sorted(roles, key=lambda role: (order.index(role.name) if role.name in LABELS else len(order), role.label.casefold()))


def role_choices(roles: Iterable[RoleInWords]) -> tuple[Choice, ...]:
    """Roles by name, for a form."""
    return tuple(Choice(role.name, role.label) for role in roles)
