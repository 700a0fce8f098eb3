"""Roles in words, and what a page needs to choose one. Public names: role_label, all_roles, role_choices."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.i18n import gettext as _
from app.i18n import mark
from app.models.permissions import ROLE
from app.views.setup.inputs import Choice

LABELS: Mapping[str, str] = {"Admin": mark("Administrator"), "Manager": mark("Manager"), "Staff": mark("Staff"), "Public": mark("Visitors")}
"""Roles of every installation; others are called as they were named."""


def role_label(name: str) -> str:
    """The role in the reader's words."""
    return _(LABELS[name]) if name in LABELS else name


def all_roles(session: Session) -> list[tuple[int, str]]:
    """(id, name) of every role, those of every installation first."""
    rows = [(number, name) for number, name in session.execute(sa.select(ROLE.c.id, ROLE.c.name))]
    order = list(LABELS)
    return sorted(rows, key=lambda row: (order.index(row[1]) if row[1] in LABELS else len(order), row[1].casefold()))


def role_choices(session: Session) -> tuple[Choice, ...]:
    """Every role by name, for a form."""
    return tuple(Choice(name, role_label(name)) for _number, name in all_roles(session) if name != "Public")
