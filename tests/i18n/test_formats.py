"""Dates, numbers, money and names as the user interface guide prints them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from babel.dates import get_day_names

from app.i18n import SUPPORTED, formats, use

SUNDAY = date(2026, 11, 22)


def test_days_of_a_list_are_words_when_they_are_near() -> None:
    with use("zh_Hans", "Asia/Shanghai"):
        assert formats.day_text(SUNDAY, SUNDAY) == "今天"
        assert formats.day_text(date(2026, 11, 21), SUNDAY) == "昨天"
        assert formats.day_text(SUNDAY, date(2026, 3, 1)) == "11-22 周日"
        assert formats.day_text(date(2025, 11, 22), SUNDAY) == "2025-11-22"
    with use("zh_Hant"):
        assert formats.day_text(SUNDAY, date(2026, 3, 1)) == "11-22 週日"
    with use("en"):
        assert formats.day_text(SUNDAY, date(2026, 3, 1)) == "11-22 Sun"
        assert formats.day_text(SUNDAY, SUNDAY) == "Today"
        assert formats.day_text(SUNDAY) == formats.day_text(SUNDAY, formats.today())


@pytest.mark.parametrize("locale", SUPPORTED)
def test_the_names_of_days_are_those_of_babel(locale: str) -> None:
    names = get_day_names("abbreviated", locale=locale)
    assert formats.WEEKDAYS[locale].split() == [names[day] for day in range(7)]


def test_moments_are_local_and_keep_their_seconds() -> None:
    moment = datetime(2026, 11, 21, 16, 5, 7, tzinfo=UTC)
    with use("zh_Hans", "Asia/Shanghai"):
        assert formats.moment_text(moment) == "2026-11-22 00:05:07"
        assert formats.moment_short(moment, SUNDAY) == "今天 00:05"
        assert formats.moment_short(moment, date(2026, 11, 23)) == "昨天 00:05"
        assert formats.moment_short(moment, date(2026, 12, 1)) == "11-22 00:05"
        assert formats.moment_short(moment, date(2027, 1, 1)) == "2026-11-22"
        assert formats.moment_texts(moment) == (formats.moment_text(moment), formats.moment_short(moment))
        assert formats.moment_short(datetime(2026, 12, 31, 4, tzinfo=UTC), date(2027, 1, 1)) == "昨天 12:00"
    with use("en", "America/New_York"):
        assert formats.moment_text(moment) == "2026-11-21 11:05:07"
    assert formats.moment_text(datetime(2026, 1, 1)) == "2026-01-01 00:00"
    assert formats.time_text(time(9, 5)) == "09:05"


def test_the_ends_of_the_calendar_can_be_printed() -> None:
    with use("en", "America/New_York"):
        assert formats.moment_text(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01 00:00"
    with use("en", "Asia/Shanghai"):
        assert formats.moment_text(datetime(9999, 12, 31, 23, tzinfo=UTC)) == "9999-12-31 23:00"


@pytest.mark.parametrize(("locale", "dollars"), [("zh_Hans", "US$1,234.50"), ("zh_Hant", "US$1,234.50"), ("en", "$1,234.50")])
def test_money_has_its_sign_before_and_two_decimals(locale: str, dollars: str) -> None:
    with use(locale):
        assert formats.money_text(Decimal("-1234.5"), "CNY") == "-¥1,234.50"
        assert formats.money_text(Decimal("1234.5"), "USD") == dollars


def test_numbers_are_parted_by_thousands() -> None:
    assert formats.number_text(1234567) == "1,234,567"
    assert formats.number_text(Decimal("1234.500"), 1) == "1,234.5"
    assert formats.number_text(Decimal("1E+3")) == "1,000"
    assert formats.percent_text(Decimal("86.00")) == "86%"
    assert formats.percent_text(Decimal("12.50")) == "12.5%"
    assert formats.percent_text(Decimal("100")) == "100%"


def test_a_name_has_the_order_of_its_script() -> None:
    with use("zh_Hans"):
        assert formats.person_name("明哲", "欧阳") == "欧阳明哲"
        assert formats.person_name("Ada", "Lovelace") == "Ada Lovelace"
        assert formats.person_name("娜", "") == "娜"
    with use("en"):
        assert formats.person_name("明哲", "欧阳") == "明哲 欧阳"
        assert formats.person_name(" ", "") == ""
