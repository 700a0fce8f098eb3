"""An input by pieces is the input of the macro, to the letter, whatever stands in it."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from app.views.pages import FormField, Option
from app.views.pieces import hole
from app.views.printed_inputs import CHOOSING, InputPrinter
from tests.views.samples import HOSTILE, form_page

NASTY = (HOSTILE, "", "%s", "%(value)s%", "{{ 7*7 }}", hole("value"), "a\x1fb", "\nfirst line", " ")
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))
FIELDS = [one for section in form_page().sections for one in section.fields if one.widget not in CHOOSING or one.read_only]


@pytest.fixture(scope="module")
def printing(printer: Flask) -> InputPrinter:
    return InputPrinter(printer.jinja_env)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(FIELDS), st.lists(st.tuples(texts, texts), min_size=1, max_size=4), st.booleans())
@example(FIELDS[1], [("7", ""), ("", ""), ("7", HOSTILE)], False)
def test_a_text_fills_its_hole(printing: InputPrinter, field: FormField, filling: list[tuple[str, str]], fixed: bool) -> None:
    field = field._replace(errors=(), read_only=fixed, pieces={})
    for value, label in filling:
        one = field._replace(value=value, selected_label=label)
        made = printing.row(one)
        assert isinstance(made, Markup)
        assert str(made) == str(printing.row(one._replace(pieces=None)))
    assert field.pieces


def test_an_input_with_choices_is_kept_whole(printing: InputPrinter) -> None:
    options = (Option("a", HOSTILE, "teal", selected=True), Option("b", "B", active=False))
    for widget in sorted(CHOOSING):
        for required in (False, True):
            field = FormField("one", HOSTILE, widget, "a", options=options, required=required, help="x", pieces={})
            wanted = printing.row(field._replace(pieces=None))
            assert [printing.row(field), printing.row(field)] == [wanted, wanted]
            assert "<script>" not in wanted


def test_errors_are_never_kept(printing: InputPrinter) -> None:
    field = FormField("one", "One", value="x", pieces={})
    assert "wrong" in printing.row(field._replace(errors=("wrong",)))
    assert field.pieces == {}
    assert "wrong" not in printing.row(field)
