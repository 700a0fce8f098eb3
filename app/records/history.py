"""The history of a record: written with every change, read in the actor's sight.

A change is kept as ``[old, new]`` in JSON form by field id, so it survives renames; a reference in it shows its name only to whom may see its target.
Public names: Entry, FieldChange, edit_of, note_edits, companion, note_many, entries, conflict_of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.access.kept import Kept
from app.errors import Conflict, Problem
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.formats import person_name
from app.metadata.definitions import FieldDef, ObjectDef
from app.models.row_texts import Companion
from app.models.rows import append_rows
from app.models.system import HistoryRow
from app.models.users import User
from app.records.fields import SYSTEM, label_of
from app.records.joins import alias_of
from app.records.plans import kept
from app.records.rows import Row
from app.records.titles import Titles
from app.records.workspace import Workspace

PAGE = 20
"""Entries read at once."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry; the texts are ready to print, the values in the API's form. A hidden target is empty in both."""

    field: str
    label: str
    old: Any
    new: Any
    old_text: str
    new_text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody did something to the record. ``action``: create, edit, delete, restore."""

    id: int
    at: datetime
    by: str
    by_id: int | None
    action: str
    version: int
    changes: tuple[FieldChange, ...]


def edit_of(ws: Workspace, definition: ObjectDef, place: tuple[int, int], what: tuple[str, datetime], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The row of one change: (id, version after it), (action, moment), key of the field → [old, new] in JSON form."""
    who = ws.actor.id or None
    written = dict(changes)
    return {
        "entity_id": definition.id,
        "record_id": place[0],
        "version": place[1],
        "at": what[1],
        "actor_id": who,
        "action": what[0],
        "changes": written,
    }


