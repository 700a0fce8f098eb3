"""Exact decimals: numbers, money, percentages.

Values are ``Decimal`` everywhere and strings in JSON; never a float. Public names: DecimalType, CurrencyType, PercentType.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

import sqlalchemy as sa
from babel.numbers import list_currencies

from app.errors import Problem
from app.fieldtypes.base import Bad, Param, Shown
from app.fieldtypes.columns import DIGITS, SCALE, ExactDecimal
from app.fieldtypes.number import MAX, MIN, NumberType
from app.fieldtypes.reading import plain
from app.i18n import formats, mark
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef

OTHER_SIGNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"CNY": ("RMB", "¥", "元", "圆"), "TWD": ("NT$", "$", "元", "圓"), "HKD": ("HK$", "$", "元"), "USD": ("US$", "$"), "JPY": ("¥", "円"), "EUR": ("€",)}
)
"""What people write beside an amount, longest first; the sign of another currency is refused."""
BARE = re.compile(r"[-+0-9., ]*")
"""An amount without a currency."""


class DecimalType(NumberType):
    """An exact number with a fixed count of decimals."""

    name = "decimal"
    label = mark("Decimal")
    help = mark("An exact number with decimals: a quantity, a weight, a rate.")
    params: ClassVar[tuple[Param, ...]] = (
        Param("precision", int, 14, label=mark("Digits in all"), low=1, high=DIGITS + SCALE),
        Param("scale", int, 2, label=mark("Decimals"), low=0, high=SCALE),
        MIN,
        MAX,
    )

    def digits(self, field: FieldDef) -> tuple[int, int]:
        """(precision, scale): digits in all, digits after the point."""
        return int(field.param("precision", 14)), int(field.param("scale", 2))

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return ExactDecimal(*self.digits(field))

    def check_definition(self, field: FieldDef) -> list[Problem]:
        precision, scale = self.digits(field)
        if scale > precision:
            return [Problem("scale", _("There are more decimals than digits in all"), _("Raise the digits in all, or lower the decimals."))]
        if precision - scale > DIGITS:
            hint = _("Lower the digits in all to %(most)s.", most=DIGITS + scale)
            return [Problem("precision", _("At most %(most)s digits before the point can be kept", most=DIGITS), hint)]
        return super().check_definition(field)

    def fit(self, field: FieldDef, number: Decimal) -> Decimal:
        precision, scale = self.digits(field)
        if number and number.adjusted() >= precision - scale:
            raise Bad(_("The number is too large"), _("At most %(count)s digits may stand before the point.", count=precision - scale))
        exact = number.quantize(Decimal(1).scaleb(-scale))
        if exact != number:
            what = _("The number has too many decimals; at most %(count)s are kept", count=scale)
            raise Bad(what, _("Round it to %(rounded)s.", rounded=formats.number_text(exact)))
        return exact + 0  # no negative zero

    def to_text(self, field: FieldDef, value: Any) -> str:
        return "" if value is None else f"{value:.{self.digits(field)[1]}f}"

    def to_json(self, field: FieldDef, value: Any) -> Any:
        return None if value is None else self.to_text(field, value)

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "string", "format": "decimal", "nullable": True, "example": self.to_text(field, Decimal(0))}

    def written(self, field: FieldDef, value: Any) -> str:
        return formats.number_text(value, self.digits(field)[1])


class CurrencyType(DecimalType):
    """An amount of money in the one currency of the field."""

    name = "currency"
    label = mark("Amount of money")
    help = mark("An exact amount in one currency.")
    icon = "fa-coins"
    params = (Param("currency", str, "CNY", label=mark("Currency")), *DecimalType.params)
    width = 136

    def code(self, field: FieldDef) -> str:
        """ISO 4217 code of the currency."""
        return str(field.param("currency", "CNY"))

    def check_definition(self, field: FieldDef) -> list[Problem]:
        problems = super().check_definition(field)
        if self.code(field) not in list_currencies():
            problems.append(Problem("currency", _("There is no such currency"), _("Use a code of ISO 4217, such as CNY, USD or TWD.")))
        return problems

    def from_text(self, field: FieldDef, text: str) -> Any:
        bare = plain(text)
        if BARE.fullmatch(bare):
            return super().from_text(field, bare)
        code = self.code(field)
        for sign in (code, formats.currency_sign(code), *OTHER_SIGNS.get(code, ())):
            bare = re.sub(rf"^(-?)\s*{re.escape(sign)}|{re.escape(sign)}$", r"\1", bare, flags=re.IGNORECASE)
        return super().from_text(field, bare)

    def unit(self, field: FieldDef) -> str:
        return formats.currency_sign(self.code(field))

    def written(self, field: FieldDef, value: Any) -> str:
        return formats.money_text(value, self.code(field), self.digits(field)[1])

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        if value is None:
            return Shown(kind="empty")
        bare = formats.number_text(value, self.digits(field)[1])
        return Shown(formats.with_currency(bare, self.code(field)), kind="number", short=bare)


class PercentType(DecimalType):
    """A percentage: the value 12.5 means 12.5 %."""

    name = "percent"
    label = mark("Percentage")
    help = mark("12.5 means 12.5 %.")
    icon = "fa-percent"
    params = (Param("scale", int, 2, label=mark("Decimals"), low=0, high=4), MIN, MAX)
    width = 96

    def digits(self, field: FieldDef) -> tuple[int, int]:
        scale = int(field.param("scale", 2))
        return 6 + scale, scale

    def from_text(self, field: FieldDef, text: str) -> Any:
        return super().from_text(field, plain(text).removesuffix("%"))

    def unit(self, field: FieldDef) -> str:
        return "%"

    def written(self, field: FieldDef, value: Any) -> str:
        return formats.percent_text(value)
