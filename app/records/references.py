"""References in the actor's sight: whether what a value points at exists, and what there is to choose from.

A hidden target is treated like a missing one, in the same words. Public names: Found, visible, missing, Choices, choices.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.access.kept import Kept
from app.errors import Problem
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.formats import person_name
from app.metadata.conditions import parse
from app.metadata.definitions import FieldDef
from app.models.users import Department, User
from app.records.fields import label_of
from app.records.integrity import CHUNK, chunks
from app.records.joins import Joins, number_label, title_label, title_of
from app.records.plans import kept
from app.records.search import search_clause, words_of
from app.records.sql import clause, typed
from app.records.tokens import resolver
from app.records.workspace import Workspace

CHOICES = 20
"""Entries of one page of choices."""
NO_NAME: Any = sa.literal_column("''")
FEW = 12
"""Ids that are asked for by a kept statement: those of one form."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the references of a change, or of many, point at, as far as the actor may see it."""

    ids: Mapping[tuple[str, bool], Collection[int]] = field(default_factory=dict)
    """(field name, whether its own filter was asked) → ids that exist."""
    departments: Mapping[int, int | None] = field(default_factory=dict)
    """User id → main department, of every user that was asked for."""
    names: Mapping[tuple[str, int], Sequence[Any]] = field(default_factory=dict)
    """(target, id) → the id and what makes its label, of what was asked for."""

    def has(self, one: FieldDef, number: int) -> bool:
        return number in self.ids.get(_key(one), ())

    def label(self, ws: Workspace, one: FieldDef, number: int) -> str | None:
        """What the target of a reference is called; None when it was not asked for, or is missing or hidden."""
        named = self.names.get((_target(one), number))
        return None if named is None else _labeller(ws, one)(named)


def _key(one: FieldDef) -> tuple[str, bool]:
    return one.name, bool(one.param("filter"))


def _target(one: FieldDef) -> str:
    """Name of the object that a reference points at; $user; $department."""
    kind = type_of(one).reference
    return str(one.param("target")) if kind == "record" else f"${kind}"


@dataclass(slots=True)
class _Group:
    """What is asked of one kind of target."""

    place: int
    target: str
    asker: FieldDef
    """One that points there: its filter counts."""
    asked: set[int] = field(default_factory=set)
    keys: set[tuple[str, bool]] = field(default_factory=set)
    found: set[int] = field(default_factory=set)


def visible(ws: Workspace, wanted: Iterable[tuple[FieldDef, Collection[int]]]) -> Found:
    """Which of the ids exist for the actor: one statement for all kinds of targets (one more for every CHUNK ids)."""
    groups: dict[tuple[str, str], _Group] = {}
    for one, ids in wanted:
        target = _target(one)
        group = groups.setdefault((target, one.name if one.param("filter") else ""), _Group(len(groups), target, one))
        group.asked.update(ids)
        group.keys.add(_key(one))
    placed = list(groups.values())
    departments: dict[int, int | None] = {}
    names: dict[tuple[str, int], Sequence[Any]] = {}
    for group in placed:
        _take_own(ws, group, departments)
    for place, department, *named in _answers(ws, placed):
        group = placed[place]
        group.found.add(named[0])
        names[group.target, named[0]] = named
        if group.target == "$user":
            departments[named[0]] = department
    return Found({key: group.found for group in placed for key in group.keys}, departments, names)


def _take_own(ws: Workspace, group: _Group, departments: dict[int, int | None]) -> None:
    """Who acts, and their department, are known: no need to ask."""
    own = {"$user": ws.actor.id, "$department": ws.actor.department_id}.get(group.target)
    if own and own in group.asked:
        group.found.add(own)
        if group.target == "$user":
            departments[own] = ws.actor.department_id


def _answers(ws: Workspace, groups: Sequence[_Group]) -> Iterable[Sequence[Any]]:
    """(place of the group, main department of a user, id, two texts that make its label) of what exists."""
    parts = [(group, ids) for group in groups for ids in chunks(sorted(group.asked - group.found))]
    if not parts:
        return ()
    if sum(len(ids) for _group, ids in parts) <= FEW and not any(group.asker.param("filter") for group, _ids in parts):
        key = ("references", *((group.place, group.target, len(ids)) for group, ids in parts))
        values = {_parameter(group, number): one for group, ids in parts for number, one in enumerate(ids)}
        return kept(ws, key, lambda: _kept_question(ws, parts)).rows(ws.session, values)
    return _ask(ws, parts)


def _kept_question(ws: Workspace, parts: Sequence[tuple[_Group, Sequence[int]]]) -> Kept:
    """The statement for as many ids of the same kinds."""
    return Kept(_together([_question(ws, group, [_bind(group, number) for number in range(len(ids))]) for group, ids in parts]))


def _parameter(group: _Group, number: int) -> str:
    return f"fl_reference_{group.place}_{number}"


def _bind(group: _Group, number: int) -> Any:
    return sa.bindparam(_parameter(group, number), None, sa.Integer)


def _ask(ws: Workspace, parts: Sequence[tuple[_Group, Sequence[int]]]) -> Iterator[Sequence[Any]]:
    """The answers, by one statement for every CHUNK ids."""
    asked: list[Any] = []
    size = 0
    for group, ids in parts:
        if asked and size + len(ids) > CHUNK:
            yield from ws.session.execute(_together(asked))
            asked, size = [], 0
        asked.append(_question(ws, group, ids))
        size += len(ids)
    yield from ws.session.execute(_together(asked))


def _together(questions: Sequence[Any]) -> Any:
    return questions[0] if len(questions) == 1 else sa.union_all(*questions)


def _question(ws: Workspace, group: _Group, ids: Sequence[Any]) -> Any:
    """Which of the ids exist; the session hook adds the actor's criteria of records to every part of a UNION."""
    place: Any = sa.literal_column(str(group.place), sa.Integer)
    nothing: Any = sa.cast(sa.null(), sa.Integer)
    if group.target == "$user":
        return sa.select(place, User.department_id, User.id, User.first_name, User.last_name).where(User.id.in_(ids), User.active.is_(True))
    if group.target == "$department":
        return sa.select(place, nothing, Department.id, Department.name, NO_NAME).where(Department.id.in_(ids))
    joins = Joins(ws, ws.object(group.target))
    title = title_of(ws, joins.definition)
    name = NO_NAME if title is None else joins.model.columns[title.name]
    statement: Any = sa.select(place, nothing, joins.model.id, name, NO_NAME).where(joins.model.id.in_(ids))
    return joins.apply(_filtered(joins, group.asker, statement))


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
