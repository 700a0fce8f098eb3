"""Is this somebody who may log in? One answer for the page, the API and whatever else asks for a password.

A locked login is refused before anything is looked at, rightly typed or not; a name that nobody has costs as much time as one that somebody has, and is
counted and locked like it. Public names: Refused, Passed, check_password, check_code, refuse, let_in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_appbuilder.security.utils import is_null_password
from werkzeug.security import check_password_hash

from app.access import lockout, second_factor
from app.access.audit import Who, note
from app.access.lockout import SECONDS
from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.formats import local
from app.models.engine import writing
from app.models.users import User
from app.runtime.request import session


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nobody is let in, in words, and what a program may know of it."""

    message: str
    left: int
    until: datetime | None

    @property
    def status(self) -> int:
        return 429 if self.until else 401

    @property
    def details(self) -> dict[str, Any]:
        return {"tries_left": self.left, "locked_until": self.until.isoformat(timespec="seconds") if self.until else None}

    @property
    def headers(self) -> dict[str, str]:
        """For a lock: when to come back."""
        return {"Retry-After": str(max(1, int((self.until - lockout.now()).total_seconds())))} if self.until else {}


@dataclass(frozen=True, slots=True)
class Passed:
    """The password is right; ``name`` is what was typed, by which tries are counted."""

    user: User
    name: str


def check_password(security: Any, name: str, password: str) -> Passed | Refused:
    """``security``: FAB's manager. A wrong try is counted and noted; a right one is not yet a login."""
    if until := lockout.locked(session(), [name]).get(name):
        return _locked(until)
    by_name, by_address = security.find_user(username=name), security.find_user(email=name)  # both always, so that neither takes longer
    user: User | None = (by_name or by_address) if name else None
    known = user is not None and bool(user.is_active) and not is_null_password(password)
    hashed = user.password if known and user is not None and user.password else current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
    right = check_password_hash(hashed, password)
    if known and right and user is not None:
        return Passed(user, name)
    return refuse(name, user, _("User name or password is wrong."))


def check_code(passed: Passed, code: str) -> Passed | Refused:
    """The second step. A wrong code is counted like a wrong password."""
    if until := lockout.locked(session(), [passed.name]).get(passed.name):
        return _locked(until)
    if second_factor.accept(session(), passed.user.id, code):
        return passed
    return refuse(passed.name, passed.user, _("The code is wrong."), second_factor=True)


def refuse(name: str, user: User | None, message: str, **details: Any) -> Refused:
    """Counts a wrong try in a transaction of its own, with what the audit log says of it. ``user``: whose login was typed; what was typed for nobody's is not
    written: it may be a password in the wrong field."""
    found = session()
    found.rollback()
    who = Who(user.id, user.username) if user else Who(None, "")
    told = {"unknown_login": True} if user is None else {} if user.is_active else {"closed": True}
    with writing(found):
        standing = lockout.fail(found, name)
        counted = sa.update(User).where(User.id == (user.id if user else 0)).values(fail_login_count=sa.func.coalesce(User.fail_login_count, 0) + 1)
        found.execute(counted, execution_options={"synchronize_session": False})
        note(found, "login_failed", result="failed", details={**told, **details}, who=who)
        if standing.began:
            note(found, "login_locked", result="refused", target=who.username, details=told, who=who)
    return _locked(standing.until) if standing.until else Refused(_with_count(message, standing.left), standing.left, None)


def let_in(security: Any, passed: Passed) -> Passed | Refused:
    """Counts the login and forgets the wrong tries, unless somebody locked it meanwhile."""
    found = session()
    with writing(found):
        if until := lockout.settle(found, passed.name):
            return _locked(until)
        security.update_user_auth_stat(passed.user, True)
    return passed


def _locked(until: datetime) -> Refused:
    what = _("Too many wrong tries: this login is locked until %(time)s. An administrator can unlock it sooner.", time=local(until).strftime("%H:%M"))
    return Refused(what, 0, until)


def _with_count(what: str, left: int) -> str:
    return ngettext(
        "%(what)s %(num)s more wrong try locks this login for %(minutes)s minutes.",
        "%(what)s %(num)s more wrong tries lock this login for %(minutes)s minutes.",
        left,
        what=what,
        minutes=SECONDS // 60,
    )
