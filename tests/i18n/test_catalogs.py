"""The catalogs: what the check finds, how an update behaves, reading without compiled files."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from app.i18n import catalogs, texts
from app.i18n.extraction import template
from app.i18n.package_labels import missing_labels
from app.i18n.placeholders import faults


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    """The texts of the real code, looked for once: it takes seconds."""
    return template()


@pytest.fixture
def own_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extracted: Catalog) -> Path:
    """A folder for catalogs of the test's own, with the extraction of the real code."""
    monkeypatch.setattr(catalogs, "template", lambda: deepcopy(extracted))
    root = tmp_path / "translations"
    root.mkdir()
    monkeypatch.setattr(catalogs, "ROOT", root)
    return root


def test_the_template_has_the_texts_of_fab_and_wtforms(extracted: Catalog) -> None:
    for msgid in ("Database Error", "Are you sure you want to delete this item?", "Not a valid week value.", "There is nothing to search for"):
        assert extracted.get(msgid) is not None, msgid


def test_every_text_is_translated(extracted: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogs, "template", lambda: extracted)
    assert catalogs.check() == []


def test_an_update_fills_traditional_from_simplified_and_changes_nothing_twice(own_root: Path) -> None:
    catalogs.update()
    simplified = catalogs.load("zh_Hans")
    simplified["Save"].string = "保存权限"
    catalogs._write(simplified, catalogs.path_of("zh_Hans"))
    catalogs.update()
    assert catalogs.load("zh_Hant")["Save"].string == "儲存權限"
    before = [catalogs.path_of(locale).read_bytes() for locale in catalogs.TRANSLATED]
    catalogs.update()
    assert [catalogs.path_of(locale).read_bytes() for locale in catalogs.TRANSLATED] == before


def test_the_check_names_what_is_missing_and_what_is_left_over(own_root: Path) -> None:
    catalogs.update()
    stale = catalogs.load("zh_Hans")
    stale.add("Nobody says this", "没人说")
    stale["Save"].string = "保存"
    stale["Save"].flags.add("fuzzy")
    stale.delete("Back")
    catalogs._write(stale, catalogs.path_of("zh_Hans"))
    lines = "\n".join(catalogs.check())
    assert "'Nobody says this' is used nowhere" in lines
    assert re.search(r"'Back' \(.*\) is not in the catalog", lines)
    assert "zh_Hans: 'Save'" in lines
    assert "zh_Hans: 'Search'" in lines


@pytest.mark.parametrize(
    ("msgid", "msgstr", "place", "fault"),
    [
        ("Hello %(name)s", "您好 %(name)s", "a.py", ""),
        ("Hello %(name)s", "您好", "a.py", "lost"),
        ("Hello", "您好 %(name)s", "a.py", "lacks"),
        ("100 % of %(name)s", "%(name)s 的 100 %", "a.py", "breaks"),
        ("50% off", "五折", "a.html", "breaks"),
        ("50 % off", "五折", "a.py", ""),
        (("%(num)s row", "%(num)s rows"), ("%(num)s 行",), "a.html", ""),
    ],
)
def test_placeholders_must_fit(msgid: str, msgstr: str, place: str, fault: str) -> None:
    found = list(faults(Message(msgid, locations=[(place, 1)]), Message(msgid, msgstr)))
    assert (fault in found[0]) if fault else not found


def test_a_label_of_a_package_without_chinese_is_named(tmp_path: Path) -> None:
    (tmp_path / "lead.yaml").write_text(
        "name: lead\nlabel: {en: Lead}\nlabel_plural: Leads\nfields:\n- {name: a, label: {en: A, zh_Hans: 甲}, options: [{value: x, label: {zh_Hans: 乙}}]}\n",
        "utf-8",
    )
    assert missing_labels(tmp_path) == ["lead.yaml: label has no text in zh_Hans", "lead.yaml: fields.a.options.x.label has no text in en"]


def test_a_catalog_is_read_from_its_source_when_it_is_not_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "ROOT", tmp_path)
    texts.translations.cache_clear()
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Save"\nmsgstr "留下"\n', "utf-8")
    try:
        assert texts.translations("zh_Hans").gettext("Save") == "留下"
        assert texts.translations("en").gettext("Save") == "Save"
    finally:
        texts.translations.cache_clear()


def test_the_command_wants_to_know_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogs.main([]) == 2
    assert "update | check | compile" in capsys.readouterr().err


def test_compiled_catalogs_are_what_readers_get(own_root: Path) -> None:
    catalogs.update()
    assert catalogs.compile_all()
    assert catalogs.path_of("zh_Hant").with_suffix(".mo").exists()
