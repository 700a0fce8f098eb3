"""HTML with holes: printed once by a template with marks where texts belong, cut at the marks, and from then on filled without the template.

A mark is random and never leaves the process, so no text of metadata or data can hold one; filling looks for none, it only puts texts between pieces.
Public names: hole, Sample, LONG, Pieces, cut, filled, filled_in, escaped.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple, SupportsIndex

from markupsafe import Markup, escape

_SECRET = secrets.token_hex(12)
_MARK = re.compile(f"\ue000{_SECRET}([a-z0-9_]+)\ue001")
LONG = 16
"""Characters above which a cell's text has a title, as list/cells.html says."""
_BETWEEN = "\x1f"
"""Parts texts that are escaped together: a control character, which texts of records cannot have; one that does is noticed."""


def hole(name: str) -> str:
    """What stands in a template's output where the text of that name belongs; escaping leaves it as it is."""
    return f"\ue000{_SECRET}{name}\ue001"


class Pieces(NamedTuple):
    """What ``cut`` leaves: ``format % texts`` is the HTML when the texts, escaped, are given in the order of ``names``."""

    format: str
    names: tuple[str, ...]


def cut(html: str, **known: str) -> Pieces:
    """The pieces of an output with marks; the holes of ``known`` names are filled at once."""
    parts = [part.replace("%", "%%") for part in _MARK.split(html)]
    names = tuple(parts[1::2])
    parts[1::2] = [str(escape(known[name])).replace("%", "%%") if name in known else "%s" for name in names]
    return Pieces("".join(parts), tuple(name for name in names if name not in known))


def filled(form: str, texts: Sequence[object]) -> Markup:
    """The HTML of a format with these texts."""
    return Markup(form % tuple(escaped(texts)))  # noqa: S704 -- the format is output of a template


def filled_in(form: str, parts: Sequence[Any]) -> Markup:
    """The HTML of a format with these parts: Markup as it is, anything else escaped."""
    texts = iter(escaped([one for one in parts if type(one) is not Markup]))
    return Markup(form % tuple(one if type(one) is Markup else next(texts) for one in parts))  # noqa: S704 -- the format is output of a template


def escaped(texts: Sequence[object]) -> list[str]:
    """Each text escaped, all together: each call of markupsafe takes 1 µs to begin with, and a list has hundreds of texts."""
    parts = str.split(escape(_BETWEEN.join(map(str, texts))), _BETWEEN) if texts else []
    return parts if len(parts) == len(texts) else [str(escape(str(one))) for one in texts]


class Sample(str):
    """Stands for a text while a macro prints: a mark that answers the questions templates ask of texts. Any other question is an error, not a guess."""

    def __new__(cls, name: str, long: bool = False, web: bool = False) -> Sample:
        made = super().__new__(cls, hole(name))
        made.long, made.web = long, web
        return made

    long: bool
    web: bool

    def __len__(self) -> int:
        return LONG + 1 if self.long else 1

    def __getitem__(self, part: SupportsIndex | slice) -> str:
        if part != slice(None, 1):
            raise NotImplementedError(f"a template asks for the part {part} of a text")
        return hole("first")

    def startswith(self, *begin: Any) -> bool:
        if begin != ("http",):
            raise NotImplementedError(f"a template asks whether a text begins with {begin}")
        return self.web
