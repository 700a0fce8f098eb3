"""The product's own tables: metadata in numbered versions, the reach of roles, the history of records.

A published version is never changed: a snapshot of an older revision can go on reading what it was built from.
Public names: State, Revision, Version, Reach, HistoryRow, Sequence, Preference.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.fieldtypes.columns import UtcDateTime
from app.models.base import Base
from app.models.users import User


class State(Base):
    """One row (id 1): the numbers that every worker compares at the start of a request."""

    __tablename__ = "fl_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)
    """Newest metadata revision; the row is locked first by every publication."""
    access: Mapped[int] = mapped_column(default=0)
    """Grows with every change of roles, reaches, departments and users (but not when they log in)."""
    next_id: Mapped[int] = mapped_column(default=1)
    """Next stable id of an object, field, option set or menu; never reused."""


class Revision(Base):
    """One publication: who, when, what (the diff as data)."""

    __tablename__ = "fl_revision"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.__table__.c.id, ondelete="SET NULL"))
    summary: Mapped[str] = mapped_column(Text, default="")
    diff: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class Version(Base):
    """One definition as one revision published it. The newest row of an entity is its present state."""

    __tablename__ = "fl_version"

    entity_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    """object | option_set | menu | and what later issues add."""
    name: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="live")
    """live | retired | purged"""
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What a snapshot needs of an entity before it is used: label, plural, icon, title_field, scoped, references."""
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (Index("ix_fl_version_revision", "revision"), Index("ix_fl_version_kind_name", "kind", "name"))


class Reach(Base):
    """How far a role reaches into an object. No row: nothing."""

    __tablename__ = "fl_reach"

    role_id: Mapped[int] = mapped_column(ForeignKey(Role.__table__.c.id, ondelete="CASCADE"), primary_key=True)
    entity_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    create: Mapped[bool] = mapped_column("may_create", default=False)
    view: Mapped[str] = mapped_column(String(20), default="none")
    edit: Mapped[str] = mapped_column(String(20), default="none")
    delete: Mapped[str] = mapped_column("del", String(20), default="none")
    transfer: Mapped[str] = mapped_column(String(20), default="none")
    export: Mapped[bool] = mapped_column("may_export", default=False)
    import_: Mapped[bool] = mapped_column("may_import", default=False)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Conditions and field rights, by later mechanisms; carried unchanged."""


class HistoryRow(Base):
    """One change of one record: what, by whom, when. Insert only."""

    __tablename__ = "fl_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    entity_id: Mapped[int] = mapped_column(Integer)
    record_id: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    """The record's version after the change."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(20))
    """create | edit | delete | restore"""
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    """field id (text) → [old, new] in JSON form."""

    __table_args__ = (Index("ix_fl_history_record", "entity_id", "record_id", "id"),)


class Sequence(Base):
    """The counter of an auto_number field, one row per field and period."""

    __tablename__ = "fl_sequence"

    field_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class Preference(Base):
    """What a user set for themselves (folded sections, density), and settings of the installation (user_id 0)."""

    __tablename__ = "fl_preference"

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
