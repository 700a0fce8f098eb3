"""Labels of metadata in the reader's language.

A label is ``{locale: text}`` with ``*`` for a text that serves every locale; it never passes through gettext. Fallback:
its own locale → for zh_Hant the converted zh_Hans → the installation's default → en → any. Public names: text.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n.convert import to_traditional
from app.i18n.locale import current_locale, default_locale


def text(label: Mapping[str, str], locale: str | None = None, fallback: str = "") -> str:
    """The label for a reader of ``locale`` (default: the current one); ``fallback``, usually the API name, when it has no text at all."""
    if not label:
        return fallback
    wanted = locale or current_locale()
    if own := label.get(wanted):
        return own
    if every := label.get("*"):
        return every
    if wanted == "zh_Hant" and (simplified := label.get("zh_Hans")):
        return to_traditional(simplified)
    return label.get(default_locale()) or label.get("en") or next(filter(None, label.values()), fallback)
