"""Translated strings of the code: English msgids in, the reader's language out, with or without a request.

A catalog is ``translations/<locale>/LC_MESSAGES/messages.mo``; where that is missing or older than its ``.po``, the ``.po`` itself is read.
English has no catalog: its text is the msgid. Public names: gettext, ngettext, lazy, mark, LazyText, translations, ROOT.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.support import NullTranslations, Translations

from app.i18n.locale import current_locale

ROOT = Path(__file__).parents[2] / "translations"
"""The folder of the catalogs."""


def gettext(message: str, **variables: object) -> str:
    """The message in the reader's language, with ``%(name)s`` filled in when variables are given."""
    text = translations(current_locale()).gettext(message) if message else ""
    return text % variables if variables else text


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    """The form of the message for this number; ``%(num)s`` is the number."""
    text = translations(current_locale()).ngettext(singular, plural, num)
    return text % {"num": num, **variables}


def lazy(message: str, **variables: object) -> LazyText:
    """A text that is translated each time it is printed: for what is made before the reader is known."""
    return LazyText(lambda: gettext(message, **variables))


def mark(message: str) -> str:
    """The message itself: only tells the extraction that somebody passes it to gettext later."""
    return message


class LazyText:
    """Stands for a text until it is printed. No ``str`` subclass: what serialises it unseen shall fail, not print English."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    def __str__(self) -> str:
        return self._make()

    def __repr__(self) -> str:
        return f"LazyText({self._make()!r})"

    def __format__(self, spec: str) -> str:
        return format(self._make(), spec)

    def __mod__(self, variables: object) -> str:
        return self._make() % variables

    def __add__(self, other: object) -> str:
        return self._make() + str(other)

    def __radd__(self, other: object) -> str:
        return str(other) + self._make()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str | LazyText) and self._make() == str(other)

    def __hash__(self) -> int:
        return hash(self._make())

    def __lt__(self, other: object) -> bool:
        return self._make() < str(other)

    def __len__(self) -> int:
        return len(self._make())


@lru_cache(maxsize=8)
def translations(locale: str) -> NullTranslations:
    """The catalog of a locale, loaded once; without one the msgids stand for themselves."""
    folder = ROOT / locale / "LC_MESSAGES"
    compiled, source = folder / "messages.mo", folder / "messages.po"
    if compiled.exists() and not (source.exists() and source.stat().st_mtime > compiled.stat().st_mtime):
        with compiled.open("rb") as file:
            return Translations(file)
    return _from_source(source, locale) if source.exists() else NullTranslations()


def _from_source(source: Path, locale: str) -> Translations:
    from babel.messages.mofile import write_mo  # here, because a server has compiled catalogs
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalog = read_po(file, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
