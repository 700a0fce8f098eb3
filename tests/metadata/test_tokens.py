"""Defaults that are worked out when a record is made."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.metadata.definitions import FieldDef
from app.metadata.tokens import Standing, default_of, is_token

STANDING = Standing(me=7, department=3, today=date(2026, 3, 31), now=datetime(2026, 3, 30, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kind", "default", "value"),
    [
        ("date", "$today", date(2026, 3, 31)),
        ("date", "$days(-31)", date(2026, 2, 28)),
        ("datetime", "$now", STANDING.now),
        ("user", "$me", 7),
        ("department", "$my_department", 3),
        ("text", "$me", "$me"),
        ("date", "2026-01-01", "2026-01-01"),
        ("integer", 5, 5),
        ("text", None, None),
    ],
)
def test_a_default_is_worked_out_for_who_makes_the_record_and_when(kind: str, default: Any, value: Any) -> None:
    assert default_of(FieldDef("x", kind, default=default), STANDING) == value


def test_a_token_counts_only_where_its_value_fits() -> None:
    assert not is_token(FieldDef("x", "user"), "$today")
    assert not is_token(FieldDef("x", "date"), "$days(x)")
