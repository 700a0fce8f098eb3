"""Reading what people type: clean text, digits of every script, refusals in words.

Public names: clean, plain, short, kind_of, expected, LONGEST_PATTERN.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from app.fieldtypes.base import Bad
from app.i18n import gettext as _

LONGEST_PATTERN = 200
"""Characters of a contains or starts operand: SQLite gives up at 50,000 bytes, people before."""

LINE_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n", "\x0c": "\n"})
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff]")
"""Control characters, half surrogates, and the two overrides that print text in another order than it is stored in (no script needs them)."""
CONTROL_IN_LINES = re.compile(CONTROL.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
OTHER_SIGNS = str.maketrans({"٫": ".", "٬": ",", "−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "’": "'"})


def clean(text: str, lines: bool = False) -> str:
    """The text in Unicode NFC without space around it; with ``lines`` it may have line breaks and tabs. Raises Bad for control characters."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()  # most texts: nothing of what follows is printable
    text = unicodedata.normalize("NFC", text)
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(LINE_BREAKS)
    text = text.strip().strip("\ufeff").strip()
    if found := (CONTROL_IN_LINES if lines else CONTROL).search(text):
        raise _control(found[0])
    return text


def _control(character: str) -> Bad:
    if character in "\n\r\t\u2028\u2029":
        return Bad(_("This text must fit on one line"), _("Remove the line breaks and tabs."))
    what = _("The text contains an invisible control character (%(code)s)", code=f"U+{ord(character):04X}")
    return Bad(what, _("Type the text again, or paste it as plain text."))


def plain(text: str) -> str:
    """For numbers, dates and phones: full-width forms and the digits of every script as ASCII, signs and spaces made equal. Raises Bad."""
    if text.isascii() and text.isprintable():
        return text.strip()  # nothing of what follows is ASCII
    text = unicodedata.normalize("NFKC", clean(text)).translate(OTHER_SIGNS)
    return "".join(str(unicodedata.decimal(c)) if not c.isascii() and unicodedata.category(c) == "Nd" else c for c in text).strip()


def short(text: str, length: int = 40) -> str:
    """The text as a message quotes it."""
    return text if len(text) <= length else text[: length - 1] + "…"


def kind_of(raw: Any) -> str:
    """What a JSON value is, in the reader's words."""
    match raw:
        case bool():
            return _("true or false")
        case int() | float():
            return _("a number")
        case str():
            return _("a text")
        case dict():
            return _("an object")
        case None:
            return _("nothing")
        case _:
            return _("a list")


def expected(what: str, raw: Any, hint: str = "") -> Bad:
    """A refusal of a JSON value of the wrong kind; ``what`` is the kind wanted, translated."""
    return Bad(_("Expected %(wanted)s, got %(given)s", wanted=what, given=kind_of(raw)), hint)
