"""The values of a record page by pieces are those of the macros, whatever they say; what stands around them is printed once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings

from app.fieldtypes.base import Shown
from app.views.pages import RecordPage, Value, ValueSection
from app.views.printed import Printer
from app.views.printed_record import RecordPrinter
from tests.views.samples import HOSTILE, record_page
from tests.views.test_printed import values

AROUND = record_page(HOSTILE)


@pytest.fixture(scope="module")
def printing(printer: Flask) -> RecordPrinter:
    return RecordPrinter(printer.jinja_env, Printer(printer.jinja_env))


def page_with(shown: Shown, pieces: dict[str, object] | None) -> RecordPage:
    one = Value(HOSTILE, shown, "100 % of %s", wide=True)
    sections = (ValueSection(HOSTILE, (one, *AROUND.sections[0].values[:3]), "basic"), ValueSection("", (one,)))
    return replace(AROUND, sections=sections, highlights=(one,), system=(one,), pieces=pieces)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values, values)
@example(Shown("50%"), Shown(kind="empty"))
@example(Shown("%s %(x)s"), Shown(HOSTILE, "person", "blue"))
def test_values_by_pieces(printing: RecordPrinter, one: Shown, other: Shown) -> None:
    kept: dict[str, object] = {}
    for shown in (one, other):
        for name in ("highlights", "sections", "ownership"):
            made = getattr(printing, name)(page_with(shown, kept))
            assert made == getattr(printing, name)(page_with(shown, None))
            assert "<script>" not in made
            wanted = printing._values.value(shown, "record") if shown.text or shown.items else '<span class="fl-mut">—</span>'
            assert f"<dd>{wanted}</dd>" in made
    assert set(kept) == {"highlights", "sections", "ownership"}
