"""One form for texts that a search takes as equal: width and case of letters, Traditional and Simplified characters.

It works character by character, so whatever a text contains, its folded form contains the folded form of. For the search index and for search texts only;
data are never changed. Public names: fold.
"""

from __future__ import annotations

import unicodedata

from app.i18n.convert import simplified_of


class _Folded(dict[int, str]):
    """Code point → its folded text, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        if point < 0x20:
            made = "\n" if point in (0x0A, 0x0D) else " "
        else:
            wide = unicodedata.normalize("NFKC", chr(point)).casefold()
            made = "".join(simplified_of(one) if one >= "\u3400" else one for one in wide)
        self[point] = made
        return made


_FOLDED = _Folded()


def fold(text: str) -> str:
    """The text as the search compares it; line breaks stay, other control characters become spaces."""
    return text.translate(_FOLDED)
