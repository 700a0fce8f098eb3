"""Moments counted from the day of seeding, so that demo data stay alive on any day: ``@-35d 10:20``, ``@+3wd``, ``@0d 09:00``.

``d`` are days, ``wd`` workdays (Monday to Friday); the time is that of the installation's zone. Public names: Clock, relative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.fieldtypes.base import Bad
from app.i18n import gettext as _

FORM = re.compile(r"@([+-]?\d{1,5})(d|wd)(?: (\d{2}):(\d{2}))?")
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """The local day that relative dates count from, and its time zone."""

    today: date
    zone: ZoneInfo

    def moment(self, day: date, at: time) -> datetime:
        """The UTC moment of a local day and time."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def relative(text: str, clock: Clock) -> tuple[date, time | None]:
    """The day and, where one is given, the time of a text that begins with ``@``. Raises Bad."""
    found = FORM.fullmatch(text.strip())
    if not found:
        raise Bad(_('"%(text)s" is not a relative date', text=text[:40]), _("Write it like @-35d, @+3wd or @-35d 10:20."))
    count, unit, hour, minute = found.groups()
    try:
        day = clock.today + timedelta(days=int(count)) if unit == "d" else _workdays(clock.today, int(count))
        return day, time(int(hour), int(minute)) if hour else None
    except (ValueError, OverflowError):
        raise Bad(_('"%(text)s" is not a relative date', text=text[:40]), _("Hours go from 00 to 23, minutes from 00 to 59.")) from None


def _workdays(start: date, count: int) -> date:
    """The workday that lies ``count`` workdays from ``start``; a start at the weekend counts as the Friday before."""
    day = start - timedelta(days=max(0, start.weekday() - SATURDAY + 1))
    weeks, rest = divmod(count, 5)
    day += timedelta(weeks=weeks)
    for _step in range(rest):
        day += timedelta(days=3 if day.weekday() == SATURDAY - 1 else 1)
    return day
