"""How Chinese characters are read, without tones: for the search index, which needs it fast and small.

The readings come from pypinyin's own table of characters, read as a file: importing the package takes 40 MB for phrases that are not needed here, this takes
a tenth of a megabyte. ``polyphones.txt`` has the second readings that count (重 zhong, chong; the surname 曾 zeng). Public names: readings.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

POLYPHONES = Path(__file__).with_name("polyphones.txt")
FIRST, LAST = 0x3400, 0x9FFF
"""Code points of the table: extension A and the common block."""
ENTRY = re.compile(r'"(\d+)": "([^",]+)')


@lru_cache(maxsize=8_000)
def readings(character: str) -> tuple[str, ...]:
    """The readings of one Simplified or Traditional character, the usual one first, in letters a–z (ü is v); empty for anything else."""
    point = ord(character)
    if not FIRST <= point <= LAST:
        return ()
    places, syllables = _table()
    usual = syllables[places[point - FIRST]]
    others = _polyphones().get(character, ())
    return (usual, *others) if usual else others


@lru_cache(maxsize=1)
def _table() -> tuple[array[int], list[str]]:
    """(place in the list for each code point, list of syllables; the first one is empty)"""
    places = array("H", bytes(2 * (LAST - FIRST + 1)))
    known = {"": 0}
    for entry in ENTRY.finditer(_source().read_text(encoding="utf-8")):
        point = int(entry[1])
        if FIRST <= point <= LAST:
            places[point - FIRST] = known.setdefault(_plain(entry[2]), len(known))
    return places, list(known)


def _source() -> Path:
    found = find_spec("pypinyin")
    if found is None or found.origin is None:
        raise RuntimeError("pypinyin is not installed")
    return Path(found.origin).with_name("pinyin_dict.json")


def _plain(syllable: str) -> str:
    """``lǜ`` → ``lv``"""
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(letter for letter in letters if "a" <= letter <= "z")


@lru_cache(maxsize=1)
def _polyphones() -> dict[str, tuple[str, ...]]:
    lines = (line.partition("#")[0].split() for line in POLYPHONES.read_text(encoding="utf-8").splitlines())
    return {line[0]: tuple(line[1:]) for line in lines if line}
