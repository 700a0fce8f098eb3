"""The second factor: codes of an authenticator app (TOTP, RFC 6238), recovery codes in its place, and the roles that ask for one.

The secret is kept encrypted by a key made from SECRET_KEY and leaves this module while it is set up only; whoever changes SECRET_KEY has everybody set it up
anew. A code is good once. Public names: RECOVERY_CODES, is_on, begin, pending, confirm, accept, renew_codes, remove, codes_left, address, asking_roles,
ask_of_role.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.audit import note
from app.access.login_rules import rules_of
from app.access.version import grow
from app.errors import InvalidInput, Problem
from app.i18n import gettext as _
from app.models.engine import writing
from app.models.logins import Login, RoleLogin
from app.models.permissions import ROLE
from app.models.users import User

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

RECOVERY_CODES = 10
SECONDS = 30
DRIFT = 1
"""Half minutes that a clock may be wrong by."""
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of recovery codes: nothing that looks like something else."""


def now() -> float:
    """Seconds since 1970; tests put another moment in its place."""
    return time.time()


def is_on(session: Session, user_id: int) -> bool:
    """Is a code asked of the user at the login?"""
    return bool(session.scalar(sa.select(Login.confirmed).where(Login.user_id == user_id)))


def begin(session: Session, user_id: int) -> None:
    """A new secret, which counts from its confirmation on; one that counts already stays. Raises: InvalidInput."""
    with writing(session):
        row = _row(session, user_id)
        if row.confirmed:
            raise InvalidInput(_("The second factor is set up already."))
        row.secret, row.last_step = _cipher(session).encrypt(base64.b32encode(secrets.token_bytes(20))).decode(), 0


def pending(session: Session, user_id: int) -> str:
    """The secret that waits for its confirmation, in base 32; empty when there is none."""
    row = session.get(Login, user_id)
    return _secret(session, row) if row is not None and not row.confirmed else ""


def address(secret: str, username: str, issuer: str) -> str:
    """What the QR code says to the app."""
    from pyotp import TOTP

    return str(TOTP(secret).provisioning_uri(name=username, issuer_name=issuer))


def confirm(session: Session, user_id: int, code: str) -> list[str]:
    """Counts from now on; the recovery codes, which nobody can read again. Raises: InvalidInput for a wrong code."""
    with writing(session):
        row = _row(session, user_id)
        if row.confirmed or not row.secret or not _uses_code(session, row, code):
            what = _("The code is wrong.")
            raise InvalidInput(_("The second factor is not set up."), [Problem("code", what, _("Take the one that the app shows now; is its clock right?"))])
        row.confirmed = True
        made = _new_codes(session, row)
        grow(session)
        note(session, "second_factor_set", target=_name(session, user_id))
        return made


def accept(session: Session, user_id: int, code: str) -> bool:
    """Is this the present code, or a recovery code that is left? It is used up by that."""
    with writing(session):
        row = _row(session, user_id)
        if not row.confirmed:
            return False
        if _uses_code(session, row, code):
            return True
        hashed = _hash(session, code)
        if hashed not in row.recovery:
            return False
        row.recovery = [one for one in row.recovery if one != hashed]
        note(session, "recovery_code_used", target=_name(session, user_id), details={"codes_left": len(row.recovery)})
        return True


def renew_codes(session: Session, user_id: int) -> list[str]:
    """Ten other recovery codes; those before are worth nothing. Raises: InvalidInput without a second factor."""
    with writing(session):
        row = _row(session, user_id)
        if not row.confirmed:
            raise InvalidInput(_("The second factor is not set up."))
        note(session, "second_factor_set", target=_name(session, user_id), details={"recovery_codes": RECOVERY_CODES})
        return _new_codes(session, row)


def remove(session: Session, user_id: int) -> None:
    """No code is asked for any more: the app's and all recovery codes are worth nothing."""
    with writing(session):
        row = session.get(Login, user_id)
        if row is None or not row.secret:
            return
        was_on, row.secret, row.confirmed, row.recovery = row.confirmed, None, False, []
        grow(session)
        if was_on:
            note(session, "second_factor_removed", target=_name(session, user_id))


def codes_left(session: Session, user_id: int) -> int:
    """Recovery codes that were not used yet."""
    row = session.get(Login, user_id)
    return len(row.recovery) if row is not None and row.confirmed else 0


def asking_roles(session: Session) -> set[int]:
    """Ids of the roles whose people need a second factor."""
    return set(session.scalars(sa.select(RoleLogin.role_id).where(RoleLogin.second_factor.is_(True))))


def ask_of_role(session: Session, role_id: int, needed: bool) -> None:
    """From their next request on, the role's people set one up before anything else, or need none."""
    with writing(session):
        if (role_id in asking_roles(session)) == needed:
            return
        session.merge(RoleLogin(role_id=role_id, second_factor=needed))
        session.flush()
        grow(session)
        name = session.scalar(sa.select(ROLE.c.name).where(ROLE.c.id == role_id)) or ""
        note(session, "role_changed", target=name, details={"changes": {"second_factor": [not needed, needed]}})


def _row(session: Session, user_id: int) -> Login:
    """The user's row, locked until the end of the write: two requests do not use the same code."""
    found = session.get(Login, user_id, with_for_update=True, populate_existing=True)
    if found is None:
        found = Login(user_id=user_id, must_change=False, confirmed=False, last_step=0, recovery=[])
        session.add(found)
        session.flush()
    return found


def _uses_code(session: Session, row: Login, code: str) -> bool:
    from pyotp import TOTP

    secret, sent, step = _secret(session, row), "".join(code.split()), int(now()) // SECONDS
    if not secret:
        return False
    totp = TOTP(secret)
    for one in range(step - DRIFT, step + DRIFT + 1):
        if one > row.last_step and hmac.compare_digest(str(totp.generate_otp(one)).encode(), sent.encode("utf-8", "replace")):
            row.last_step = one
            return True
    return False


def _new_codes(session: Session, row: Login) -> list[str]:
    made = ["-".join("".join(secrets.choice(ALPHABET) for _place in range(5)) for _part in range(2)) for _code in range(RECOVERY_CODES)]
    row.recovery = [_hash(session, one) for one in made]
    return made


def _hash(session: Session, code: str) -> str:
    plain = "".join(one for one in code.casefold() if one.isalnum())
    return hmac.new(_key(session, "recovery"), plain.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _secret(session: Session, row: Login) -> str:
    from cryptography.fernet import InvalidToken

    try:
        return _cipher(session).decrypt(row.secret.encode()).decode() if row.secret else ""
    except InvalidToken:  # SECRET_KEY was changed: no code fits any more, and an administrator resets the factor
        return ""


def _cipher(session: Session) -> Fernet:
    from cryptography.fernet import Fernet  # 8 MB: only in a process in which somebody uses a second factor

    return Fernet(base64.urlsafe_b64encode(_key(session, "second factor")))


def _key(session: Session, purpose: str) -> bytes:
    return hmac.new(rules_of(session).secret.encode(), f"fieldloom {purpose}".encode(), hashlib.sha256).digest()


def _name(session: Session, user_id: int) -> str:
    return session.scalar(sa.select(User.username).where(User.id == user_id)) or ""
