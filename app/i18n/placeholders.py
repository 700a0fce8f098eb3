"""Do a msgid and its translation fit together: the same placeholders, nothing that breaks when it is filled in.

Public names: faults.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel.messages.catalog import Message

NAMED = re.compile(r"%\((\w+)\)[a-z]")


class Anything(dict[str, int]):
    """Has a number for every name."""

    def __missing__(self, key: str) -> int:
        return 0


def faults(source: Message, translated: Message) -> Iterator[str]:
    """What is wrong with a translation, in words that follow its msgid."""
    names = _names(source.id)
    for text in _texts(translated.string):
        if extra := _names(text) - names:
            yield f"has placeholders in its translation that it lacks itself: {', '.join(sorted(extra))}"
        if lost := names - _names(text) - {"num"}:
            yield f"has lost placeholders in its translation: {', '.join(sorted(lost))}"
    if names or any(place.endswith(".html") for place, _line in source.locations):  # Jinja fills in every text, also one without placeholders
        yield from (f"breaks when it is filled in (write a percent sign as %%): {text!r}" for text in _texts(source.id, translated.string) if _breaks(text))


def _texts(*parts: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text for part in parts for text in ([part] if isinstance(part, str) else part or ())]


def _names(part: str | list[str] | tuple[str, ...] | None) -> set[str]:
    return {name for text in _texts(part) for name in NAMED.findall(text)}


def _breaks(text: str) -> bool:
    try:
        text % Anything()
    except (ValueError, TypeError, KeyError):
        return True
    return False
