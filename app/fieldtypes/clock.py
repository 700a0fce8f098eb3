"""Reading days, times and moments as people write them, in ASCII after ``reading.plain``.

Public names: day_of, time_of, moment_of.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from app.fieldtypes.base import Bad
from app.fieldtypes.reading import short
from app.i18n import gettext as _

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
TIME = re.compile(
    r"(?P<before>上午|下午|晚上|中午|凌晨|早上)?\s*(?P<hour>\d{1,2})\s*[:时時点點]\s*(?:(?P<minute>\d{1,2})\s*(?:[:分]\s*(?:(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?)?"
    r"\s*(?P<after>[AaPp]\.?[Mm]\.?)?",
    re.ASCII,
)
OFFSET = re.compile(r"\s*(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})(?::(?P<seconds>\d{2}))?)$", re.ASCII)


def day_of(text: str) -> date:
    """The day of ``2026-11-22``, ``2026/11/22``, ``2026年11月22日`` or ``20261122``. Raises Bad."""
    found = DAY.fullmatch(text.strip())
    hint = _("Write it like 2026-11-22.")
    if not found:
        raise Bad(_('"%(text)s" is not a date', text=short(text)), hint)
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise Bad(_("The calendar has no day %(text)s", text=short(text)), hint) from None


def time_of(text: str) -> time:
    """The time of ``14:30``, ``14:30:05``, ``14时30分``, ``下午2:30`` or ``2:30 PM``; fractions of a second are left out. Raises Bad."""
    found = TIME.fullmatch(text.strip())
    if not found:
        raise Bad(_('"%(text)s" is not a time of day', text=short(text)), _("Write it like 14:30 or 14:30:05."))
    hour = int(found["hour"])
    before, after = found["before"], (found["after"] or "").lower()
    if (before in ("下午", "晚上", "中午") or after.startswith("p")) and hour < 12 and not (before == "中午" and hour > 2):
        hour += 12
    elif (before == "凌晨" or after.startswith("a")) and hour == 12:
        hour = 0
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        raise Bad(_('"%(text)s" is not a time of day', text=short(text)), _("Hours go from 0 to 23, minutes and seconds from 0 to 59.")) from None


def moment_of(text: str, zone: tzinfo) -> datetime:
    """The moment, in UTC, of a day and a time in this zone; a day alone is its first moment, an offset in the text overrules the zone. Raises Bad."""
    day_found = DAY.match(text)
    if not day_found:
        raise Bad(_('"%(text)s" is not a date and time', text=short(text)), _("Write it like 2026-11-22 14:30."))
    rest = re.sub(r"^[\s,]*[Tt]?\s*", "", text[day_found.end() :])
    offset = OFFSET.search(rest)
    clock = rest[: offset.start()] if offset else rest
    local = datetime.combine(day_of(day_found[0]), time_of(clock) if clock else time(), _zone(offset) if offset else zone)
    try:
        return local.astimezone(UTC)
    except OverflowError:
        raise Bad(_("The calendar has no day %(text)s", text=short(text)), _("Write it like 2026-11-22 14:30.")) from None


def _zone(offset: re.Match[str]) -> tzinfo:
    if offset["utc"]:
        return UTC
    span = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]), seconds=int(offset["seconds"] or 0))
    try:
        return timezone(span if offset["sign"] == "+" else -span)
    except ValueError:
        raise Bad(_("There is no such offset from UTC"), _("Write it like +08:00.")) from None
