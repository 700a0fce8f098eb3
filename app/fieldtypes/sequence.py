"""Numbers that the server gives: ``CT-202611-0001``.

The pattern has text, date parts and one counter; the counter starts again with every change of the date parts. ``records.sequences`` keeps the counters.
Public names: AutoNumberType, period, render.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from app.errors import Problem
from app.fieldtypes.base import Bad, Param
from app.fieldtypes.reading import clean
from app.fieldtypes.strings import StringType
from app.i18n import gettext as _
from app.i18n import mark
from app.metadata.definitions import FieldDef

TOKEN = re.compile(r"\{([^{}]*)\}")
DATE_PARTS = ("YYYY", "YY", "MM", "DD")
COUNTER = re.compile(r"0{1,10}")
LONGEST_PATTERN = 60
DEFAULT_PATTERN = "{YYYY}{MM}-{0000}"


class AutoNumberType(StringType):
    """A number by a pattern, given once at creation and never changed."""

    name = "auto_number"
    label = mark("Automatic number")
    help = mark("A running number by a pattern, such as CT-{YYYY}{MM}-{0000}.")
    icon = "fa-barcode"
    group = "other"
    params = (Param("pattern", str, DEFAULT_PATTERN, label=mark("Pattern")),)
    longest = 80
    may_be_title = True
    generated = True
    width = 136

    def check_definition(self, field: FieldDef) -> list[Problem]:
        pattern = str(field.param("pattern", DEFAULT_PATTERN))
        what = pattern_fault(pattern)
        if not what:
            return []
        return [Problem("pattern", what, _("Write it like CT-{YYYY}{MM}-{0000}: {YYYY}, {YY}, {MM}, {DD} and one {0000} for the counter."))]

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {**super().json_schema(field), "readOnly": True}


def pattern_fault(pattern: str) -> str:
    """What is wrong with a pattern, or ''."""
    tokens = TOKEN.findall(pattern)
    if not 0 < len(pattern) <= LONGEST_PATTERN or not _is_clean(pattern):
        return _("The pattern is empty, too long, or has line breaks or spaces at its ends")
    unknown = [token for token in tokens if token not in DATE_PARTS and not COUNTER.fullmatch(token)]
    if unknown:
        return _('The pattern has an unknown part "%(part)s"', part=unknown[0])
    if "{" in TOKEN.sub("", pattern) or "}" in TOKEN.sub("", pattern):
        return _("The pattern has a brace without its partner")
    if sum(1 for token in tokens if COUNTER.fullmatch(token)) != 1:
        return _("The pattern needs exactly one counter")
    return ""


def _is_clean(pattern: str) -> bool:
    try:
        return clean(pattern) == pattern
    except Bad:
        return False


def period(pattern: str, day: date) -> str:
    """The stretch of time in which the counter runs, ``202611``; '' when the pattern has no date part."""
    return "".join(_date_part(token, day) for token in TOKEN.findall(pattern) if token in DATE_PARTS)


def render(pattern: str, day: date, count: int) -> str:
    """The number for this day and this count; a count longer than its zeros is printed in full."""
    return TOKEN.sub(lambda found: _date_part(found[1], day) or f"{count:0{len(found[1])}d}", pattern)


def _date_part(token: str, day: date) -> str:
    parts = {"YYYY": f"{day.year:04d}", "YY": f"{day.year % 100:02d}", "MM": f"{day.month:02d}", "DD": f"{day.day:02d}"}
    return parts.get(token, "")
