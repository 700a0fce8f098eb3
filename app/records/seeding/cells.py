"""From the texts of one row to a record to come: values by their types, names to ids, relative dates to moments.

A lookup to a record that comes later in the same seeding is put off. Public names: Reader, Pending, SYSTEM_CELLS.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from app.errors import Problem
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.fields import label_of
from app.records.seeding.door import SeedRow
from app.records.seeding.files import FileRow, at_line
from app.records.seeding.names import Names
from app.records.seeding.relative import Clock, relative
from app.records.workspace import Workspace

SYSTEM_CELLS = ("key", "owner", "department", "created_by", "created_at", "changed_at")
"""Columns beside the object's fields."""
LONGEST_KEPT = 40
"""Characters of a text whose value is remembered."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A lookup to be filled in when its target exists."""

    row: FileRow
    field: FieldDef
    text: str


@dataclass(slots=True)
class Reader:
    """Reads the rows of one object; collects all problems and all that is put off."""

    ws: Workspace
    definition: ObjectDef
    names: Names
    clock: Clock
    later: Collection[str]
    """Objects whose records are not inserted yet, this one among them."""
    problems: list[Problem] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    fields: tuple[FieldDef, ...] = ()
    """The object's fields, options filled in."""
    _kept: dict[tuple[str, str], Any] = field(default_factory=dict)
    """(field, text) → value: the same options, names and days stand in most rows."""

    def __post_init__(self) -> None:
        self.fields = tuple(self.ws.catalog.resolved(one) for one in self.definition.live_fields)

    def read(self, row: FileRow) -> SeedRow:
        """The record of a row, as far as it can be read."""
        values: dict[str, Any] = {}
        for one in self.fields:
            text = row.get(one.name)
            if text:
                self._take(row, one, text, values)
            elif one.required and not type_of(one).generated:
                self._refuse(row, one.name, _("%(field)s is required.", field=label_of(one)))
        created = self._moment(row, "created_at") or datetime.now(UTC)
        return SeedRow(
            key=row.get("key"),
            values=values,
            created_at=created,
            changed_at=self._moment(row, "changed_at") or created,
            owner_id=self._named(row, "owner", self.names.user),
            department_id=self._named(row, "department", self.names.department),
            created_by_id=self._named(row, "created_by", self.names.user),
        )

    def _take(self, row: FileRow, one: FieldDef, text: str, values: dict[str, Any]) -> None:
        kept = self._kept.get((one.name, text))
        if kept is not None:
            values[one.name] = kept
            return
        target = str(one.param("target") or "")
        if target and self.names.keys(target).get(text) is None and target in self.later:
            self.pending.append(Pending(row, one, text))
            return
        try:
            values[one.name] = self._value(one, text)
        except Bad as bad:
            self._refuse(row, one.name, bad.what, bad.hint)
            return
        wrong = type_of(one).check_value(one, values[one.name])
        for what, hint in wrong:
            self._refuse(row, one.name, what, hint)
        if not wrong and len(text) <= LONGEST_KEPT:
            self._kept[one.name, text] = values[one.name]

    def _value(self, one: FieldDef, text: str) -> Any:
        kind = type_of(one)
        if kind.reference:
            return self.target(one, text)
        if text.startswith("@") and one.type in ("date", "datetime"):
            day, at = relative(text, self.clock)
            return day if one.type == "date" else self.clock.moment(day, at or time())
        return kind.from_text(one, text)

    def target(self, one: FieldDef, text: str) -> int:
        """The id that a reference's text stands for. Raises Bad."""
        by_kind: Mapping[str, Callable[[str], int | None]] = {"user": self.names.user, "department": self.names.department}
        find = by_kind.get(type_of(one).reference) or (lambda name: self.names.record(str(one.param("target")), name))
        found = find(text)
        if found is None:
            raise Bad(_('There is no entry "%(name)s", or there are several', name=text[:60]), _("Write its key."))
        return found

    def _moment(self, row: FileRow, name: str) -> datetime | None:
        text = row.get(name)
        if not text:
            return None
        try:
            if text.startswith("@"):
                day, at = relative(text, self.clock)
                return self.clock.moment(day, at or time())
            return datetime.fromisoformat(text).astimezone(UTC)
        except Bad as bad:
            self._refuse(row, name, bad.what, bad.hint)
        except ValueError:
            self._refuse(row, name, _('"%(text)s" is not a date and time', text=text[:40]), _("Write it like 2026-11-22T14:30:00+08:00 or @-35d 10:20."))
        return None

    def _named(self, row: FileRow, name: str, find: Callable[[str], int | None]) -> int | None:
        text = row.get(name)
        found = find(text) if text else None
        if text and found is None:
            self._refuse(row, name, _('There is no "%(name)s".', name=text[:60]))
        return found

    def _refuse(self, row: FileRow, where: str, what: str, hint: str = "") -> None:
        self.problems.append(at_line(row, Problem(where, what, hint)))
