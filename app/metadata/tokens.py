"""Defaults that are worked out when a record is made: ``$today``, ``$days(30)``, ``$now``, ``$me``, ``$my_department``.

A token counts only in a field whose type can hold its value; in a text field ``$me`` is the text. Public names: Standing, is_token, default_of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.metadata.definitions import FieldDef

DAYS_RE = re.compile(r"\$days\((-?\d{1,5})\)")
TOKENS: Mapping[str, tuple[str, ...]] = {
    "date": ("$today",),
    "datetime": ("$now",),
    "user": ("$me",),
    "department": ("$my_department",),
}
"""Field type → tokens it takes; a date also takes ``$days(n)``, n days from today."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who makes a record and when: ids, the local day, the aware UTC time."""

    me: int | None
    department: int | None
    today: date
    now: datetime


def is_token(field: FieldDef, value: object) -> bool:
    """Whether the value is a token that this field's type takes."""
    if not isinstance(value, str) or not value.startswith("$"):
        return False
    return value in TOKENS.get(field.type, ()) or (field.type == "date" and DAYS_RE.fullmatch(value) is not None)


def default_of(field: FieldDef, standing: Standing) -> Any:
    """The field's default with a token worked out to a typed value; any other default comes back as it stands (JSON form)."""
    if not is_token(field, field.default):
        return field.default
    if found := DAYS_RE.fullmatch(field.default):
        return standing.today + timedelta(days=int(found[1]))
    return {"$today": standing.today, "$now": standing.now, "$me": standing.me, "$my_department": standing.department}[field.default]
