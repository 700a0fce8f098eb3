"""New rules against present records: a field that becomes required needs a value everywhere, one that becomes unique no value twice.

Reads only. Public names: typed_fills, data_problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.engine import Connection

from app.errors import Problem
from app.fieldtypes.base import Bad, Types
from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.draft import Draft
from app.models.checks_data import has_value, sharing_value, without_value

Fills = dict[int, Any]
"""field id → typed value for records that have none"""


def typed_fills(draft: Draft, types: Types) -> tuple[Fills, list[Problem]]:
    """The values that existing records get, and what is wrong with them."""
    fills: Fills = {}
    problems = []
    for (object_name, field_name), raw in draft.fills.items():
        definition = draft.catalog.any_object(object_name)
        field = definition.field(field_name) if definition else None
        if field is None:
            continue
        where = f"fields.{field_name}.fill"
        resolved = draft.catalog.resolved(field)
        try:
            fills[field.id] = types[field.type].from_json(resolved, raw)
        except Bad as bad:
            problems.append(Problem(where, bad.what, bad.hint))
            continue
        problems += [Problem(where, what, hint) for what, hint in types[field.type].check_value(resolved, fills[field.id])]
    return fills, problems


def data_problems(connection: Connection, draft: Draft, fills: Fills, types: Types) -> list[Problem]:
    """One problem for each new rule that present records break, naming the first ten of them."""
    problems: list[Problem] = []
    for entry in draft.entries:
        before, after = entry.before, entry.after
        if not (isinstance(before, ObjectDef) and isinstance(after, ObjectDef)):
            continue
        old = {f.id: f for f in before.fields}
        for field in after.live_fields:
            known = old.get(field.id)
            place = f"{after.name}.fields.{field.name}" if len(draft.entries) > 1 else f"fields.{field.name}"
            if field.required and not (known and known.required and not known.retired) and field.id not in fills:
                problems += _empty(connection, before, field, types, place)
            if field.unique and not (known and known.unique and not known.retired):
                problems += _twice(connection, before, field, types, place, fills)
    return problems


def _empty(connection: Connection, before: ObjectDef, field: FieldDef, types: Types, place: str) -> Iterator[Problem]:
    if types[field.type].generated:
        return
    found = without_value(connection, before, field, types)
    if found.count:
        what = ngettext(
            '%(num)s record has no value for "%(field)s": %(rows)s',
            '%(num)s records have no value for "%(field)s": %(rows)s',
            found.count,
            field=_label(field),
            rows=found.named(),
        )
        yield Problem(f"{place}.required", what, _("Give a value for these records, or fill them in first."))


def _twice(connection: Connection, before: ObjectDef, field: FieldDef, types: Types, place: str, fills: Fills) -> Iterator[Problem]:
    stored = any(f.id == field.id for f in before.fields)
    if stored:
        found = sharing_value(connection, before, field, types)
        if found.count:
            what = _('%(num)s records share values of "%(field)s": %(rows)s', num=found.count, field=_label(field), rows=found.named())
            yield Problem(f"{place}.unique", what, _("Change these values so that each is there once."))
    if field.id in fills:
        count = without_value(connection, before, field, types).count
        if count > 1 or (count and stored and has_value(connection, before, field, fills[field.id], types)):
            what = _('"%(field)s" cannot be unique: %(num)s records would get the same value.', field=_label(field), num=count)
            yield Problem(f"{place}.unique", what, _("Leave the value out and fill the records in one by one."))


def _label(field: FieldDef) -> str:
    return text(field.label, fallback=field.name)
