"""What present records say against a change: those without a value when a field becomes required, those that share one when it becomes unique.

Reads only; every answer names at most SHOWN rows. Records in the bin do not count. Public names: Offending, without_value,
sharing_value, has_value, exists, rows_with_value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from app.fieldtypes.base import Types
from app.metadata.definitions import FieldDef, ObjectDef
from app.models.tables import column_of, system_columns

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Offending:
    """How many records break a rule, and the first of them."""

    count: int
    rows: tuple[tuple[int, str], ...] = ()
    """(id, title) of at most SHOWN records."""

    def named(self, titled: bool = True) -> str:
        """The rows in words: ``#3 华信科技, #8 Acme``; without titles for whom the records are hidden from."""
        text = ", ".join(f"#{number} {title if titled else ''}".rstrip() for number, title in self.rows)
        return f"{text} …" if self.count > len(self.rows) else text


def without_value(connection: Connection, definition: ObjectDef, field: FieldDef, types: Types) -> Offending:
    """Live records whose field is empty; all of them when the column is not there yet. ``definition`` is the one before the change."""
    table = _table(definition, types)
    known = next((f for f in definition.fields if f.id == field.id), None)
    return _offending(connection, definition, types, _Rows(table, table.c[known.column].is_(None) if known else sa.true()))


def sharing_value(connection: Connection, definition: ObjectDef, field: FieldDef, types: Types) -> Offending:
    """Live records whose value another one has too, next to one another."""
    table = _table(definition, types)
    every = table.alias()
    twice = sa.select(every.c[field.column]).where(every.c.deleted_at.is_(None), every.c[field.column].is_not(None))
    shared = twice.group_by(every.c[field.column]).having(sa.func.count() > 1)
    return _offending(connection, definition, types, _Rows(table, table.c[field.column].in_(shared), (table.c[field.column],)))


def has_value(connection: Connection, definition: ObjectDef, field: FieldDef, value: Any, types: Types) -> bool:
    """Does a live record hold this value?"""
    table = _table(definition, types)
    found = sa.select(table.c.id).where(table.c[field.column] == value, table.c.deleted_at.is_(None)).limit(1)
    return connection.scalar(found) is not None


def exists(connection: Connection, table: str, number: int, outside_bin: bool = False) -> bool:
    """Is there a row of that id, for a record table one outside the bin?"""
    id_column: sa.ColumnClause[int] = sa.column("id")
    deleted_at: sa.ColumnClause[Any] = sa.column("deleted_at")
    statement = sa.select(id_column).select_from(sa.table(table, id_column, deleted_at)).where(id_column == number)
    return connection.scalar(statement.where(deleted_at.is_(None)) if outside_bin else statement) is not None


def rows_with_value(connection: Connection, definition: ObjectDef, field: FieldDef | None, types: Types) -> int:
    """Records, those in the bin included, that have a value in the field; all records when no field is given."""
    table = _table(definition, types)
    condition = sa.true() if field is None else table.c[field.column].is_not(None)
    return connection.scalar(sa.select(sa.func.count()).select_from(table).where(condition)) or 0


def _table(definition: ObjectDef, types: Types) -> sa.Table:
    return sa.Table(definition.table, sa.MetaData(), *system_columns(), *(column_of(f, types) for f in definition.fields))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Live rows of a table that meet a condition, in an order."""

    table: sa.Table
    condition: ColumnElement[bool]
    order: tuple[ColumnElement[Any], ...] = ()


def _offending(connection: Connection, definition: ObjectDef, types: Types, rows: _Rows) -> Offending:
    table = rows.table
    live = sa.and_(table.c.deleted_at.is_(None), rows.condition)
    count = connection.scalar(sa.select(sa.func.count()).select_from(table).where(live)) or 0
    if not count:
        return Offending(0)
    title = definition.field(definition.title_field)
    shown = [table.c.id, table.c[title.column] if title else sa.null()]
    found = connection.execute(sa.select(*shown).where(live).order_by(*rows.order, table.c.id).limit(SHOWN))
    return Offending(count, tuple((number, _title(title, value, types)) for number, value in found))


def _title(field: FieldDef | None, value: Any, types: Types) -> str:
    if field is None or value is None:
        return ""
    return types[field.type].show(field, value).text
