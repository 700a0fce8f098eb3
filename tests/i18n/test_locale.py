"""Whose language and time zone: negotiation, fallbacks, labels."""

from __future__ import annotations

import pytest

from app.i18n import current_locale, current_timezone, default_locale, default_timezone, gettext, lazy, ngettext, use
from app.i18n.convert import to_traditional
from app.i18n.labels import text
from app.i18n.locale import closest, html_lang, negotiate, zone


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [
        ("zh-TW", "zh_Hant"),
        ("zh-HK", "zh_Hant"),
        ("zh-MO", "zh_Hant"),
        ("zh-Hant", "zh_Hant"),
        ("zh_Hant_HK", "zh_Hant"),
        ("zh-Hans-HK", "zh_Hans"),
        ("zh", "zh_Hans"),
        ("zh-CN", "zh_Hans"),
        ("zh-SG", "zh_Hans"),
        ("en-GB", "en"),
        ("EN", "en"),
        ("fr", None),
        ("", None),
        ("*", None),
        ("../../etc", None),
    ],
)
def test_a_language_tag_leads_to_the_closest_language(tag: str, wanted: str | None) -> None:
    assert closest(tag) == wanted


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh_Hant"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("en;q=0.3,zh-CN;q=0.7", "zh_Hans"),
        ("zh;q=0,en;q=0.1", "en"),
        ("fr", "zh_Hans"),
        ("", "zh_Hans"),
        (None, "zh_Hans"),
        (";;q=,,=,zh-HK;q=abc", "zh_Hant"),
        ("en," * 5000, "en"),
    ],
)
def test_a_browsers_preference_is_followed(header: str | None, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFAULT_LOCALE", "zh_Hans")
    assert negotiate(header) == wanted


def test_the_installation_says_what_holds_where_nobody_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFAULT_LOCALE", "zh-TW")
    monkeypatch.setenv("DEFAULT_TIMEZONE", "Asia/Taipei")
    with use(None):
        assert current_locale() == "zh_Hant"
    assert default_timezone() == "Asia/Taipei"
    monkeypatch.setenv("DEFAULT_LOCALE", "klingon")
    monkeypatch.setenv("DEFAULT_TIMEZONE", "Mars/Olympus")
    with pytest.raises(ValueError, match="klingon"):
        default_locale()
    with pytest.raises(ValueError, match="Olympus"):
        default_timezone()


def test_use_ends_with_its_block_and_keeps_the_time_zone() -> None:
    with use("zh_Hans", "Asia/Shanghai"):
        with use("en"):
            assert (current_locale(), current_timezone().key) == ("en", "Asia/Shanghai")
        with use("zh_Hant", "No/Where"):
            assert current_timezone().key == default_timezone()
        assert current_locale() == "zh_Hans"
    assert (current_locale(), current_timezone().key) == ("en", "UTC")


def test_no_name_of_a_time_zone_reaches_a_file() -> None:
    assert zone("Asia/Shanghai") is not None
    for name in ("", "../../etc/passwd", "/etc/localtime", "Asia", "a\x00b", "X" * 5000):
        assert zone(name) is None


def test_texts_follow_the_reader() -> None:
    late = lazy("Save")
    with use("zh_Hans"):
        assert gettext("Save") == "保存"
        assert str(late) == f"{late}" == "保存"
        assert ngettext("Field must be at least %(min)d character long.", "Field must be at least %(min)d characters long.", 3, min=3) == "至少需要 3 个字符。"
    with use("zh_Hant"):
        assert gettext("Save") == "儲存"
    with use("en"):
        assert str(late) == "Save"
        assert late == "Save"
    assert gettext("") == ""


def test_html_says_its_language() -> None:
    assert html_lang("zh_Hant") == "zh-Hant"
    with use("zh_Hans"):
        assert html_lang() == "zh-Hans"


def test_a_label_falls_back_from_language_to_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFAULT_LOCALE", "zh_Hans")
    full = {"en": "Lead", "zh_Hans": "线索", "zh_Hant": "潛在客戶"}
    assert [text(full, locale) for locale in ("en", "zh_Hans", "zh_Hant")] == ["Lead", "线索", "潛在客戶"]
    assert text({"en": "Lead", "zh_Hans": "线索"}, "zh_Hant") == "線索"
    assert text({"en": "Lead"}, "zh_Hans") == "Lead"
    assert text({"zh_Hans": "线索"}, "en") == "线索"
    assert text({"zh_Hant": "線索"}, "en") == "線索"
    assert text({"*": "VIP 客户"}, "zh_Hant") == "VIP 客户"
    assert text({"*": "VIP", "en": "Very"}, "en") == "Very"
    assert text({}, "en", fallback="lead") == text({"en": ""}, "en", fallback="lead") == "lead"


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("权限", "權限"),
        ("账号", "帳號"),
        ("质量", "品質"),
        ("30 天后", "30 天後"),
        ("类型", "類型"),
        ("设备部", "設備部"),
        ("循环次数", "循環次數"),
        ("回款计划", "回款計畫"),
        ("账龄", "帳齡"),
        ("联系人", "聯絡人"),
        ("审批通过", "審批通過"),
        ("统一社会信用代码", "統一社會信用代碼"),
        ("织台", "織台"),
        ("%(count)s 个字段 <b>", "%(count)s 個欄位 <b>"),
        ("Only English 123", "Only English 123"),
    ],
)
def test_labels_become_traditional_in_taiwans_words(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified) == traditional