def note_edits(ws: Workspace, definition: ObjectDef, edits: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows of changes; one statement a thousand, none for an object without history."""
    if definition.history and edits:
        append_rows(ws.session, HistoryRow, edits)


def companion(edit: Mapping[str, Any]) -> Companion:
    """The row of a change, to be written along with its record."""
    return Companion(HistoryRow, "record_id", {name: value for name, value in edit.items() if name != "record_id"})


def note_many(
    ws: Workspace, definition: ObjectDef, records: Iterable[tuple[int, int]], action: str, at: datetime, changes: Mapping[str, Any] | None = None
) -> None:
    """Write the same entry for many (id, version after the change)."""
    note_edits(ws, definition, [edit_of(ws, definition, place, (action, at), changes or {}) for place in records])


def entries(ws: Workspace, definition: ObjectDef, record_id: int, limit: int = PAGE, before: int | None = None, first: bool = True) -> tuple[Entry, ...]:
    """The entries of a record in sight, newest first, by one statement, and one for all names of references; ``before``: older than that entry;
    ``first`` False: a creation without the values that it began with."""
    statement = kept(ws, ("history", definition.id, before is None), lambda: Kept(_latest(ws, definition, before is None)))
    rows = statement.rows(ws.session, {"fl_record": record_id, "fl_limit": limit, **({} if before is None else {"fl_before": before})})
    noted = [Noted(*row) for row in rows]
    return tuple(_entries(ws, definition, noted if first else [row if row.action != "create" else row._replace(changes={}) for row in noted]))


class Noted(NamedTuple):
    """A stored entry and who made it."""

    id: int
    at: datetime
    actor_id: int | None
    action: str
    version: int
    changes: Mapping[str, Sequence[Any]]
    first_name: str | None
    last_name: str | None


def _select(ws: Workspace, definition: ObjectDef, record_id: Any) -> sa.Select[*tuple[Any, ...]]:
    """Noted rows of a record; nothing for a record out of sight, because the record itself is part of the statement."""
    person, model, row = alias_of(User, "$by"), ws.model(definition.name), HistoryRow
    return (
        sa.select(row.id, row.at, row.actor_id, row.action, row.version, row.changes, person.first_name, person.last_name)
        .outerjoin(person, person.id == row.actor_id)
        .where(row.entity_id == definition.id, row.record_id == record_id)
        .where(sa.exists().where(model.id == row.record_id))
    )


def _latest(ws: Workspace, definition: ObjectDef, is_first: bool) -> sa.Select[*tuple[Any, ...]]:
    statement = _select(ws, definition, sa.bindparam("fl_record", None, sa.Integer)).order_by(HistoryRow.id.desc())
    if not is_first:
        statement = statement.where(HistoryRow.id < sa.bindparam("fl_before", None, sa.BigInteger))
    return statement.limit(sa.bindparam("fl_limit", None, sa.Integer))


def _entries(ws: Workspace, definition: ObjectDef, rows: Sequence[Noted]) -> Iterable[Entry]:
    by_id = ws.models.kept(("history fields", definition.id, definition.name), lambda: _fields(ws, definition))
    titles = Titles(ws)
    for row in rows:
        for key, pair in row.changes.items():
            one = by_id.get(key)
            if one is not None and type_of(one).reference:
                titles.want(one, [number for number in pair if isinstance(number, int)])
    titles.load()
    for row in rows:
        changes = [_shown(by_id[key], pair, titles) for key, pair in row.changes.items() if key in by_id]
        at = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
        by = person_name(row.first_name or "", row.last_name or "") if row.actor_id else _("System")
        yield Entry(row.id, at, by, row.actor_id, row.action, row.version, tuple(changes))


def _fields(ws: Workspace, definition: ObjectDef) -> dict[str, FieldDef]:
    """Key of an entry's change → the field as it is now."""
    return {str(one.id): ws.catalog.resolved(one) for one in definition.live_fields} | dict(SYSTEM)


def _shown(one: FieldDef, pair: Sequence[Any], titles: Titles) -> FieldChange:
    old, new = (_side(one, raw, titles) for raw in pair)
    return FieldChange(one.name, label_of(one), old[0], new[0], old[1], new[1])


def _side(one: FieldDef, raw: Any, titles: Titles) -> tuple[Any, str]:
    """(value in the API's form, text) of one side of a change."""
    if raw is None:
        return None, ""
    kind = type_of(one)
    if kind.reference:
        label = titles.of(one, raw)
        return (None, "") if label is None else ({"id": raw, "label": label}, label)
    try:
        return raw, kind.show(one, kind.from_json(one, raw)).text
    except Bad:  # an option that was removed since
        return raw, ", ".join(map(str, raw)) if isinstance(raw, list) else str(raw)


def conflict_of(ws: Workspace, definition: ObjectDef, row: Row, version: int) -> Conflict:
    """The refusal of a change that started from an older version. ``details`` is a list, one item a changed field, from its value at the start to
    the present one: {field, label, old, new, old_text, new_text, by, at, version}; without history one item whose field is empty."""
    statement = _select(ws, definition, row.id).where(HistoryRow.version > version).order_by(HistoryRow.id)
    merged: dict[str, dict[str, Any]] = {}
    who, when = _("Somebody else"), row.values["changed_at"]
    for entry in _entries(ws, definition, [Noted(*row) for row in ws.session.execute(statement)]):
        who, when = entry.by, entry.at
        for change in entry.changes:
            detail = merged.setdefault(change.field, {"field": change.field, "label": change.label, "old": change.old, "old_text": change.old_text})
            detail.update(new=change.new, new_text=change.new_text, by=entry.by, at=_iso(entry.at), version=row.version)
    whole = {"field": "", "label": "", "old": None, "new": None, "old_text": "", "new_text": "", "by": who, "at": _iso(when), "version": row.version}
    problems = [Problem(d["field"], _("%(field)s was changed by %(who)s at %(when)s.", field=d["label"], who=d["by"], when=d["at"])) for d in merged.values()]
    message = _("%(who)s changed this record after you opened it.", who=who)
    return Conflict(message, problems, details=list(merged.values()) or [whole])


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
