"""Whole numbers, and what all numbers share: reading them, order, bounds.

Public names: NumberType, IntegerType, number_of, MIN, MAX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import sqlalchemy as sa

from app.errors import Problem
from app.fieldtypes.base import Bad, FieldType, Param, Shown
from app.fieldtypes.reading import expected, plain, short
from app.i18n import formats, mark
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef

NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?")
MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
LARGEST_INTEGER = 2**63 - 1
LONGEST = 60
"""Characters of a number's text, signs and separators included."""
JSON_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
MIN = Param("min", object, label=mark("Smallest value"))
MAX = Param("max", object, label=mark("Largest value"))


def number_of(text: str) -> Decimal | None:
    """The number a person wrote, ``1,234.50``, ``１２８万``, ``٣٫٥``; None for no text. Raises Bad."""
    written = re.sub(r"[\s']", "", plain(text))
    factor = MYRIADS.get(written[-1:], 1)
    digits = written[:-1] if factor > 1 else written
    if not written:
        return None
    if len(digits) > LONGEST or not NUMBER.fullmatch(digits) or not re.search(r"\d", digits):
        raise Bad(_('"%(text)s" is not a number', text=short(text)), _("Write it like 1234.5 or 1,234.50."))
    return Decimal(digits.replace(",", "")) * factor


class NumberType(FieldType):
    """What all numbers share: order, bounds, right alignment."""

    icon = "fa-hashtag"
    group = "number"
    operators = ("eq", "ne", "lt", "le", "gt", "ge", "in", "null")
    params: ClassVar[tuple[Param, ...]] = (MIN, MAX)
    widget = "number"
    align = "end"
    width = 112
    example: ClassVar[str] = "1234.50"

    def fit(self, field: FieldDef, number: Decimal) -> Any:
        """The value as the column holds it. Raises Bad for one that it cannot hold."""
        raise NotImplementedError

    def from_text(self, field: FieldDef, text: str) -> Any:
        number = number_of(text)
        return None if number is None else self.fit(field, number)

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        if raw is None:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
            raise expected(_("a number"), raw, _("Write it like %(example)s.", example=self.example))
        return self.fit(field, self._exact(raw))

    @staticmethod
    def _exact(raw: int | float | str | Decimal) -> Decimal:
        if isinstance(raw, str) and not (len(raw) <= LONGEST and raw.isascii() and JSON_NUMBER.fullmatch(raw)):
            raise Bad(_('"%(text)s" is not a number', text=short(raw)), _("Write digits and a point only, such as 1234.50."))
        try:
            number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
        except (InvalidOperation, ValueError):
            number = Decimal("NaN")
        if not number.is_finite() or number.adjusted() > LONGEST:
            raise Bad(_("The number is too large"), _("Write a smaller number."))
        return number

    def check_definition(self, field: FieldDef) -> list[Problem]:
        problems = list(self._bound_problems(field))
        low, high = self._bound(field, "min"), self._bound(field, "max")
        if low is not None and high is not None and low > high:
            problems.append(Problem("min", _("The smallest value is larger than the largest"), _("Exchange the two.")))
        return problems

    def _bound_problems(self, field: FieldDef) -> Iterator[Problem]:
        for name in ("min", "max"):
            try:
                self.from_json(field, field.param(name))
            except Bad as bad:
                yield Problem(name, bad.what, bad.hint)

    def _bound(self, field: FieldDef, name: str) -> Any:
        try:
            return self.from_json(field, field.param(name))
        except Bad:  # named by check_definition
            return None

    def check_value(self, field: FieldDef, value: Any, before: Any = None) -> list[tuple[str, str]]:
        low, high = self._bound(field, "min"), self._bound(field, "max")
        if low is not None and value < low:
            return [(_("The value is smaller than %(bound)s", bound=self.written(field, low)), self._range(field, low, high))]
        if high is not None and value > high:
            return [(_("The value is larger than %(bound)s", bound=self.written(field, high)), self._range(field, low, high))]
        return []

    def _range(self, field: FieldDef, low: Any, high: Any) -> str:
        if low is None:
            return _("Enter at most %(high)s.", high=self.written(field, high))
        if high is None:
            return _("Enter at least %(low)s.", low=self.written(field, low))
        return _("Enter a value from %(low)s to %(high)s.", low=self.written(field, low), high=self.written(field, high))

    def written(self, field: FieldDef, value: Any) -> str:
        """The value as a person reads it, with its unit."""
        raise NotImplementedError

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        return Shown(kind="empty") if value is None else Shown(self.written(field, value), kind="number")


class IntegerType(NumberType):
    """A whole number of at most 64 bits."""

    name = "integer"
    label = mark("Whole number")
    help = mark("A count or a number without decimals.")
    example = "1234"

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return sa.BigInteger()

    def fit(self, field: FieldDef, number: Decimal) -> int:
        if number != number.to_integral_value():
            raise Bad(_("This field takes whole numbers only"), _("Leave the decimals out."))
        if abs(number) > LARGEST_INTEGER:
            raise Bad(_("The number is too large"), _("Write a smaller number."))
        return int(number)

    def to_text(self, field: FieldDef, value: Any) -> str:
        return "" if value is None else str(value)

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "integer", "format": "int64", "nullable": True}

    def written(self, field: FieldDef, value: Any) -> str:
        return formats.number_text(value)
