"""New rules against present records: a field that becomes required needs a value everywhere, one that becomes unique no value twice.

Reads only; what records are called is told to those only who see all of them. Public names: Fills, typed_fills, data_problems.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from app.errors import Problem
from app.fieldtypes.base import Bad, Types
from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.draft import Draft
from app.models.checks_data import Offending, exists, has_value, sharing_value, without_value


@dataclass(frozen=True, slots=True)
class Fills:
    """Values for records that have none."""

    values: Mapping[int, Any]
    """field id → typed value"""
    refused: Collection[int]
    """Ids of fields whose value was given but is wrong."""
    problems: tuple[Problem, ...]


def typed_fills(connection: Connection, draft: Draft, types: Types) -> Fills:
    """The values that a draft gives to existing records, and what is wrong with them."""
    values: dict[int, Any] = {}
    refused: set[int] = set()
    problems: list[Problem] = []
    for (object_name, field_name), raw in draft.fills.items():
        definition = draft.catalog.any_object(object_name)
        field = definition.field(field_name) if definition else None
        if field is None:
            continue
        try:
            value = _typed(connection, draft, field, raw, types)
        except Bad as bad:
            refused.add(field.id)
            problems.append(Problem(f"{_place(draft, object_name, field)}.fill", bad.what, bad.hint))
            continue
        if value is not None:
            values[field.id] = value
    return Fills(values, refused, tuple(problems))


def _typed(connection: Connection, draft: Draft, field: FieldDef, raw: Any, types: Types) -> Any:
    """The value of the JSON form. Raises Bad."""
    kind = types[field.type]
    resolved = draft.catalog.resolved(field)
    value = kind.from_json(resolved, raw)
    wrong = kind.check_value(resolved, value) if value is not None else []
    if wrong:
        raise Bad(*wrong[0])
    if value is not None and kind.reference and not _refers_to_something(connection, draft, field, kind.reference, value):
        raise Bad(_("There is no record with the id %(id)s.", id=value))
    return value


def _refers_to_something(connection: Connection, draft: Draft, field: FieldDef, reference: str, value: int) -> bool:
    if reference != "record":
        return exists(connection, {"user": "ab_user", "department": "fl_department"}[reference], value)
    target = draft.before.any_object(str(field.param("target")))
    return target is not None and exists(connection, target.table, value, outside_bin=True)


def _place(draft: Draft, object_name: str, field: FieldDef) -> str:
    return f"{object_name}.fields.{field.name}" if len(draft.entries) > 1 else f"fields.{field.name}"


@dataclass(frozen=True, slots=True)
class _Present:
    """The records of an object as its definition was before the change."""

    connection: Connection
    definition: ObjectDef
    types: Types
    sees: Callable[[ObjectDef], bool]
    """Does the author see all records of an object?"""

    def words(self, found: Offending) -> str:
        return found.named(self.sees(self.definition))


def data_problems(connection: Connection, draft: Draft, fills: Fills, types: Types, sees: Callable[[ObjectDef], bool]) -> list[Problem]:
    """What is wrong with the fills, and one problem for each new rule that present records break, naming the first ten of them.

    ``sees``: does the author see all records of an object? They are told the titles, others the numbers only.
    """
    problems = list(fills.problems)
    for entry in draft.entries:
        before, after = entry.before, entry.after
        if not (isinstance(before, ObjectDef) and isinstance(after, ObjectDef)):
            continue
        old = {f.id: f for f in before.fields}
        present = _Present(connection, before, types, sees)
        for field in after.live_fields:
            known = old.get(field.id)
            place = _place(draft, after.name, field)
            if field.required and not (known and known.required and not known.retired) and field.id not in fills.values and field.id not in fills.refused:
                problems += _empty(present, field, place)
            if field.unique and not (known and known.unique and not known.retired):
                problems += _twice(present, field, place, fills)
    return problems


def _empty(present: _Present, field: FieldDef, place: str) -> Iterator[Problem]:
    if present.types[field.type].generated:
        return
    found = without_value(present.connection, present.definition, field, present.types)
    if found.count:
        what = ngettext(
            '%(num)s record has no value for "%(field)s": %(rows)s',
            '%(num)s records have no value for "%(field)s": %(rows)s',
            found.count,
            field=_label(field),
            rows=present.words(found),
        )
        yield Problem(f"{place}.required", what, _("Give a value for these records, or fill them in first."))


def _twice(present: _Present, field: FieldDef, place: str, fills: Fills) -> Iterator[Problem]:
    connection, before, types = present.connection, present.definition, present.types
    stored = any(f.id == field.id for f in before.fields)
    if stored:
        found = sharing_value(connection, before, field, types)
        if found.count:
            what = _('%(num)s records share values of "%(field)s": %(rows)s', num=found.count, field=_label(field), rows=present.words(found))
            yield Problem(f"{place}.unique", what, _("Change these values so that each is there once."))
    if field.id in fills.values:
        count = without_value(connection, before, field, types).count
        if count > 1 or (count and stored and has_value(connection, before, field, fills.values[field.id], types)):
            what = _('"%(field)s" cannot be unique: %(num)s records would get the same value.', field=_label(field), num=count)
            yield Problem(f"{place}.unique", what, _("Leave the value out and fill the records in one by one."))


def _label(field: FieldDef) -> str:
    return text(field.label, fallback=field.name)
