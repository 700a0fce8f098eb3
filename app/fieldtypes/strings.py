"""What all types that hold text have in common: length, search inside, plain printing.

Public names: StringType.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.fieldtypes.base import Bad, FieldType, Shown
from app.fieldtypes.reading import LONGEST_PATTERN, clean, expected
from app.i18n import gettext as _
from app.i18n import ngettext
from app.metadata.definitions import FieldDef


class StringType(FieldType):
    """A text of limited length. A child says in ``read`` which texts it takes and how it writes them."""

    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "contains", "starts", "null")
    longest: ClassVar[int] = 255
    """Length of the column, characters, where no param says it."""

    def length(self, field: FieldDef) -> int:
        """The most characters a value may have."""
        return int(field.param("max_length", self.longest))

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return sa.String(self.length(field))

    def read(self, field: FieldDef, text: str) -> str:
        """The value for a clean, non-empty text. Raises Bad."""
        return text

    def from_text(self, field: FieldDef, text: str) -> Any:
        cleaned = clean(text)
        return self.read(field, cleaned) if cleaned else None

    def to_text(self, field: FieldDef, value: Any) -> str:
        return "" if value is None else str(value)

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise expected(_("a text"), raw, _("Put the value in quotation marks."))
        return self.from_text(field, raw)

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.length(field), "nullable": True}

    def check_value(self, field: FieldDef, value: Any, before: Any = None) -> list[tuple[str, str]]:
        most, surplus = self.length(field), len(value) - self.length(field)
        if surplus <= 0:
            return []
        what = _("The text has %(count)s characters; at most %(most)s are allowed", count=len(value), most=most)
        return [(what, ngettext("Shorten it by %(num)s character.", "Shorten it by %(num)s characters.", surplus))]

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        return Shown(value) if value else Shown(kind="empty")

    def operand(self, field: FieldDef, operator: str, text: str) -> Any:
        if operator not in self.operators or operator not in ("contains", "starts"):
            return super().operand(field, operator, text)
        pattern = self.pattern(clean(text, lines=True))
        if not pattern:
            raise Bad(_("There is nothing to search for"), _("Type at least one character."))
        if len(pattern) > LONGEST_PATTERN:
            raise Bad(_("The text to search for is too long"), _("Use at most %(most)s characters.", most=LONGEST_PATTERN))
        return pattern

    def operand_of_json(self, field: FieldDef, operator: str, raw: Any) -> Any:
        if operator in ("contains", "starts") and isinstance(raw, str):
            return self.operand(field, operator, raw)
        return super().operand_of_json(field, operator, raw)

    def pattern(self, text: str) -> str:
        """What is looked for inside stored values when a person searches for this text."""
        return text

    def needles(self, field: FieldDef, operand: str) -> tuple[str, ...]:
        return (operand,)

    def clause(self, field: FieldDef, column: Any, operator: str, operand: Any) -> ColumnElement[bool]:
        match operator:
            case "contains":
                return cast("ColumnElement[bool]", column.icontains(operand, autoescape=True))
            case "starts":
                return cast("ColumnElement[bool]", column.istartswith(operand, autoescape=True))
            case _:
                return super().clause(field, column, operator, operand)
