"""Order and the place in it: what a list is sorted by, and where the next page begins.

Empty values come last, whichever way a column is sorted, on every database; the id settles ties. A cursor is the sort values of a row, opaque to
programs and only good for the order it was made for; people may write one plainly, values and id parted by commas: ``2026-07-02 12:00:00,500000``.
Public names: SortKey, sort_keys, turned, order_by, encode, decode, beyond, stretches, place_binds.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.errors import MalformedRequest
from app.fieldtypes.columns import ExactDecimal, UtcDateTime
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef
from app.records.fields import resolved
from app.records.joins import Joins

LONGEST = 4000
"""Characters of a cursor."""
LARGEST = 2**63 - 1
MADE_HERE = "Wy"
"""How the base64 of a cursor made by ``encode`` begins, which holds no comma."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """One expression of ORDER BY."""

    expression: Any
    descending: bool
    kind: str
    """Tag of its values in a cursor: i, n, s, d, t, m (integer, decimal, text, day, time, moment)."""
    nullable: bool = True
    empty_first: bool = False
    """Of an order that is read backwards."""
    name: str = ""
    """API name of the field whose very value it is; empty for what is worked out of one."""


KINDS = {"integer": "i", "date": "d", "time": "t", "datetime": "m", "decimal": "n", "currency": "n", "percent": "n"}
TYPES: Mapping[str, Any] = {"i": sa.BigInteger(), "n": ExactDecimal(18, 6), "s": sa.String(), "d": sa.Date(), "t": sa.Time(), "m": UtcDateTime()}
PLACE = "fl_p"
"""Beginning of the names of the parameters that hold a place."""
NEVER_EMPTY = ("id", "created_at", "changed_at", "version")


def sort_keys(joins: Joins, sort: Sequence[tuple[str, bool]]) -> list[SortKey]:
    """The expressions of an order, the id last. A reference is sorted by its label, a choice by the order of its options."""
    keys: list[SortKey] = []
    for name, descending in sort:
        field = resolved(joins.ws, joins.definition, name)
        if field is not None:
            keys.extend(_keys(joins, field, descending))
    if not any(name == "id" for name, _descending in sort):
        keys.append(SortKey(joins.model.id, sort[0][1] if sort else True, "i", False, name="id"))
    return keys


def _keys(joins: Joins, field: FieldDef, descending: bool) -> list[SortKey]:
    kind = type_of(field)
    if kind.reference:
        target = joins.target(field)
        if not target.names:
            return [SortKey(target.id, descending, "i")]
        return [SortKey(name, descending, _kind_of(name.type)) for name in target.names]
    column = joins.model.columns[field.name]
    if kind.has_options:
        places = {option.value: place for place, option in enumerate(field.options)}
        return [SortKey(sa.case(places, value=column, else_=None), descending, "i")] if places else []
    if kind.name == "boolean":  # compared as a number: SQLAlchemy knows no less-than of true
        return [SortKey(sa.case((column.is_(True), 1), (column.is_(False), 0), else_=None), descending, "i")]
    return [SortKey(column, descending, KINDS.get(kind.name, "s"), field.name not in NEVER_EMPTY, name=field.name)]


def _kind_of(column_type: sa.types.TypeEngine[Any]) -> str:
    return "i" if isinstance(column_type, sa.Integer) else "s"


def turned(keys: Sequence[SortKey]) -> list[SortKey]:
    """The same order, backwards."""
    return [replace(key, descending=not key.descending, empty_first=not key.empty_first) for key in keys]


def order_by(keys: Sequence[SortKey]) -> list[ColumnElement[Any]]:
    """ORDER BY of the keys. A place of NULLs only where there can be empty values, so that other columns can use their index."""
    made = []
    for key in keys:
        ordered = sa.desc(key.expression) if key.descending else sa.asc(key.expression)
        made.append((ordered.nulls_first() if key.empty_first else ordered.nulls_last()) if key.nullable else ordered)
    return made


def beyond(keys: Sequence[SortKey], values: Sequence[Any], first: int = 0) -> ColumnElement[bool]:
    """The rows that come after the one with these sort values, whose place is held by parameters (``place_binds``; ``first``: number of the first one).
    Where an index can follow the order, it is one comparison of rows, which begins at the place; otherwise a chain of ORs."""
    pairs = enumerate(zip(keys, values, strict=True), first)
    held = [None if value is None else sa.bindparam(f"{PLACE}{place}", None, TYPES[key.kind]) for place, (key, value) in pairs]
    if len(keys) > 1 and not any(key.nullable for key in keys) and len({key.descending for key in keys}) == 1:
        here, there = sa.tuple_(*(key.expression for key in keys)), sa.tuple_(*held)
        return here < there if keys[0].descending else here > there
    ways = []
    equal: list[ColumnElement[bool]] = []
    for key, value in zip(keys, held, strict=True):
        if value is not None:
            after = key.expression < value if key.descending else key.expression > value
            ways.append(sa.and_(*equal, sa.or_(after, key.expression.is_(None)) if key.nullable and not key.empty_first else after))
        elif key.empty_first:
            ways.append(sa.and_(*equal, key.expression.is_not(None)))
        equal.append(key.expression.is_(None) if value is None else key.expression == value)
    return sa.or_(sa.false(), *ways)


def stretches(keys: Sequence[SortKey], values: Sequence[Any] | None) -> list[tuple[tuple[ColumnElement[bool], ...], list[SortKey]]]:
    """An order by one column that may be empty and the id, in the stretches that an index follows, whichever way it is declared: (conditions, order) of
    the rows that have a value and of those that have none, as they come; with a place only what is beyond it."""
    by, ties = keys
    with_value = [replace(by, nullable=False), ties]
    there: tuple[ColumnElement[bool], ...] = (by.expression.is_not(None),)
    empty: tuple[ColumnElement[bool], ...] = (by.expression.is_(None),)
    if values is None:
        found = [(there, with_value), (empty, [ties])]
        return found[::-1] if by.empty_first else found
    if values[0] is None:
        rest = [(there, with_value)] if by.empty_first else []
        return [((*empty, beyond([ties], values[1:], 1)), [ties]), *rest]
    rest = [] if by.empty_first else [(empty, [ties])]
    return [((*there, beyond(with_value, values)), with_value), *rest]


def place_binds(values: Sequence[Any]) -> dict[str, Any]:
    """The parameters of ``beyond``."""
    return {f"{PLACE}{place}": value for place, value in enumerate(values) if value is not None}


def encode(sort: Sequence[tuple[str, bool]], values: Sequence[Any]) -> str:
    """The cursor for the row with these sort values."""
    written = [value.isoformat() if isinstance(value, date | time) else str(value) if isinstance(value, Decimal) else value for value in values]
    raw = json.dumps([_order(sort), written], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode(cursor: str, sort: Sequence[tuple[str, bool]], keys: Sequence[SortKey]) -> list[Any]:
    """The sort values of a cursor. Raises: MalformedRequest for what fits this order in neither form."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError
        if "," in cursor or not cursor.startswith(MADE_HERE):
            return _plainly(cursor, keys)
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        order, written = raw
        if order != _order(sort) or not isinstance(written, list) or len(written) != len(keys):
            raise ValueError
        return [_value(key, value) for key, value in zip(keys, written, strict=True)]
    except (ValueError, TypeError, RecursionError, InvalidOperation, binascii.Error) as error:
        raise MalformedRequest(_("The place in the list cannot be read; it begins again from the first page.")) from error


