"""What roles are called in the readers' languages; FAB's table has one name only, which programs and packages go by.

Public names: role_labels, set_role_label.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.metadata.definitions import Label
from app.models.engine import writing
from app.models.system import Preference

KEY = "role:"
"""Prefix of the preference of the installation that holds a role's label."""


def role_labels(session: Session) -> dict[str, Label]:
    """Role name → label, of roles that have one; one statement. ``labels.text(label, fallback=name)`` shows it."""
    rows = session.execute(sa.select(Preference.key, Preference.value).where(Preference.user_id == 0, Preference.key.startswith(KEY)))
    return {key.removeprefix(KEY): value for key, value in rows}


def set_role_label(session: Session, role: str, label: Mapping[str, str]) -> None:
    """Give a role its words, or other ones."""
    with writing(session):
        session.merge(Preference(user_id=0, key=KEY + role, value=dict(label)))
        session.flush()
