"""Reading raw YAML or JSON value by value: the right shape comes back, everything else becomes a Problem with its place.

A value of the wrong shape is replaced by the default, so that reading goes on and all problems are found at once.
Public names: Reading.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from app.errors import Problem
from app.i18n import SUPPORTED
from app.i18n import gettext as _
from app.i18n.locale import closest
from app.metadata.definitions import EMPTY, Label
from app.metadata.names import suggestion

T = TypeVar("T")

MAX_TEXT = 2000
"""Longest label or help text, characters."""
MAX_DEPTH = 12
"""Levels of data that is carried unread."""


class Reading:
    """Collects the problems of one raw definition. ``where`` of each call is the path of the mapping that holds the key; '' is the whole."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, where: str, what: str, hint: str = "") -> None:
        self.problems.append(Problem(where, what, hint))

    @staticmethod
    def path(where: str, key: object) -> str:
        return f"{where}.{key}" if where else str(key)

    def mapping(self, raw: object, where: str) -> Mapping[str, Any]:
        """The value as a mapping with text keys; an empty one when it is something else."""
        if isinstance(raw, Mapping):
            strange = [key for key in raw if not isinstance(key, str)]
            for key in strange:
                self.refuse(where, _('The key "%(key)s" is not a text.', key=str(key)[:40]), _("Put it in quotation marks."))
            return {key: value for key, value in raw.items() if isinstance(key, str)} if strange else raw
        self.refuse(where, _("A group of keys and values is expected here, not %(found)s.", found=_kind(raw)))
        return EMPTY

    def unknown(self, raw: Mapping[str, Any], known: Collection[str], where: str) -> None:
        """A problem for each key that nobody knows."""
        for key in raw:
            if key not in known:
                hint = suggestion(key, known, _("Known here: %(names)s.", names=", ".join(sorted(known))))
                self.refuse(self.path(where, key), _('Unknown key "%(key)s".', key=key[:60]), hint)

    def text(self, raw: Mapping[str, Any], key: str, where: str, default: str = "") -> str:
        value = raw.get(key)
        if value is None:
            return default
        if isinstance(value, str) and len(value) <= MAX_TEXT and _is_plain(value, 0):
            return value
        self.refuse(self.path(where, key), _("A text is expected here, not %(found)s.", found=_kind(value)))
        return default

    def flag(self, raw: Mapping[str, Any], key: str, where: str, default: bool) -> bool:
        value = raw.get(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        self.refuse(self.path(where, key), _("true or false is expected here, not %(found)s.", found=_kind(value)))
        return default

    def label(self, raw: Mapping[str, Any], key: str, where: str) -> Label:
        """``{locale: text}``, or one text for every locale. Empty texts are left out."""
        value, place = raw.get(key), self.path(where, key)
        if value is None or value == "":
            return EMPTY
        if isinstance(value, str):
            return self._texts({"*": value}, place)
        if not isinstance(value, Mapping):
            self.refuse(place, _("A text, or one text per language, is expected here, not %(found)s.", found=_kind(value)))
            return EMPTY
        return self._texts(self.mapping(value, place), place)

    def _texts(self, raw: Mapping[str, Any], place: str) -> Label:
        texts: dict[str, str] = {}
        for locale in raw:
            if locale != "*" and locale not in SUPPORTED:
                near = closest(locale)
                hint = _('Did you mean "%(word)s"?', word=near) if near else _("Known here: %(names)s.", names=", ".join(SUPPORTED))
                self.refuse(self.path(place, locale), _('Unknown language "%(name)s".', name=locale[:40]), hint)
            elif text := self.text(raw, locale, place).strip():
                texts[locale] = text
        return texts or EMPTY

    def data(self, value: object, where: str) -> bool:
        """Whether the value can be kept as it stands: plain, storable and not nested too deeply."""
        if _is_plain(value, 0):
            return True
        self.refuse(
            where, _("This value cannot be kept."), _("Use texts, numbers, true, false, lists and groups, at most %(count)s levels deep.", count=MAX_DEPTH)
        )
        return False

    def names(self, raw: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        """A list of texts."""
        return self.items(raw, key, where, self._name)

    def _name(self, value: object, where: str) -> str | None:
        if isinstance(value, str):
            return value
        self.refuse(where, _("A text is expected here, not %(found)s.", found=_kind(value)))
        return None

    def items(self, raw: Mapping[str, Any], key: str, where: str, read: Callable[[Any, str], T | None]) -> tuple[T, ...]:
        """A list, each item read by ``read(item, its path)``; an item's path carries its name or value, else its number from 1."""
        value, place = raw.get(key), self.path(where, key)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.refuse(place, _("A list is expected here, not %(found)s.", found=_kind(value)))
            return ()
        made = (read(item, self.path(place, _item_key(item, number))) for number, item in enumerate(value, 1))
        return tuple(item for item in made if item is not None)


def _item_key(item: object, number: int) -> object:
    named = (item.get("name") or item.get("value")) if isinstance(item, Mapping) else None
    return named[:60] if isinstance(named, str) else number


def _is_plain(value: object, depth: int) -> bool:
    """Whether JSON and every database can hold the value: no NUL, no half of a surrogate pair, no infinite number."""
    if isinstance(value, str):
        return ("\x00" not in value and value.isascii()) or not any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in value)
    if value is None or isinstance(value, int):
        return True
    if isinstance(value, float):
        return math.isfinite(value)
    if depth >= MAX_DEPTH:
        return False
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _is_plain(key, depth) and _is_plain(item, depth + 1) for key, item in value.items())
    return isinstance(value, list | tuple) and all(_is_plain(item, depth + 1) for item in value)


def _kind(value: object) -> str:
    """The value's kind in words."""
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return _("true or false")
    if isinstance(value, int | float):
        return _("a number")
    if isinstance(value, str):
        return _("a text") if len(value) <= MAX_TEXT else _("a very long text")
    return _("a list") if isinstance(value, list | tuple) else _("a group of keys and values")
