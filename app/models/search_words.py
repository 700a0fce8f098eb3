"""The words of the search index: how a record's texts become words, and which words a search text asks for.

Each place of a text gives one word: the next two characters of a Chinese run, the next four of a run of letters and digits; each syllable of a Chinese text
gives the next six letters of its pinyin and the next four initials. A search text that is shorter asks for words that begin with it, so one character
finds, too; a longer one asks for all its words and is compared with the content then. Both sides are folded (``i18n.folding``).
Public names: FORMAT, content_of, words_of, ways, Sought.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import add

from app.i18n.folding import fold
from app.i18n.pinyin import readings

FORMAT = 1
"""Grows when content or words are written differently: every index is made anew then."""
WIDE, NARROW, SYLLABLES = 2, 4, 6
"""Length of a word in Chinese text, in letters and digits, in pinyin."""
READ = 64
"""Characters of a field that are indexed by pinyin: names and titles, not essays."""
OTHER_READINGS = 6
"""Of one run of characters."""
MOST_WORDS = 8
"""Words that one search text asks for; the comparison with the content does the rest."""
WIDE_CHARACTERS = "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3105-\ufaff\U00010000-\U0003ffff"
RUN = re.compile(f"[{WIDE_CHARACTERS}]+|[^\\W_\u2e80-\U0003ffff]+")
ASCII_RUN = re.compile("[a-z0-9]+")
HAN = re.compile("[\u3400-\u9fff]+")
LETTERS = re.compile("[a-z]+")

Word = tuple[str, bool]
"""(word, or the beginning of one: True)"""


@dataclass(frozen=True, slots=True)
class Sought:
    """One way to be found: any of ``groups``, each with all its words; then, where words alone do not prove it, a text within a segment of the content."""

    groups: tuple[tuple[Word, ...], ...]
    segments: tuple[tuple[str, str], ...] = ()
    """(name of the segment, text that it contains): any of them; empty: the words prove it."""


def content_of(values: Mapping[int, str], read: frozenset[int]) -> str:
    """What the index keeps of a record: segments of text, pinyin (``p``) and initials (``i``) by field id; ``read``: the fields with pinyin."""
    parts = []
    for number, value in values.items():
        text = fold(value)
        parts.append(f"\x1e{number}\x1f{text}")
        if number in read and (runs := HAN.findall(text, 0, READ)):
            spoken, initials = zip(*map(_spoken, runs), strict=True)
            parts.append(f"\x1e{number}p\x1f{' '.join(spoken)}\x1e{number}i\x1f{' '.join(initials)}")
    return "".join(parts) + "\x1e"


@lru_cache(maxsize=2_000)
def _spoken(run: str) -> tuple[str, str]:
    """(syllables parted by apostrophes, initials) of a run as it is usually read, then, after a space, once with each other reading of a character."""
    known = [found for found in map(readings, run) if found]
    usual = [found[0] for found in known]
    if sum(map(len, known)) == len(usual):
        return "'".join(usual), "".join([syllable[0] for syllable in usual])
    spoken = [usual]
    for place, found in enumerate(known):
        spoken += [[*usual[:place], other, *usual[place + 1 :]] for other in found[1:]]
    spoken = spoken[: OTHER_READINGS + 1]
    initials = dict.fromkeys("".join([syllable[0] for syllable in syllables]) for syllables in spoken)
    return " ".join(map("'".join, spoken)), " ".join(initials)


def words_of(content: str) -> str:
    """All words of a content, parted by spaces; nothing but the content decides them."""
    made: list[str] = []
    for segment in content.split("\x1e"):
        name, _mark, text = segment.partition("\x1f")
        words = (_syllable_words(text) if name[-1] == "p" else _text_words(text)) if text else None
        if words:
            field = f" {name.rstrip('pi')}x"
            made.append(field + field.join(words))  # the same word twice does no harm
    return "".join(made)[1:]


def _text_words(text: str) -> list[str]:
    made: list[str] = []
    for run in _runs(text):
        pairs = list(map(add, run, run[1:]))
        if run[0] >= "\u2e80":
            made += pairs
        else:
            made += map(add, pairs, pairs[2:])
            made += (run[-3:], run[-2:]) if len(run) > 2 else pairs
        made.append(run[-1])
    return made


def _runs(text: str) -> list[str]:
    """The Chinese runs and the runs of letters and digits; the two usual cases go without the long pattern."""
    if text.isascii():
        return ASCII_RUN.findall(text)
    return [text] if min(text) >= "\u3400" and max(text) <= "\u9fff" else RUN.findall(text)


def _syllable_words(text: str) -> list[str]:
    made: list[str] = []
    for spoken in text.split(" "):
        syllables = spoken.split("'")
        joined = "".join(syllables)
        made += [joined[place : place + SYLLABLES] for place in accumulate(map(len, syllables[:-1]), initial=0)]
    return made


def ways(needles: Mapping[int, Sequence[str]], read: frozenset[int]) -> list[Sought] | None:
    """The ways to find one text: field id → what is looked for in it (folded here), pinyin in those of ``read``. None when the index cannot tell."""
    proved: list[tuple[Word, ...]] = []
    loose: list[tuple[Word, ...]] = []
    segments: list[tuple[str, str]] = []
    spoken: list[Sought] = []
    for number, texts in needles.items():
        for text in map(fold, texts):
            words, sure = _asked(text)
            if not words:
                return None
            letters = number in read and LETTERS.fullmatch(text) is not None
            if sure and letters and len(text) == NARROW:
                words = [(text, True)]  # pinyin goes on
            group = tuple((f"{number}x{word}", begins) for word, begins in words)
            if sure:
                proved.append(group)
                continue
            loose.append(group)
            segments += [(str(number), text), *([(f"{number}i", text)] if letters else [])]
            if letters and len(text) <= SYLLABLES:
                proved.append(((f"{number}x{text}", len(text) < SYLLABLES),))
            elif letters:
                spoken.append(Sought((((f"{number}x{text[:SYLLABLES]}", False),),), ((f"{number}p", text),)))
    found = [Sought(tuple(proved))] if proved else []
    if loose:
        found.append(Sought(tuple(loose), tuple(segments)))
    return found + spoken


def _asked(text: str) -> tuple[list[Word], bool]:
    """The words that a folded text asks for, and whether they prove that it is there."""
    runs = _runs(text)
    words: list[Word] = []
    for run in runs:
        length = WIDE if run[0] >= "\u2e80" else NARROW
        if len(run) < length:
            words.append((run, True))
        else:
            words += [(run[place : place + length], False) for place in range(len(run) - length + 1)]
    sure = len(words) == 1 and runs == [text]
    if len(words) > 1:
        words = [word for word in words if not (word[1] and len(word[0]) == 1 and word[0] < "\u2e80")] or words[:1]
    step = -(-len(words) // MOST_WORDS) if words else 1
    return list(dict.fromkeys(words[::step])), sure
