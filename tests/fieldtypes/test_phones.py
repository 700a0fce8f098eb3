"""Phone numbers as people write them: the fast way for Chinese numbers says what phonenumbers says."""

from __future__ import annotations

from random import Random

import phonenumbers
import pytest

from app.fieldtypes.contact import CHINESE, USUAL_MOBILE, written
from app.fieldtypes.registry import TYPES
from app.metadata.definitions import FieldDef

NATIONAL, INTERNATIONAL = phonenumbers.PhoneNumberFormat.NATIONAL, phonenumbers.PhoneNumberFormat.INTERNATIONAL
EDGES = ("+8613800001234", "+8619999999999", "+8614000000000", "+861062345678", "+862122222222", "+862979999999", "+8675523456789", "+8631182345678")
AREAS = ("10", *(f"2{digit}" for digit in "012345789"))


def numbers(count: int) -> list[str]:
    """Mobile numbers, landlines with two and with three digits of area code, in turn; each prefix of three digits comes up."""
    random = Random(20261122)
    made = []
    for turn in range(count):
        mobile = f"1{random.choice('3456789')}{random.randrange(10**9):09d}"
        city = f"{AREAS[turn % len(AREAS)]}{random.choice('234567')}{random.randrange(10**7):07d}"
        area = f"{'357'[turn % 3]}{turn // 3 % 100:02d}{random.choice('2345678')}{random.randrange(10**7):07d}"
        made += [f"+86{mobile}", f"+86{city}", f"+86{area}"]
    return made


def test_the_fast_way_is_the_way_of_phonenumbers() -> None:
    for number in (*EDGES, *numbers(500)):
        parsed = phonenumbers.parse(number)
        assert CHINESE.fullmatch(number), number
        assert phonenumbers.region_code_for_number(parsed) == "CN"
        assert written(number, "CN") == phonenumbers.format_number(parsed, NATIONAL), number
        assert written(number, "TW") == phonenumbers.format_number(parsed, INTERNATIONAL), number


def test_a_usual_mobile_number_is_one_for_phonenumbers_too() -> None:
    """All prefixes of five digits."""
    field, kind, seen = FieldDef("mobile", "phone"), TYPES["phone"], 0
    for prefix in range(10_000, 20_000):
        text = f"{prefix}123456"
        if USUAL_MOBILE.fullmatch(text):
            seen += 1
            parsed = phonenumbers.parse(text, "CN")
            assert phonenumbers.is_valid_number(parsed)
            assert kind.from_text(field, text) == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    assert seen > 4000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("+8613800001234", "138 0000 1234"),
        ("+862162345678;ext=801", "021 6234 5678 #801"),
        ("+865622881234", "0562 288 1234"),
        ("+864001234567", "400 123 4567"),
        ("+861080012345", "1080012345"),
        ("+12125550123", "+1 212-555-0123"),
        ("95588", "95588"),
        ("not a number;ext=1", "not a number;ext=1"),
        ("+;ext=1", "+;ext=1"),
    ],
)
def test_a_stored_number_is_shown_as_people_write_it(value: str, text: str) -> None:
    field = FieldDef("n", "phone")
    shown = TYPES["phone"].show(field, value)
    assert shown.text == text
    assert shown.href == f"tel:{value}"
