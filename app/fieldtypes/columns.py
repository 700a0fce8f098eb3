"""Column types that hold and compare the same values on SQLite and PostgreSQL.

SQLite has neither exact decimals nor moments in time: decimals are kept there as whole millionths, which sort, compare and add up exactly and need no
new data when a field gets more decimals; moments are kept in UTC. Public names: ExactDecimal, UtcDateTime, ChoiceSet, SCALE, DIGITS.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

SCALE = 6
"""Most decimals of a number: SQLite keeps millionths."""
DIGITS = 12
"""Most digits before the point: twelve and six fit into a 64-bit integer."""


class ExactDecimal(sa.types.TypeDecorator[Decimal]):
    """Decimal with at most DIGITS digits before and SCALE after the point: NUMERIC, on SQLite BIGINT in millionths.

    Comparisons, ORDER BY, sum, min and max work in SQL; multiply only by ``sa.literal`` of another type.
    """

    impl = sa.Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale
        self._unit = Decimal(1).scaleb(-scale)

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.BigInteger())
        return dialect.type_descriptor(sa.Numeric(self.precision, self.scale))

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | int | None:
        if value is None or dialect.name != "sqlite":
            return value
        return int(Decimal(value).scaleb(SCALE).to_integral_value())

    def process_literal_param(self, value: Decimal | int | None, dialect: Dialect) -> str:
        return "NULL" if value is None else str(self.process_bind_param(value, dialect))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        exact = Decimal(value).scaleb(-SCALE) if dialect.name == "sqlite" else Decimal(value)
        return exact.quantize(self._unit)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, stored and returned in UTC. A naive one raises ValueError: nobody can tell when it was."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ChoiceSet(sa.types.TypeDecorator[tuple[str, ...]]):
    """Several option values as text, ``|a|b|``: in alphabetical order, so that equal sets are equal texts; found by ``LIKE '%|a|%'``."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | str | None, dialect: Dialect) -> str | None:
        if value is None or isinstance(value, str):  # a str is the pattern of a LIKE
            return value
        return f"|{'|'.join(sorted(set(value)))}|" if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return tuple(part for part in value.split("|") if part) if value else None
