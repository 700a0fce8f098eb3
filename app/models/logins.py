"""What logging in needs beside FAB's users: wrong tries, former passwords, second factors, and which roles ask for one.

Public names: LoginTries, TRIES, FormerPassword, Login, RoleLogin.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import JSON, BigInteger, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.fieldtypes.columns import UtcDateTime
from app.models.base import Base
from app.models.users import User


class LoginTries(Base):
    """Wrong tries of one login, known or not, of the last quarter of an hour. Unused where REDIS_URL is set."""

    __tablename__ = "fl_login_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Says nothing of the name that was typed: it may have been a password in the wrong field."""
    failures: Mapped[list[float]] = mapped_column(JSON, default=list)
    """Moments, seconds since 1970."""
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """From then on the row says nothing any more."""


TRIES = cast(Table, LoginTries.__table__)


class FormerPassword(Base):
    """The hash of a password that a user had before the present one."""

    __tablename__ = "fl_former_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.__table__.c.id, ondelete="CASCADE"), index=True)
    hash: Mapped[str] = mapped_column(String(256))


class Login(Base):
    """What is asked of a user at the login. No row: nothing but the password."""

    __tablename__ = "fl_login"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.__table__.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False)
    must_change: Mapped[bool] = mapped_column(default=False)
    """The password was set by somebody else: another one is to be chosen first."""
    secret: Mapped[str | None] = mapped_column(Text)
    """Of the second factor, encrypted."""
    confirmed: Mapped[bool] = mapped_column(default=False)
    """Has a code shown that the secret is in the user's app? Only then is one asked for."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """Number of the half minute whose code was used last: no code counts twice."""
    recovery: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Hashes of the recovery codes that are left."""


class RoleLogin(Base):
    """A role whose people need a second factor."""

    __tablename__ = "fl_role_login"

    role_id: Mapped[int] = mapped_column(ForeignKey(Role.__table__.c.id, ondelete="CASCADE"), primary_key=True, autoincrement=False)
    second_factor: Mapped[bool] = mapped_column(default=False)
