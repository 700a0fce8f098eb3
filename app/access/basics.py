"""What every role may: one's own profile and password, the menu, the description of the API. FAB guards these pages like any other.

Public names: BASICS, give_basics.
"""

from __future__ import annotations

from sqlalchemy.engine import Connection

from app.models.permissions import Pair, grant

BASICS: tuple[Pair, ...] = (
    ("can_userinfo", "UserDBModelView"),
    ("resetmypassword", "UserDBModelView"),
    ("userinfoedit", "UserDBModelView"),
    ("can_this_form_get", "ResetMyPasswordView"),
    ("can_this_form_post", "ResetMyPasswordView"),
    ("can_this_form_get", "UserInfoEditView"),
    ("can_this_form_post", "UserInfoEditView"),
    ("can_get", "MenuApi"),
    ("can_get", "OpenApi"),
)


def give_basics(connection: Connection, role_id: int) -> None:
    """Grant them to a role; what it has already stays."""
    grant(connection, role_id, BASICS)
