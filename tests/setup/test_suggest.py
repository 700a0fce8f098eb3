"""API names and plurals proposed from labels."""

from __future__ import annotations

import pytest

from app.metadata.names import NAME_RE
from app.views.setup.suggest import api_name, plural


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("客户名称", "kehumingcheng"),
        ("女儿", "nver"),
        ("SLA 等级", "sla_dengji"),
        ("Sales order line", "sales_order_line"),
        ("Zoë's café", "zoes_cafe"),
        ("2024目标", "n2024_mubiao"),
        ("年营业额（万元）", "nianyingyee_wanyuan"),
        ("ＡＢＣ　１２", "abc_12"),
    ],
)
def test_a_label_becomes_a_name_that_people_can_read(label: str, name: str) -> None:
    assert api_name(label) == name


def test_a_taken_or_reserved_name_gets_a_number() -> None:
    assert api_name("Name", {"name", "name_2"}) == "name_3"
    assert api_name("Owner") == "owner_2"
    assert api_name("User", kind="object") == "user_2"


@pytest.mark.parametrize("label", ["", "!!!", "😀", "___", "一" * 60, "x" * 200, "very " * 40])
def test_whatever_the_label_the_name_is_valid(label: str) -> None:
    for kind in ("field", "object", "other"):
        first = api_name(label, (), kind)
        assert NAME_RE.fullmatch(first)
        assert NAME_RE.fullmatch(api_name(label, {first}, kind))


def test_english_gets_a_plural_and_chinese_none() -> None:
    assert [plural(word, "en") for word in ("Device", "Company", "Box", "Branch", "Key", "")] == ["Devices", "Companies", "Boxes", "Branches", "Keys", ""]
    assert plural("设备", "zh_Hans") == "设备"
    assert plural("设备", "en") == "设备"
