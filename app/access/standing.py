"""Who manages users without every right of their own stays below those who have them. Public name: refuse_above."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.scopes import scope_of
from app.errors import InvalidInput, Problem
from app.i18n import gettext as _
from app.models.permissions import ROLE
from app.models.users import User

USER_ROLE = User.metadata.tables["ab_user_role"]


def refuse_above(session: Session, full_role: str, user_id: int | None, role_ids: Collection[int]) -> None:
    """Raises InvalidInput when an actor without the full role gives it, or touches an account that has it: a new password would be the way in."""
    scope = scope_of(session)
    if scope is None or scope.actor.is_system:
        return
    full = session.scalar(sa.select(ROLE.c.id).where(ROLE.c.name == full_role))
    if full in scope.actor.role_ids:
        return
    held = sa.select(USER_ROLE.c.user_id).where(USER_ROLE.c.user_id == user_id, USER_ROLE.c.role_id == full)
    if full in role_ids or (user_id is not None and session.scalar(held) is not None):
        what = _("Only somebody with the role %(name)s gives it, or changes the account of one who has it.", name=full_role)
        raise InvalidInput(_("The user was not saved."), [Problem("roles", what)])
