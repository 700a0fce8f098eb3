"""API names and plurals proposed from a label, so that nobody has to think of them.

Chinese labels become pinyin, Latin ones a slug; a taken or reserved name gets a number. Used by the forms when a name is left empty
and by the live proposal of the browser. Public names: api_name, plural.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from app.metadata.names import check_name

LONGEST = 40
_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_APOSTROPHE = re.compile(r"['’]")


def api_name(label: str, taken: Container[str] = (), kind: str = "field") -> str:
    """A valid API name for the label that is not in ``taken``; ``kind`` (field, object, other) is the name for labels without a letter or digit."""
    base = _slug(label) or kind
    candidate, number = base[:LONGEST], 2
    while candidate in taken or check_name(candidate, kind=kind) is not None:
        tail = f"_{number}"
        candidate, number = f"{base[: LONGEST - len(tail)]}{tail}", number + 1
    return candidate


def plural(label: str, locale: str) -> str:
    """The label for several: English by the usual endings, Chinese unchanged."""
    if not locale.startswith("en") or not label.isascii() or not label:
        return label
    lowered = label.lower()
    if lowered.endswith(("s", "x", "z", "ch", "sh")):
        return f"{label}es"
    if lowered.endswith("y") and lowered[-2:-1] not in "aeiou":
        return f"{label[:-1]}ies"
    return f"{label}s"


def _slug(label: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", _APOSTROPHE.sub("", label))).lower()
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    runs = _RUNS.findall(plain)
    words = [_spell(run) for run in runs]
    if len("_".join(words)) > LONGEST:
        words = [_initials(run) for run in runs]
    name = "_".join(word for word in words if word)
    return f"n{name}" if name[:1].isdigit() else name


def _spell(run: str) -> str:
    return run if run.isascii() else _ascii("".join(_syllables(run)))


def _initials(run: str) -> str:
    return run if run.isascii() else _ascii("".join(syllable[:1] for syllable in _syllables(run)))


def _syllables(run: str) -> list[str]:
    from pypinyin import lazy_pinyin  # here, because its dictionary takes 0.4 s and 40 MB, and only the designer needs it

    return list(lazy_pinyin(run))


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.replace("ü", "v"))
