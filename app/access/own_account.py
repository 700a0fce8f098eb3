"""What people change of their own account. Public name: change_password."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.access import passwords
from app.access.audit import note
from app.access.version import grow
from app.errors import InvalidInput, NotFound
from app.i18n import gettext as _
from app.models.engine import writing
from app.models.users import User


def change_password(session: Session, user_id: int, password: str) -> User:
    """The user with the new password, chosen by the user and so good for good. All sessions and tokens end by it, for they carry its fingerprint.

    Raises: InvalidInput, at ``password``.
    """
    with writing(session):
        user = session.get(User, user_id)
        if user is None:
            raise NotFound(_("There is no such user."))
        if problems := passwords.faults(session, password, (user.username, user.email or ""), user_id):
            raise InvalidInput(_("The password was not changed."), problems)
        passwords.put(session, user, password)
        passwords.require_change(session, user_id, False)
        grow(session)
        note(session, "password_changed", target=user.username)
    return user
