"""Words prove what a text contains: what is asked for is found in the words of every text that has it, and the proofs are right."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.i18n.folding import fold
from app.models.search_words import Sought, content_of, ways, words_of

FIELD = 41
ALOUD = frozenset({FIELD})
TEXTS = st.text(st.sampled_from("华信科技重庆曾a1bhx z-_é裏Ａ"), min_size=1, max_size=9)


def segments(content: str) -> dict[str, str]:
    return {name: text for part in content.split("\x1e") if part for name, _mark, text in (part.partition("\x1f"),)}


def finds(found: list[Sought], content: str) -> bool:
    """What the databases do with the ways."""
    words, parts = words_of(content).split(" "), segments(content)

    def has(word: str, begins: bool) -> bool:
        return any(one.startswith(word) if begins else one == word for one in words)

    def proved(way: Sought) -> bool:
        asked = any(all(has(*word) for word in group) for group in way.groups)
        return asked and (not way.segments or any(text in parts.get(name, "").replace("'", "") for name, text in way.segments))

    return any(map(proved, found))


@settings(max_examples=400, deadline=None)
@given(value=TEXTS, sought=TEXTS)
@example(value="重庆", sought="chongqing")
def test_without_pinyin_a_text_is_found_where_it_stands_and_nowhere_else(value: str, sought: str) -> None:
    found = ways({FIELD: (sought,)}, frozenset())
    if found is not None:
        assert finds(found, content_of({FIELD: value}, ALOUD - {FIELD})) == (fold(sought) in fold(value))


@settings(max_examples=300, deadline=None)
@given(value=TEXTS, place=st.integers(0, 8), length=st.integers(1, 9))
def test_every_part_of_a_text_finds_it(value: str, place: int, length: int) -> None:
    part = value[place : place + length]
    found = ways({FIELD: (part,)}, ALOUD) if part else None
    assert found is None or finds(found, content_of({FIELD: value}, ALOUD))


def found_by(value: str) -> set[str]:
    content = content_of({FIELD: value}, ALOUD)
    asked = (
        *("chongqing", "zhongqing", "cq", "zq", "qing", "ongqing", "c", "chongqinghuaxinkeji", "huaxinkej", "cqhxkj", "hxkj", "xk", "uaxin"),
        *("zengguoqiang", "cengguoqiang", "zgq", "shanyu", "danyu", "lvse", "華信", "华信", "重慶"),
    )
    return {text for text in asked if (found := ways({FIELD: (text,)}, ALOUD)) and finds(found, content)}


def test_pinyin_and_initials_find_from_the_start_of_a_syllable_in_both_readings() -> None:
    everywhere = {"chongqing", "zhongqing", "cq", "zq", "qing", "c"}
    assert found_by("重庆华信科技") == everywhere | {"chongqinghuaxinkeji", "huaxinkej", "cqhxkj", "hxkj", "xk", "華信", "华信", "重慶"}
    assert found_by("曾国强") == {"zengguoqiang", "cengguoqiang", "zgq", "c"}
    assert found_by("单宇") == {"shanyu", "danyu"}
    assert found_by("绿色") == {"lvse"}


def test_fields_do_not_mix() -> None:
    content = content_of({4: "华", 41: "信", 12: "3ab"}, frozenset({4, 41}))
    assert not finds(ways({1: ("23ab",)}, frozenset()) or [], content)
    assert not finds(ways({41: ("华",)}, frozenset()) or [], content)
    assert finds(ways({41: ("信",), 12: ("信",)}, frozenset()) or [], content)


def test_what_no_index_can_tell_is_said() -> None:
    assert ways({FIELD: ("%_",)}, ALOUD) is None
    assert ways({FIELD: ("-",)}, ALOUD) is None
    assert ways({FIELD: ("%a",)}, ALOUD) is not None
