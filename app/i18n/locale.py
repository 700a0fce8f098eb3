"""Which language and time zone the reader has, in a context variable that works with and without a request.

A request activates its user's choice at its start; jobs, commands and tests use ``use``. Nothing active: English and UTC, the language of the msgids.
Public names: SUPPORTED, NAMES, Place, activate, present, restore, use, current_locale, current_timezone, default_locale, default_timezone, closest,
negotiate, html_lang, zone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

SUPPORTED = ("zh_Hans", "zh_Hant", "en")
"""Languages of the console, in the order in which they are offered."""

NAMES: Mapping[str, str] = MappingProxyType({"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"})
"""Each language by its own name."""

TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader is: a supported locale and the name of a time zone."""

    locale: str = "en"
    timezone: str = "UTC"


_PLACE: ContextVar[Place] = ContextVar("place", default=Place())  # noqa: B039 -- Place is frozen


def default_locale() -> str:
    """The installation's language, from DEFAULT_LOCALE. Raises ValueError for one that is not supported."""
    name = os.environ.get("DEFAULT_LOCALE") or "zh_Hans"
    found = closest(name)
    if found is None:
        raise ValueError(f"DEFAULT_LOCALE is {name!r}; it must be one of {', '.join(SUPPORTED)}")
    return found


def default_timezone() -> str:
    """The installation's time zone, from DEFAULT_TIMEZONE. Raises ValueError for one that does not exist."""
    name = os.environ.get("DEFAULT_TIMEZONE") or "Asia/Shanghai"
    if zone(name) is None:
        raise ValueError(f"DEFAULT_TIMEZONE is {name!r}; it must be a name of the IANA time zone database, such as Asia/Shanghai")
    return name


def current_locale() -> str:
    """The reader's language: one of SUPPORTED."""
    return _PLACE.get().locale


def current_timezone() -> ZoneInfo:
    """The reader's time zone."""
    return zone(_PLACE.get().timezone) or ZoneInfo("UTC")


def activate(locale: str | None, timezone: str | None = None) -> None:
    """Make this the reader's language and time zone until the next call; what is unknown or missing becomes the installation's default."""
    _PLACE.set(_place(locale, timezone))


def present() -> Place:
    """Where the reader is now; hand it to ``restore`` later."""
    return _PLACE.get()


def restore(place: Place) -> None:
    """Make this the reader's place again."""
    _PLACE.set(place)


@contextmanager
def use(locale: str | None, timezone: str | None = None) -> Iterator[None]:
    """Read as somebody in this language and time zone inside the ``with``; without a time zone the present one stays."""
    token = _PLACE.set(_place(locale, timezone or _PLACE.get().timezone))
    try:
        yield
    finally:
        _PLACE.reset(token)


def _place(locale: str | None, timezone: str | None) -> Place:
    known = timezone if timezone and zone(timezone) else default_timezone()
    return Place(closest(locale or "") or default_locale(), known)


@lru_cache(maxsize=128)
def closest(tag: str) -> str | None:
    """The supported locale for a language tag in any spelling (``zh-TW``, ``zh_hant``, ``en-GB``), or None."""
    parts = [part for part in re.split(r"[-_]", tag.strip().lower()) if part]
    if not parts or parts[0] not in ("zh", "en"):
        return None
    if parts[0] == "en":
        return "en"
    if "hans" in parts:
        return "zh_Hans"
    return "zh_Hant" if "hant" in parts or TRADITIONAL_REGIONS.intersection(parts) else "zh_Hans"


def negotiate(accept_language: str | None) -> str:
    """The supported locale that a browser's Accept-Language header prefers; the installation's default when it names none."""
    ranked = []
    for position, part in enumerate((accept_language or "")[:1000].split(",")):
        tag, _, parameters = part.partition(";")
        found, weight = closest(tag), _weight(parameters)
        if found is not None and weight > 0:
            ranked.append((-weight, position, found))
    return min(ranked)[2] if ranked else default_locale()


def _weight(parameters: str) -> float:
    match = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameters)
    return float(match[1]) if match else 1.0


def html_lang(locale: str | None = None) -> str:
    """The value of ``<html lang>``: ``zh-Hans``, ``zh-Hant`` or ``en``."""
    return (locale or current_locale()).replace("_", "-")


@lru_cache(maxsize=640)
def zone(name: str) -> ZoneInfo | None:
    """The time zone of that name, or None when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a missing key is a ZoneInfoNotFoundError (KeyError); a path or a folder the other two
        return None
