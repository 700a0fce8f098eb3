"""A condition as SQL: the other interpreter of ``metadata.conditions``, over the operators of the field types.

A comparison with a lookup sees what the actor sees: a hidden target counts as empty, so nobody finds out by filtering what a record points at.
Public names: clause, typed, check_comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.errors import InvalidInput, Problem
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.conditions import All, AnyOf, Comparison, Condition, Not, comparisons, mapped
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.names import suggestion
from app.records.fields import known, known_fields, label_of
from app.records.joins import Joins
from app.records.search import narrowed
from app.records.workspace import Workspace


def clause(joins: Joins, condition: Condition, needed: bool = True) -> ColumnElement[bool]:
    """The condition on the object of ``joins``; its values are typed. Apply the joins to the statement afterwards. Raises: InvalidInput.

    ``needed``: no row without it; only then may a text index narrow it (within a Not its answer for empty values would be another one).
    """
    match condition:
        case Comparison():
            made = _comparison(joins, condition)
            found = _narrowed(joins, condition) if needed and condition.op == "contains" else None
            return made if found is None else sa.and_(found, made)
        case All(parts):
            return sa.and_(sa.true(), *(clause(joins, part, needed) for part in parts))
        case AnyOf(parts):
            return sa.or_(sa.false(), *(clause(joins, part, False) for part in parts))
        case Not(part):
            return sa.not_(clause(joins, part, False))


def _narrowed(joins: Joins, comparison: Comparison) -> ColumnElement[bool] | None:
    field = joins.definition.field(comparison.field)
    return None if field is None else narrowed(joins, field, comparison.value)


def _comparison(joins: Joins, comparison: Comparison) -> ColumnElement[bool]:
    problem = check_comparison(joins.definition, comparison.field, comparison.op)
    field = known(joins.definition, comparison.field)
    if problem or field is None:
        raise InvalidInput(_("The condition cannot be used."), [problem] if problem else [])
    kind, operand = type_of(field), comparison.value
    field = joins.ws.catalog.resolved(field)
    if kind.reference != "record":
        return kind.clause(field, joins.column(field), comparison.op, operand)
    seen = joins.target(field).id
    if comparison.op in ("eq", "in"):  # the own column too: it has the index
        return sa.and_(kind.clause(field, joins.column(field), comparison.op, operand), seen.is_not(None))
    return kind.clause(field, seen, comparison.op, operand)


def check_comparison(definition: ObjectDef, name: str, op: str) -> Problem | None:
    """What is wrong with a field and operator that a person named, or None."""
    field = known(definition, name)
    if field is None:
        names = [f.name for f in known_fields(definition)]
        return Problem(name, _('There is no field "%(name)s".', name=name[:60]), suggestion(name, names))
    operators = type_of(field).operators
    if op in operators:
        return None
    what = _('%(field)s cannot be compared by "%(op)s".', field=label_of(field), op=op[:20])
    return Problem(name, what, _("Known here: %(names)s.", names=", ".join(operators)))


def typed(ws: Workspace, definition: ObjectDef, condition: Condition, resolve: Callable[[str], Any] | None = None) -> Condition:
    """A stored condition (values in JSON form, tokens such as ``$me``) with typed values. Raises: InvalidInput with all problems."""
    problems: list[Problem] = []
    for part in comparisons(condition):
        problem = check_comparison(definition, part.field, part.op)
        if problem:
            problems.append(problem)

    def change(part: Comparison) -> Comparison:
        field = known(definition, part.field)
        if field is None or (isinstance(part.value, str) and part.value.startswith("$") and resolve is None):
            return part
        try:
            return Comparison(part.field, part.op, _typed_value(ws.catalog.resolved(field), part, resolve))
        except Bad as bad:
            problems.append(Problem(part.field, bad.what, bad.hint))
            return part

    made = mapped(condition, change)
    if problems:
        raise InvalidInput(_("The condition cannot be used."), problems)
    return made


def _typed_value(field: FieldDef, part: Comparison, resolve: Callable[[str], Any] | None) -> Any:
    if part.op == "null":
        return bool(part.value)
    if isinstance(part.value, tuple | list):
        return [_one(field, value, resolve) for value in part.value]
    return _one(field, part.value, resolve)


def _one(field: FieldDef, value: Any, resolve: Callable[[str], Any] | None) -> Any:
    if resolve is not None and isinstance(value, str) and value.startswith("$"):
        return resolve(value)
    return type_of(field).from_json(field, value)
