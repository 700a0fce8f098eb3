"""References in the actor's sight: whether what a value points at exists, and what there is to choose from.

A hidden target is treated like a missing one, in the same words. Public names: Found, visible, missing, Choices, choices.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.errors import Problem
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.formats import person_name
from app.metadata.conditions import parse
from app.metadata.definitions import FieldDef
from app.models.users import Department, User
from app.records.fields import label_of
from app.records.joins import Joins, number_label, title_label, title_of
from app.records.search import search_clause, words_of
from app.records.sql import clause, typed
from app.records.tokens import resolver
from app.records.workspace import Workspace

CHOICES = 20
"""Entries of one page of choices."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the references of one change point at, as far as the actor may see it."""

    ids: Mapping[str, frozenset[int]]
    """Field name → ids that exist."""
    departments: Mapping[int, int | None]
    """User id → main department, of every user that was asked for."""

    def has(self, field: FieldDef, number: int) -> bool:
        return number in self.ids.get(field.name, frozenset())


def visible(ws: Workspace, wanted: Sequence[tuple[FieldDef, Collection[int]]]) -> Found:
    """Which of the ids exist for the actor: one statement per target object, one for users, one for departments."""
    groups: dict[tuple[str, str], list[tuple[FieldDef, Collection[int]]]] = {}
    for field, asked_for in wanted:
        kind = type_of(field).reference
        own = field.name if field.param("filter") else ""
        groups.setdefault((str(field.param("target")) if kind == "record" else f"${kind}", own), []).append((field, asked_for))
    ids: dict[str, frozenset[int]] = {}
    departments: dict[int, int | None] = {}
    for (target, _own), members in groups.items():
        asked = {number for _field, asked_for in members for number in asked_for}
        if target == "$user":
            departments.update(_users(ws, asked))
            found = frozenset(departments)
        else:
            found = frozenset(_existing(ws, members[0][0], target, asked)) if asked else frozenset()
        ids.update({field.name: found for field, _asked in members})
    return Found(ids, departments)


def _users(ws: Workspace, asked: Collection[int]) -> dict[int, int | None]:
    if not asked:
        return {}
    statement = sa.select(User.id, User.department_id).where(User.id.in_(sorted(asked)), User.active.is_(True))
    return {row.id: row.department_id for row in ws.session.execute(statement)}


def _existing(ws: Workspace, field: FieldDef, target: str, asked: Collection[int]) -> Collection[int]:
    if target == "$department":
        return ws.session.scalars(sa.select(Department.id).where(Department.id.in_(sorted(asked)))).all()
    joins = Joins(ws, ws.object(target))
    statement = sa.select(joins.model.id).where(joins.model.id.in_(sorted(asked)))
    return ws.session.scalars(joins.apply(_filtered(joins, field, statement))).all()


def _filtered(joins: Joins, field: FieldDef, statement: Any) -> Any:
    """The statement with the lookup's own filter on its target."""
    if not field.param("filter"):
        return statement
    condition, _problems = parse(field.param("filter"))
    return statement.where(clause(joins, typed(joins.ws, joins.definition, condition, resolver(joins.ws))))


def missing(field: FieldDef, number: int) -> Problem:
    """The refusal of a reference to what is missing or hidden: the two are not told apart."""
    return Problem(field.name, _("%(field)s: there is no entry with the id %(id)s.", field=label_of(field), id=number), _("Choose an entry of the list."))


@dataclass(frozen=True, slots=True)
class Choices:
    """A page of entries that a reference may take."""

    items: tuple[tuple[int, str], ...]
    """(id, label)"""
    more: bool = False


def choices(ws: Workspace, field: FieldDef, text: str = "", page: int = 1, size: int = CHOICES) -> Choices:
    """What the actor may choose for a reference field, by a text that its label contains; one statement."""
    kind = type_of(field).reference
    skipped = (max(1, min(page, 1000)) - 1) * size
    statement = _people(text) if kind == "user" else _departments(text) if kind == "department" else _records(ws, field, text)
    answers = ws.session.execute(statement.limit(size + 1).offset(skipped)).all()
    label = _labeller(ws, field)
    return Choices(tuple((row[0], label(row)) for row in answers[:size]), len(answers) > size)


def _people(text: str) -> Any:
    statement = sa.select(User.id, User.first_name, User.last_name).where(User.active.is_(True))
    family_first = sa.func.coalesce(User.last_name, "") + sa.func.coalesce(User.first_name, "")
    for word in words_of(text):
        statement = statement.where(sa.or_(*(one.icontains(word, autoescape=True) for one in (family_first, User.first_name, User.username))))
    return statement.order_by(User.last_name, User.first_name, User.id)


def _departments(text: str) -> Any:
    statement = sa.select(Department.id, Department.name).where(Department.active.is_(True))
    for word in words_of(text):
        statement = statement.where(Department.name.icontains(word, autoescape=True))
    return statement.order_by(Department.path, Department.id)


def _records(ws: Workspace, field: FieldDef, text: str) -> Any:
    definition = ws.object(str(field.param("target")))
    joins = Joins(ws, definition)
    title = title_of(ws, definition)
    names = [] if title is None else [joins.model.columns[title.name]]
    statement = _filtered(joins, field, sa.select(joins.model.id, *names))
    if text.strip():
        condition = search_clause(joins, text)
        statement = statement.where(condition if condition is not None else sa.false())
    return joins.apply(statement.order_by(*names, joins.model.id))


def _labeller(ws: Workspace, field: FieldDef) -> Any:
    match type_of(field).reference:
        case "user":
            return lambda row: person_name(row[1] or "", row[2] or "")
        case "department":
            return lambda row: row[1]
    title = title_of(ws, ws.object(str(field.param("target"))))
    if title is None:
        return lambda row: number_label(row[0])
    return lambda row: title_label(title, row[0], row[1])
