"""Who Flask-Login and FAB are told is there: the kept user of the request's access version, without a statement.

FAB and the login ask for id, name and whether somebody is active; for anything else the row is read. Public name: Visitor.
"""

from __future__ import annotations

from typing import Any

from app.access.load import Known
from app.models.users import User
from app.runtime.request import session


class Visitor:
    """An active user who has logged in; made once a request."""

    __slots__ = ("fingerprint", "id", "known", "locale", "timezone", "username")

    is_authenticated = is_active = active = True
    is_anonymous = False

    def __init__(self, known: Known) -> None:
        self.known = known
        self.id = known.actor.id
        self.username = known.actor.username
        self.locale, self.timezone = known.locale, known.timezone
        self.fingerprint = known.fingerprint

    def get_id(self) -> str:
        """What Flask-Login keeps in the session."""
        return str(self.id)

    def __getattr__(self, name: str) -> Any:
        """Whatever else a page of FAB asks of a user, from the row."""
        if name.startswith("_"):
            raise AttributeError(name)  # Jinja, copy and SQLAlchemy ask for marks that a visitor does not carry
        return getattr(session().get_one(User, self.id), name)
