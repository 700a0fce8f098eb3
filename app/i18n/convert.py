"""Traditional Chinese (Taiwan's words) from Simplified, for labels and catalogs; record data is never converted.

OpenCC does the bulk; ``glossary.txt`` holds the words it gets wrong in business software, taken whole and longest first.
Public names: to_traditional, simplified_of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock

import opencc.opencc
from opencc.opencc import OpenCC

GLOSSARY = Path(__file__).with_name("glossary.txt")
SIMPLIFIED = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
_LOCK = Lock()  # OpenCC's converter keeps state between calls
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@lru_cache(maxsize=20_000)
def to_traditional(simplified: str) -> str:
    """The text as a reader in Taiwan expects it; placeholders, Latin text and digits stay."""
    if not HAN.search(simplified):
        return simplified
    words = glossary()
    pieces = _pattern().split(simplified)
    return "".join(words[piece] if position % 2 else _convert(piece) for position, piece in enumerate(pieces))


def _convert(piece: str) -> str:
    if not piece:
        return piece
    with _LOCK:
        return str(_converter().convert(piece))


def simplified_of(character: str) -> str:
    """The Simplified character of a Traditional one, whatever word it stands in; any other as it is. Takes 2 µs."""
    traditional, simplified = _simplified()
    place = bisect_left(traditional, character)
    return simplified[place] if traditional[place : place + 1] == character else character


@lru_cache(maxsize=1)
def _simplified() -> tuple[str, str]:
    """Traditional characters in order, and the Simplified one of each: OpenCC's own table of characters, read as a file, for its converter looks at whole
    phrases, which the parts of a word would not match. As two texts they take a thirtieth of what a dictionary takes."""
    pairs = sorted(line.split()[:2] for line in SIMPLIFIED.read_text(encoding="utf-8").splitlines() if line.strip())
    return "".join(pair[0] for pair in pairs), "".join(pair[1] for pair in pairs)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("s2twp")


@lru_cache(maxsize=1)
def glossary() -> Mapping[str, str]:
    """Simplified word → Traditional word."""
    lines = (line.partition("#")[0].split() for line in GLOSSARY.read_text(encoding="utf-8").splitlines())
    return {pair[0]: pair[1] for pair in lines if len(pair) == 2}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(glossary(), key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")
