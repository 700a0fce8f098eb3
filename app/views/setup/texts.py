"""A grid of texts: one row a place, one input a language. Used for objects and for option sets.

Public names: Place, Locale, Row, written, rows_of, locales.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.i18n import SUPPORTED
from app.i18n.labels import text
from app.i18n.locale import NAMES, html_lang
from app.metadata.definitions import Label
from app.views.setup.words import delta

COUNTED = ("zh_Hans", "en")
"""Languages that miss a text when it is not written; zh_Hant is converted."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: ``path`` is unique in the object, e.g. ``status.options.new``."""

    kind: str
    path: str
    label: Label
    long: bool = False

    def name(self, locale: str) -> str:
        """The input's name."""
        return f"text:{self.path}:{locale}"

    @property
    def missing(self) -> bool:
        return bool(self.label) and "*" not in self.label and any(locale not in self.label for locale in COUNTED)


@dataclass(frozen=True, slots=True)
class Locale:
    lang: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    name: str
    label: str
    lang: str
    value: str
    placeholder: str
    """What readers see while it is empty."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    place: str
    long: bool
    cells: tuple[Cell, ...]

    @property
    def lines(self) -> int:
        """Height of its inputs; a text that nobody has written yet takes no more room than a short one."""
        return 2 if any(cell.value for cell in self.cells) else 1


def locales() -> tuple[Locale, ...]:
    """The columns."""
    return tuple(Locale(html_lang(locale), NAMES[locale]) for locale in SUPPORTED)


def written(place: Place, sent: Mapping[str, str]) -> dict[str, str | None]:
    """What the form changes in a text; inputs that were not sent change nothing."""
    after = dict(place.label)
    for locale in SUPPORTED:
        value = sent.get(place.name(locale))
        if value is not None and value.strip():
            after[locale] = value.strip()
        elif value is not None:
            after.pop(locale, None)
    return delta(place.label, after)


def rows_of(places: Iterable[Place], sent: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows; ``sent`` are the texts of a form that is printed again."""
    return tuple(_row(place, sent) for place in places)


def _row(place: Place, sent: Mapping[str, str]) -> Row:
    cells = (
        Cell(
            name=place.name(locale),
            label=f"{place.path} {NAMES[locale]}",
            lang=html_lang(locale),
            value=sent.get(place.name(locale), place.label.get(locale, "")),
            placeholder=text({key: word for key, word in place.label.items() if key != locale}, locale),
        )
        for locale in SUPPORTED
    )
    return Row(place.kind, place.path, place.long, tuple(cells))
