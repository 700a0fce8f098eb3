"""Values as a person reads them: dates, times, numbers, money and names in the reader's language and time zone.

The forms are those of the user interface guide: 2026-11-22, 24-hour clock, thousands by comma, family name first.
Public names: local, today, date_text, day_text, time_text, moment_text, moment_short, moment_texts, number_text, money_text, with_currency,
currency_sign, percent_text, person_name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from babel.numbers import get_currency_symbol

from app.i18n.locale import current_locale, current_timezone
from app.i18n.texts import gettext as _

WEEKDAYS: Mapping[str, str] = MappingProxyType(
    {"zh_Hans": "周一 周二 周三 周四 周五 周六 周日", "zh_Hant": "週一 週二 週三 週四 週五 週六 週日", "en": "Mon Tue Wed Thu Fri Sat Sun"}
)
"""Short names of the days, Monday first, as Babel has them: its data of a language take 4 MB in each process."""
EAST_ASIAN_NAME = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


def local(moment: datetime) -> datetime:
    """The moment in the reader's time zone; a naive one is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(current_timezone())
    except OverflowError:  # the first and the last day of the calendar have no neighbour to move into
        return aware


def today() -> date:
    """The date at the reader's place."""
    return datetime.now(current_timezone()).date()


def date_text(value: date) -> str:
    """``2026-11-22``"""
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def day_text(value: date, now: date | None = None) -> str:
    """For lists: today and yesterday by word, ``11-22 周日`` in this year, otherwise the full date."""
    return _day_text(value, now or today(), current_locale())


@lru_cache(maxsize=4096)
def _day_text(value: date, now: date, locale: str) -> str:
    if word := _near(value, now):
        return word
    return f"{value.month:02d}-{value.day:02d} {_weekdays(locale)[value.weekday()]}" if value.year == now.year else date_text(value)


def _near(value: date, now: date) -> str:
    """Today and yesterday by word in the present language."""
    return _("Today") if value == now else _("Yesterday") if value == now - timedelta(days=1) else ""


@lru_cache(maxsize=8)
def _weekdays(locale: str) -> tuple[str, ...]:
    return tuple(WEEKDAYS[locale].split())


def time_text(value: time) -> str:
    """``14:30``, or ``14:30:05`` when it has seconds."""
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}" if value.second else f"{value.hour:02d}:{value.minute:02d}"


def moment_text(value: datetime) -> str:
    """``2026-11-22 14:30`` in the reader's time zone; seconds only when there are some."""
    there = local(value)
    return _with_seconds(_to_minutes(there), there)


def moment_short(value: datetime, now: date | None = None) -> str:
    """For lists: today and yesterday by word with the time, ``11-22 14:30`` in this year, otherwise the date alone."""
    there = local(value)
    return _shortened(_to_minutes(there), there, now or today())


def moment_texts(value: datetime) -> tuple[str, str]:
    """(``moment_text``, ``moment_short``)"""
    there = local(value)
    text = _to_minutes(there)
    return _with_seconds(text, there), _shortened(text, there, today())


def _to_minutes(there: datetime) -> str:
    return f"{there.year:04d}-{there.month:02d}-{there.day:02d} {there.hour:02d}:{there.minute:02d}"


def _with_seconds(text: str, there: datetime) -> str:
    return f"{text}:{there.second:02d}" if there.second else text


def _shortened(text: str, there: datetime, now: date) -> str:
    day = there.date()
    if there.year != now.year and day != now - timedelta(days=1):
        return text[:10]
    word = _near(day, now)
    return word + text[10:] if word else text[5:]


def number_text(value: int | Decimal, scale: int | None = None) -> str:
    """``1,234.50``: thousands by comma, ``scale`` decimals (None: as many as the value has)."""
    return f"{value:,.{scale}f}" if scale is not None else f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def money_text(value: Decimal, currency: str, scale: int = 2) -> str:
    """``¥1,234.50``, ``-US$5.00``: the currency's sign as the reader's language writes it, before the amount, no space."""
    return with_currency(number_text(value, scale), currency)


def with_currency(number: str, currency: str) -> str:
    """``money_text`` of what ``number_text`` wrote."""
    sign = currency_sign(currency)
    return f"-{sign}{number[1:]}" if number.startswith("-") else sign + number


def currency_sign(currency: str) -> str:
    """The sign of an ISO 4217 code; in Chinese pages ¥ is the yuan."""
    return "¥" if currency == "CNY" else _symbol(currency, current_locale())


@lru_cache(maxsize=512)
def _symbol(currency: str, locale: str) -> str:
    return get_currency_symbol(currency, locale=locale)


def percent_text(value: Decimal, scale: int | None = None) -> str:
    """``86%``, ``12.5%``; the value 12.5 means 12.5 %. ``scale`` is the most decimals shown; trailing zeros are left out."""
    shown = value if scale is None else round(value, scale)
    text = number_text(shown)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def person_name(first: str, last: str) -> str:
    """``欧阳明哲`` on Chinese pages for a name in East Asian script; otherwise ``First Last``."""
    first, last = first.strip(), last.strip()
    if current_locale() != "en" and EAST_ASIAN_NAME.search(first + last):
        return last + first
    return f"{first} {last}".strip()
