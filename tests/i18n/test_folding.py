"""The one form of texts that a search takes as equal."""

from __future__ import annotations

import pytest

from app.i18n.convert import SIMPLIFIED, simplified_of
from app.i18n.folding import fold


def test_every_traditional_character_has_the_simplified_one_of_opencc() -> None:
    pairs = [line.split()[:2] for line in SIMPLIFIED.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(pairs) > 4000
    assert all(simplified_of(traditional) == simplified for traditional, simplified in pairs)


@pytest.mark.parametrize("character", ["电", "A", "\u3400", "\U0002ffff", "㐂"])
def test_any_other_character_stays(character: str) -> None:
    assert simplified_of(character) == character


def test_a_text_folds_character_by_character() -> None:
    assert fold("電腦ＡＢＣ\r\n\tÉ") == "电脑abc\n\n é"
