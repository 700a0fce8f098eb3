"""Which passwords are taken, and what happens when one is set.

Long enough, not one that everybody tries first (30,000 of zxcvbn's list), not the login, none of the last ones. Public names: faults, put, require_change.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from app.access.login_rules import rules_of
from app.errors import Problem
from app.i18n import gettext as _
from app.models.logins import FormerPassword, Login
from app.models.users import User

LONGEST = 128
"""Characters: what is longer costs time at every login."""
ENDINGS = "0123456789!@#$%^&*._- "
"""What people put behind a word to make it another one."""


def faults(session: Session, password: str, names: tuple[str, ...], user_id: int | None = None, where: str = "password") -> list[Problem]:
    """What is wrong with a new password. ``names``: login and e-mail address; ``user_id``: whose former ones count."""
    rules = rules_of(session)
    if len(password) < rules.shortest:
        return [Problem(where, _("A password has at least %(length)d characters.", length=rules.shortest), _("A few words in a row are easy to remember."))]
    if len(password) > LONGEST or not password.isprintable():
        return [Problem(where, _("At most %(length)d characters, none of them invisible.", length=LONGEST))]
    plain = password.casefold()
    if plain.rstrip(ENDINGS) in {part.casefold().rstrip(ENDINGS) for name in names for part in (name, name.partition("@")[0]) if part}:
        return [Problem(where, _("A password is not the login or the e-mail address."), _("Choose one that has nothing to do with you."))]
    if _is_common(plain):
        return [Problem(where, _("This password is one of those that are tried first."), _("Choose one that nobody else would think of."))]
    if user_id is not None and _is_former(session, user_id, password, rules.former):
        return [Problem(where, _("This is one of your last %(count)d passwords.", count=rules.former), _("Choose one that you have not used yet."))]
    return []


def put(session: Session, user: User, password: str) -> None:
    """Give the user a password that has no faults, in the caller's write; the one before is remembered."""
    if user.password:
        session.add(FormerPassword(user_id=user.id, hash=user.password))
        session.flush()
        kept = sa.select(FormerPassword.id).where(FormerPassword.user_id == user.id).order_by(FormerPassword.id.desc())
        kept = kept.limit(max(0, rules_of(session).former - 1))
        old = sa.delete(FormerPassword).where(FormerPassword.user_id == user.id, FormerPassword.id.not_in(kept))
        session.execute(old, execution_options={"synchronize_session": False})
    user.password = generate_password_hash(password)


def require_change(session: Session, user_id: int, needed: bool) -> None:
    """Must the user choose another password before anything else? In the caller's write; the access version is the caller's to grow."""
    row = session.get(Login, user_id)
    if row is not None:
        row.must_change = needed
    elif needed:
        session.add(Login(user_id=user_id, must_change=True, recovery=[]))
    session.flush()


def _is_common(plain: str) -> bool:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # 13 MB: only in a process in which somebody chooses a password

    return plain in FREQUENCY_LISTS["passwords"]


def _is_former(session: Session, user_id: int, password: str, count: int) -> bool:
    if count < 1:
        return False
    present = session.scalar(sa.select(User.password).where(User.id == user_id))
    former = sa.select(FormerPassword.hash).where(FormerPassword.user_id == user_id).order_by(FormerPassword.id.desc()).limit(count - 1)
    return any(check_password_hash(hashed, password) for hashed in (present, *session.scalars(former)) if hashed)