def _plainly(cursor: str, keys: Sequence[SortKey]) -> list[Any]:
    """The values as a person writes them; an empty one is no value, a moment without a zone is UTC. Only the first may contain commas."""
    parts = cursor.rsplit(",", len(keys) - 1)
    return [_value(key, _unplain(key, part)) for key, part in zip(keys, parts, strict=True)]


def _unplain(key: SortKey, part: str) -> Any:
    if not part:
        return None
    if key.kind == "i":
        return int(part)
    if key.kind == "m":
        moment = datetime.fromisoformat(part.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
    return part


def _order(sort: Sequence[tuple[str, bool]]) -> str:
    return ",".join(f"-{name}" if descending else name for name, descending in sort)


def _value(key: SortKey, written: Any) -> Any:
    if written is None:
        if not key.nullable:
            raise ValueError
        return None
    if key.kind == "i":
        if not isinstance(written, int) or abs(written) > LARGEST:
            raise ValueError
        return int(written)
    if not isinstance(written, str) or "\x00" in written:
        raise ValueError
    match key.kind:
        case "n":
            return _decimal(written)
        case "d":
            return date.fromisoformat(written)
        case "t":
            return time.fromisoformat(written)
        case "m":
            return _moment(written)
        case _:
            written.encode()  # a lone surrogate is a ValueError here, not in the driver
            return written


def _decimal(written: str) -> Decimal:
    number = Decimal(written)
    if not number.is_finite() or abs(number) >= 10**12:
        raise ValueError
    return number


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError
    return moment
