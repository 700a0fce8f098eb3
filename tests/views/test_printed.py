"""What is printed by pieces is what the macros print, to the letter, whatever the values say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from app.fieldtypes.base import Shown
from app.i18n.locale import current_locale, use
from app.views.pages import Column, ListRow
from app.views.pieces import Sample, cut, filled, hole
from app.views.printed import Printer
from tests.views.conftest import printing_app
from tests.views.samples import HOSTILE

KINDS = ("text", "long", "number", "time", "badge", "badges", "link", "person", "department", "record", "boolean", "empty")
NASTY = (
    HOSTILE,
    "0",
    "%s",
    "%(text)s%",
    "{{ 7*7 }}{% raw %}",
    "{0}{}",
    hole("text"),
    hole("first") + "%",
    "\ue000text\ue001",
    "a\x1fb",
    "\x1f",
    "\x00",
    "一二",
    "𠮷野",
    " ",
)
texts = st.one_of(st.just(""), st.sampled_from(NASTY), st.text(max_size=24))
colors = st.one_of(st.sampled_from(("", "gray", "green", "teal")), texts)
hrefs = st.one_of(st.sampled_from(("", "/o/lead/show/1", "https://example.com/?a=1&b=%20", "http", "mailto:a@example.com", "javascript:x")), texts)
items = st.lists(st.builds(Shown, text=texts, kind=st.just("badge"), color=colors), max_size=14).map(tuple)
values = st.builds(Shown, text=texts, kind=st.sampled_from(KINDS), color=colors, href=hrefs, title=texts, short=texts, items=st.one_of(st.just(()), items))
columns = st.builds(
    Column, st.just("x"), texts, st.sampled_from(("", "end")), is_title=st.booleans(), card=st.sampled_from(("title", "badge", "wide", "row", "end", "hide"))
)
checked = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def macro(printer: Flask) -> Callable[[str, str], Callable[..., str]]:
    """A macro of a template, called as templates call it."""
    return lambda template, name: getattr(printer.jinja_env.get_template(template).module, name)


@pytest.fixture(scope="module")
def printing(printer: Flask) -> Printer:
    return Printer(printer.jinja_env)


@checked
@given(st.lists(values, max_size=4), st.sampled_from(("list", "record", "badge")))
@example([Shown("0", "number", short=HOSTILE), Shown("7", "number", short=HOSTILE)], "list")
@example([Shown(HOSTILE, "person", HOSTILE), Shown("%s", "person", "blue")], "list")
def test_a_value_by_pieces_is_the_value_of_the_macro(macro, printing: Printer, shown: list[Shown], place: str) -> None:
    show = macro("fields/show.html", "value")
    for one in shown:
        made = printing.value(one, place)
        assert isinstance(made, Markup)
        assert str(made) == str(show(one, place))


@checked
@given(st.lists(columns, min_size=1, max_size=3), st.lists(st.tuples(st.lists(values, min_size=3, max_size=3), hrefs, texts), max_size=4))
def test_rows_of_a_related_list_are_those_of_the_macro(macro, printing: Printer, heads: list[Column], found: list) -> None:
    rows = tuple(ListRow(n + 1, tuple(cells[: len(heads)]), href, title) for n, (cells, href, title) in enumerate(found))
    cell = macro("record/cells.html", "cell")
    wanted = "".join(f"<tr>{''.join(str(cell(c, s, row)) for c, s in zip(heads, row.cells, strict=True))}</tr>" for row in rows)
    assert str(printing.plain_rows(heads, rows)) == wanted


def test_words_of_the_macros_are_in_the_language_of_the_reader() -> None:
    app = printing_app()
    app.jinja_env.install_gettext_callables(lambda text: f"{current_locale()}: {text}", str, newstyle=True)  # type: ignore[attr-defined]
    made = Printer(app.jinja_env)
    columns, rows = (Column("x", "X", is_title=True),), (ListRow(1, (Shown(kind="empty"),)),)
    for locale in ("zh_Hans", "en", "zh_Hans"):
        with use(locale):
            assert f"{locale}: (no name)" in made.plain_rows(columns, rows)


def test_a_question_that_nobody_foresaw_is_an_error_not_a_guess() -> None:
    for ask in (lambda s: s[1], lambda s: s[1:3], lambda s: s.startswith("mailto:")):
        with pytest.raises(NotImplementedError):
            ask(Sample("text"))


def test_pieces_are_filled_with_texts_only() -> None:
    pieces = cut(f"<b>100%{hole('a')}</b>{hole('b')}")
    assert pieces.names == ("a", "b")
    assert filled(pieces.format, ["<i>%s", "x\x1fy"]) == "<b>100%&lt;i&gt;%s</b>x\x1fy"
    assert filled("plain %%", []) == "plain %"
    assert cut(f"{hole('a')}-{hole('b')}", a="<%>" + hole("b")).format == f"&lt;%%&gt;{hole('b')}-%s"
