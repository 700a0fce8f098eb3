"""Many records in one request: created, or updated where a key finds them; what is wrong with one row does not stop the others.

All rows share a transaction and are written in lots; every row is reported. Public names: BulkRow, bulk, MOST.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.errors import MalformedRequest, NotFound, Problem
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.conditions import fields_of, parse
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.names import suggestion
from app.records.bulk_lot import BulkRow, Item, Lot, unreadable
from app.records.fields import resolved
from app.records.integrity import chunks
from app.records.sheet import Sheet, sheet_of
from app.records.values import Given, read_json
from app.records.workspace import Workspace
from app.records.write import saving

__all__ = ["MOST", "BulkRow", "bulk"]

MOST = 1000
"""Rows of one request."""
LOT = 500
"""Rows written together."""


def bulk(ws: Workspace, definition: ObjectDef, records: object, key: object = None) -> tuple[BulkRow, ...]:
    """Create records from JSON bodies; with ``key`` (the API name of a field, or ``id``) update those that it finds in the actor's sight.

    Raises: MalformedRequest for what is no list of at most MOST objects, or for an unknown key.
    """
    rows = _rows(records)
    key_field = _key_field(ws, definition, key) if key is not None else None
    with saving(ws):
        known = _find(ws, definition, key_field, rows) if key_field else {}
        request = _Request(ws, sheet_of(ws, definition), rows, key_field, known)
        return tuple(request.carry_out())


def _rows(records: object) -> Sequence[Mapping[str, Any]]:
    if not isinstance(records, list) or not all(isinstance(row, dict) for row in records):
        raise MalformedRequest(_("The request cannot be read."), [Problem("records", _("A list of objects is expected here."))])
    if len(records) > MOST:
        what = _("There are %(count)s records; at most %(most)s are taken at once.", count=len(records), most=MOST)
        raise MalformedRequest(_("The request is too large."), [Problem("records", what, _("Send them in several requests."))])
    return records


def _key_field(ws: Workspace, definition: ObjectDef, key: object) -> FieldDef:
    field = resolved(ws, definition, key) if isinstance(key, str) else None
    if field is None or type_of(field).reference or "eq" not in type_of(field).operators:
        names = [one.name for one in definition.live_fields if "eq" in type_of(one).operators and not type_of(one).reference]
        what = _('"%(key)s" cannot be the key.', key=str(key)[:60])
        raise MalformedRequest(_("The request cannot be read."), [Problem("key", what, suggestion(key, names, _("Name a field.")))])
    return field


def _key_of(field: FieldDef, row: Mapping[str, Any]) -> Any:
    """The row's typed key; None when it has none or one that cannot be read (which is reported when the row is written)."""
    try:
        return type_of(field).from_json(field, row.get(field.name))
    except Bad:
        return None


def _find(ws: Workspace, definition: ObjectDef, field: FieldDef, rows: Sequence[Mapping[str, Any]]) -> dict[Any, list[int]]:
    """Key → ids of the records that have it."""
    model = ws.model(definition.name)
    column = model.columns[field.name]
    compared = sa.type_coerce(column, sa.BigInteger) if field.type == "integer" else column
    wanted = list({key: None for row in rows if (key := _key_of(field, row)) is not None})
    found: dict[Any, list[int]] = {}
    for part in chunks(wanted):
        for number, key in ws.session.execute(sa.select(model.id, column).where(compared.in_(part))):
            found.setdefault(key, []).append(number)
    return found


@dataclass(slots=True)
class _Request:
    """The rows on their way into lots."""

    ws: Workspace
    sheet: Sheet
    rows: Sequence[Mapping[str, Any]]
    key_field: FieldDef | None
    known: dict[Any, list[int]]
    """Key → ids of the records that have it."""
    reports: dict[int, BulkRow] = field(default_factory=dict)

    def carry_out(self) -> Iterator[BulkRow]:
        """What became of each row, in order."""
        start = 0
        while start < len(self.rows):
            end, items = self._gather(start)
            Lot(self.ws, self.sheet, self.reports).run(items)
            for place in range(start, end):
                key, done = self._key(self.rows[place]), self.reports[place]
                if key is not None and done.action != "refused" and done.id is not None:
                    self.known[key] = [done.id]  # the same key again in this request updates what this row made
            start = end
        return (self.reports[place] for place in range(len(self.rows)))

    def _gather(self, start: int) -> tuple[int, list[Item]]:
        """(place after the last, rows) of the next lot: none of its rows depends on what another one writes."""
        items: list[Item] = []
        keys: set[Any] = set()
        changed: set[int] = set()
        for place in range(start, min(start + LOT, len(self.rows))):
            key = self._key(self.rows[place])
            if key is not None and key in keys:
                return place, items
            item = self._item(place, key)
            if item is not None:
                if item.target in changed or self._looks_at(item, changed):
                    return place, items
                items.append(item)
                changed.update((item.target,) if item.target is not None else ())
            keys.add(key)
        return min(start + LOT, len(self.rows)), items

    def _key(self, row: Mapping[str, Any]) -> Any:
        return _key_of(self.key_field, row) if self.key_field else None

    def _item(self, place: int, key: Any) -> Item | None:
        """The row as far as it can be read; None when it is refused already."""
        row, name = self.rows[place], self.key_field.name if self.key_field else ""
        present = self.known.get(key, []) if key is not None else []
        if len(present) > 1:
            problem = Problem(name, _("Several records have this key."), _("Choose a key that only one record has."))
            self.reports[place] = unreadable(place, None, problem)
            return None
        if name == "id" and row.get("id") is not None and not present:
            gone = _("This record does not exist.")
            self.reports[place] = Item(place, Given()).refused(NotFound(gone, [Problem("id", gone)]))
            return None
        version = row.get("version") if present else None
        if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
            self.reports[place] = unreadable(place, present[0], Problem("version", _("A whole number is expected here.")))
            return None
        given = read_json(self.ws, self.sheet.definition, {key: value for key, value in row.items() if key not in ("id", "version")})
        return Item(place, given, present[0] if present else None, version)

    def _looks_at(self, item: Item, changed: Collection[int]) -> bool:
        """Does the row point at one of these records of its own object, or by a filter that may read them?"""
        for name, value in item.given.values.items() if changed else ():
            slot = self.sheet.slots.get(name)
            if slot is None or value is None or slot.kind.reference != "record":
                continue
            if (slot.field.param("target") == self.sheet.definition.name and value in changed) or _reads_far(slot.field):
                return True
        return False


def _reads_far(one: FieldDef) -> bool:
    """Does the filter of a lookup read more than the record that it points at?"""
    return bool(one.param("filter")) and any("." in path for path in fields_of(parse(one.param("filter"))[0]))
