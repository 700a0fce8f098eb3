"""Text of one line and of many.

Public names: TextType, TextareaType.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.fieldtypes.base import Param, Shown
from app.fieldtypes.codes import FORMATS
from app.fieldtypes.reading import clean
from app.fieldtypes.strings import StringType
from app.i18n import mark
from app.metadata.definitions import FieldDef


class TextType(StringType):
    """One line of text: names, titles, codes of fixed form."""

    name = "text"
    label = mark("Text")
    help = mark("One line: a name, a title, a code.")
    icon = "fa-font"
    params = (
        Param("max_length", int, 255, label=mark("Most characters"), low=1, high=4000),
        Param("format", str, label=mark("Form of the text"), choices=tuple(FORMATS)),
    )
    may_be_title = True
    width = 200

    def read(self, field: FieldDef, text: str) -> str:
        form = FORMATS.get(field.param("format"))
        return form(text) if form else text


class TextareaType(StringType):
    """Text of many lines."""

    name = "textarea"
    label = mark("Long text")
    help = mark("Several lines: a description, a note.")
    icon = "fa-align-left"
    params = (Param("max_length", int, 20_000, label=mark("Most characters"), low=1, high=100_000),)
    longest = 20_000
    operators = ("contains", "null")
    sortable = False
    may_be_unique = False
    widget = "textarea"
    wide = True
    width = 240

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return sa.Text()

    def from_text(self, field: FieldDef, text: str) -> Any:
        return clean(text, lines=True) or None

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        return Shown(value, kind="long") if value else Shown(kind="empty")
