"""Days, moments and times of day.

A moment is kept in UTC and read and shown in the actor's time zone, seconds included. Public names: DateType, DateTimeType, TimeType.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.fieldtypes.base import Bad, FieldType, Shown
from app.fieldtypes.clock import day_of, moment_of, time_of
from app.fieldtypes.columns import UtcDateTime
from app.fieldtypes.reading import expected, plain, short
from app.i18n import current_timezone, formats, mark
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef

COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge", "in", "null")


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A whole day of the actor as the operand of a moment: from ``start`` up to, not including, ``end``."""

    start: dt.datetime
    end: dt.datetime


class DateType(FieldType):
    """A day of the calendar, the same in every time zone."""

    name = "date"
    label = mark("Date")
    help = mark("A day of the calendar.")
    icon = "fa-calendar"
    group = "time"
    operators = COMPARISONS
    widget = "date"
    width = 112

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return sa.Date()

    def from_text(self, field: FieldDef, text: str) -> Any:
        written = plain(text)
        return day_of(written) if written else None

    def to_text(self, field: FieldDef, value: Any) -> str:
        return "" if value is None else formats.date_text(value)

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        if raw is None:
            return None
        hint = _("Write it like 2026-11-22.")
        if not isinstance(raw, str):
            raise expected(_("a text"), raw, hint)
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
            raise Bad(_('"%(text)s" is not a date', text=short(raw)), hint)
        return day_of(raw)

    def to_json(self, field: FieldDef, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "string", "format": "date", "nullable": True}

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        if value is None:
            return Shown(kind="empty")
        full = formats.date_text(value)
        return Shown(full, short=formats.day_text(value), title=full)


class DateTimeType(FieldType):
    """A moment. A day alone as a filter's operand means that whole day."""

    name = "datetime"
    label = mark("Date and time")
    help = mark("A moment, shown in each reader's time zone.")
    icon = "fa-clock"
    group = "time"
    operators = COMPARISONS
    widget = "datetime"
    width = 152

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return UtcDateTime()

    def from_text(self, field: FieldDef, text: str) -> Any:
        written = plain(text)
        return moment_of(written, current_timezone()) if written else None

    def to_text(self, field: FieldDef, value: Any) -> str:
        """The local time; with its offset in the hour that a clock change repeats, where the time alone would not say which."""
        if value is None:
            return ""
        there = formats.local(value)
        text = f"{formats.date_text(there.date())} {there:%H:%M:%S}"
        repeated = there.replace(fold=1 - there.fold).utcoffset() != there.utcoffset()
        return text + there.isoformat()[19:] if repeated or there.tzinfo is dt.UTC else text

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        if raw is None:
            return None
        hint = _("Write it with its offset, like 2026-11-22T14:30:00+08:00.")
        if not isinstance(raw, str):
            raise expected(_("a text"), raw, hint)
        try:
            moment = dt.datetime.fromisoformat(raw)
            utc = moment.astimezone(dt.UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            raise Bad(_('"%(text)s" is not a date and time', text=short(raw)), hint) from None
        if moment.tzinfo is None:
            raise Bad(_("The time has no time zone"), hint)
        return utc

    def to_json(self, field: FieldDef, value: Any) -> Any:
        return None if value is None else (value if value.tzinfo is dt.UTC else value.astimezone(dt.UTC)).isoformat(timespec="seconds")

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "string", "format": "date-time", "nullable": True}

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        if value is None:
            return Shown(kind="empty")
        full, short = formats.moment_texts(value)
        return Shown(full, short=short, title=full)

    def operand(self, field: FieldDef, operator: str, text: str) -> Any:
        if operator not in self.operators or operator == "null" or not text.strip():
            return super().operand(field, operator, text)
        if operator == "in":
            return [self._span(field, part) for part in self.parts(text)]
        return self._span(field, text)

    def _span(self, field: FieldDef, text: str) -> Any:
        """The DaySpan of a text that is a day alone, otherwise the moment."""
        written = plain(text)
        try:
            day = day_of(written)
            zone = current_timezone()
            start = dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
            return DaySpan(start, dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC))
        except (Bad, OverflowError):
            return self.from_text(field, text)

    def clause(self, field: FieldDef, column: Any, operator: str, operand: Any) -> ColumnElement[bool]:
        if isinstance(operand, list):
            return sa.or_(*(self.clause(field, column, "eq", one) for one in operand))
        if not isinstance(operand, DaySpan):
            return super().clause(field, column, operator, operand)
        match operator:
            case "eq":
                return sa.and_(column >= operand.start, column < operand.end)
            case "ne":
                return sa.or_(column < operand.start, column >= operand.end, column.is_(None))
            case "le":
                return super().clause(field, column, "lt", operand.end)
            case "gt":
                return super().clause(field, column, "ge", operand.end)
            case _:
                return super().clause(field, column, operator, operand.start)


class TimeType(FieldType):
    """A time of day, the same in every time zone."""

    name = "time"
    label = mark("Time of day")
    help = mark("A clock time without a date.")
    icon = "fa-clock"
    group = "time"
    operators = COMPARISONS
    widget = "time"
    width = 80

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return sa.Time()

    def from_text(self, field: FieldDef, text: str) -> Any:
        written = plain(text)
        return time_of(written) if written else None

    def to_text(self, field: FieldDef, value: Any) -> str:
        return "" if value is None else f"{value:%H:%M:%S}"

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        if raw is None:
            return None
        hint = _("Write it like 14:30:00.")
        if not isinstance(raw, str):
            raise expected(_("a text"), raw, hint)
        if not re.fullmatch(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?", raw):
            raise Bad(_('"%(text)s" is not a time of day', text=short(raw)), hint)
        return time_of(raw)

    def to_json(self, field: FieldDef, value: Any) -> Any:
        return None if value is None else value.isoformat(timespec="seconds")

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "string", "format": "time", "nullable": True}

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        return Shown(kind="empty") if value is None else Shown(formats.time_text(value))
