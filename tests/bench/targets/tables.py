"""The tables of the hand-written pages: the standard data as a programmer would lay it out. Public names: LIST, FORM, declare."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

LIST = ["name", "contact_name", "mobile", "status", "level", "source", "amount", "next_follow_on", "created_at"]
FORM = [
    "name", "contact_name", "mobile", "email", "source", "status", "level", "industry", "city", "province", "amount", "score", "next_follow_on",
    "last_follow_at", "remark", "is_key", "account", "owner", "department", "created_at", "updated_at",
]  # fmt: skip


def declare(base: Any) -> tuple[Any, Any, Any, Any]:
    """The classes of department, person, account and lead on a declarative base."""

    class Named:
        id = sa.Column(sa.Integer, primary_key=True)

        def __str__(self) -> str:
            return str(self.name)

    class Department(Named, base):
        __tablename__ = "department"
        name = sa.Column(sa.String(100), nullable=False)
        parent_id = sa.Column(sa.ForeignKey("department.id"))
        path = sa.Column(sa.String(100), nullable=False)

    class Person(Named, base):
        __tablename__ = "person"
        username = sa.Column(sa.String(64), nullable=False, unique=True)
        name = sa.Column(sa.String(100), nullable=False)
        department_id = sa.Column(sa.ForeignKey("department.id"))

    class Account(Named, base):
        __tablename__ = "account"
        name = sa.Column(sa.String(200), nullable=False)
        industry = sa.Column(sa.String(40))
        city = sa.Column(sa.String(40))
        owner_id = sa.Column(sa.ForeignKey("person.id"), index=True)
        created_at = sa.Column(sa.DateTime)

    class Lead(Named, base):
        __tablename__ = "lead"
        name = sa.Column(sa.String(200), nullable=False)
        contact_name = sa.Column(sa.String(60))
        mobile = sa.Column(sa.String(20))
        email = sa.Column(sa.String(120))
        source = sa.Column(sa.String(20))
        status = sa.Column(sa.String(20), index=True)
        level = sa.Column(sa.String(4))
        industry = sa.Column(sa.String(40))
        city = sa.Column(sa.String(40))
        province = sa.Column(sa.String(40))
        amount = sa.Column(sa.Numeric(14, 2))
        score = sa.Column(sa.Integer)
        next_follow_on = sa.Column(sa.Date)
        last_follow_at = sa.Column(sa.DateTime)
        remark = sa.Column(sa.Text)
        is_key = sa.Column(sa.Boolean)
        account_id = sa.Column(sa.ForeignKey("account.id"), index=True)
        owner_id = sa.Column(sa.ForeignKey("person.id"), index=True)
        department_id = sa.Column(sa.ForeignKey("department.id"), index=True)
        created_at = sa.Column(sa.DateTime, nullable=False, index=True)
        updated_at = sa.Column(sa.DateTime, nullable=False)
        account = relationship(Account)
        owner = relationship(Person)
        department = relationship(Department)

    return Department, Person, Account, Lead
