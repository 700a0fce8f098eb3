"""Departments, and the user that FAB logs in, with the department, language and time zone it lacks.

Public names: Department, User, Membership.
"""

from __future__ import annotations

from flask_appbuilder.security.sqla.models import User as FabUser
from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ConsoleUser(FabUser):
    """One login. ``department_id`` is the main department; further ones are rows of ``fl_membership``."""

    __tablename__ = "ab_user"
    __table_args__ = {"extend_existing": True}  # noqa: RUF012  (FAB maps the same table; single-table inheritance adds our columns to it)

    department_id: Mapped[int | None] = mapped_column(Integer, index=True)
    locale: Mapped[str | None] = mapped_column(String(16))
    timezone: Mapped[str | None] = mapped_column(String(64))


User = ConsoleUser
"""The name used everywhere else. The class itself cannot be called User: FAB's relationships name theirs by that word, in the same registry."""


class Department(Base):
    """A node of the organisation. ``path`` is the chain of ids from the root, ``/1/4/9/``, its own id last."""

    __tablename__ = "fl_department"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("fl_department.id"), index=True)
    path: Mapped[str] = mapped_column(String(400), index=True, default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    external_key: Mapped[str | None] = mapped_column(String(80), unique=True)


class Membership(Base):
    """A further department of a user, beside the main one."""

    __tablename__ = "fl_membership"

    user_id: Mapped[int] = mapped_column(ForeignKey(FabUser.__table__.c.id, ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("fl_department.id"), primary_key=True)
