"""Labels in forms that show one language: what stands in the input, and the label after the admin changed it.

A text that only a fallback or the conversion gives is shown but not stored unless it was changed. Public names: shown, put, delta.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n.labels import text
from app.metadata.definitions import Label


def shown(label: Label, locale: str) -> str:
    """What the input of that language holds."""
    return text(label, locale)


def put(label: Label, locale: str, written: str) -> Mapping[str, str]:
    """The label with ``written`` as its text in that language; emptied, the language is left out, and the text for every language with it."""
    words = written.strip()
    if words == shown(label, locale).strip():
        return dict(label)
    if words:
        return {**label, locale: words}
    return {key: value for key, value in label.items() if key not in (locale, "*")}


def delta(before: Label, after: Label) -> dict[str, str | None]:
    """What an edit must say to get from one label to the other: a text per language that differs, None for one that goes."""
    changed: dict[str, str | None] = {locale: text for locale, text in after.items() if before.get(locale) != text}
    return changed | {locale: None for locale in before if locale not in after}
