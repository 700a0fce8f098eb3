"""Rows written as they are, past the ORM's unit of work, which takes four times as long: one row, or many by one statement.

The caller has judged the rows (``app/records/proposal.py``): what is updated was read in the actor's reach and locked in the same transaction, so a statement
names ids and versions and needs no criteria. Values are keyed by column. Public names: insert_row, insert_rows, append_rows, update_row, update_rows,
raise_counter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.models.system import Sequence as Counter

Values = Mapping[str, Any]
CHUNK = 1000
"""Rows of one statement."""
TEXTS = 64
"""INSERTs of single rows kept for one table: one for each set of columns that forms and programs send."""


@dataclass(frozen=True, slots=True)
class _Text:
    """INSERT of one row with certain columns, as the driver takes it."""

    sql: str
    order: tuple[str, ...] | None
    """Columns in the order of the parameters; None where the driver takes names."""
    changes: tuple[tuple[str, Callable[[Any], Any]], ...]
    """(column, what makes the driver's form of a value)"""

    def parameters(self, values: Values) -> Any:
        made = dict(values)
        for name, change in self.changes:
            made[name] = change(made[name])
        return made if self.order is None else tuple(made[name] for name in self.order)


def insert_row(session: Session, mapped: Any, values: Values) -> int:
    """The id of a new row."""
    connection = session.connection()
    text = _text(connection.dialect, mapped.__table__, values, True)
    number: int = connection.exec_driver_sql(text.sql, text.parameters(values)).scalar_one()
    return number


def _text(dialect: Dialect, table: sa.Table, values: Values, returning: bool) -> _Text:
    """The statement for these columns, kept with the table: finding it among SQLAlchemy's compiled ones takes as long as the database."""
    kept = table.info.setdefault("fl_inserts", {})
    key = (dialect.name, returning, *values)
    found: _Text | None = kept.get(key)
    if found is None:
        statement = table.insert().returning(table.c.id) if returning else table.insert().inline()
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(values))
        changes: Any = ((name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in values)
        found = _Text(compiled.string, tuple(compiled.positiontup) if compiled.positional else None, tuple(pair for pair in changes if pair[1]))
        if len(kept) >= TEXTS:
            kept.clear()
        kept[key] = found
    return found


def insert_rows(session: Session, mapped: Any, rows: Sequence[Values]) -> list[int]:
    """The ids of new rows, in their order. A column that a row does not name is empty in it.

    PostgreSQL takes the rows as one array a column: 1,000 rows of 28 columns cost 0.1 s of both sides; VALUES with 28,000 parameters 0.3 s.
    """
    ids: list[int] = []
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        if session.get_bind().dialect.name == "postgresql":
            ids += sorted(session.connection().execute(_from_arrays(mapped.__table__, part, True), _arrays(part)).scalars())
        else:
            ids += _insert_numbered(session, mapped.__table__, part)
    return ids


def append_rows(session: Session, mapped: Any, rows: Sequence[Values]) -> None:
    """New rows whose ids nobody asks for; all name the same columns."""
    table = mapped.__table__
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        if len(part) > 1 and session.get_bind().dialect.name == "postgresql":
            session.connection().execute(_from_arrays(table, part, False), _arrays(part))
        elif len(part) > 1:
            session.connection().execute(table.insert().inline(), part)
        else:
            connection = session.connection()
            text = _text(connection.dialect, table, part[0], False)
            connection.exec_driver_sql(text.sql, text.parameters(part[0]))


def update_row(session: Session, mapped: Any, place: tuple[int, int], values: Values) -> None:
    """Change the row of that (id, version) and raise its version. Raises: StaleDataError when it is not there any more."""
    update_rows(session, mapped, [(place, values)])


def update_rows(session: Session, mapped: Any, changes: Sequence[tuple[tuple[int, int], Values]]) -> None:
    """Change rows of (id, version), each once, and raise their versions; one statement for all that change the same columns."""
    if not changes:
        return
    table = mapped.__table__
    statement = table.update().where(table.c.id == sa.bindparam("row_id"), table.c.version == sa.bindparam("row_version"))
    ordered = sorted(changes, key=lambda change: sorted(change[1])) if len(changes) > 1 else changes
    for _columns, group in groupby(ordered, key=lambda change: sorted(change[1])):
        rows = [{**values, "version": version + 1, "row_id": number, "row_version": version} for (number, version), values in group]
        done = session.connection().execute(statement, rows if len(rows) > 1 else rows[0])
        if done.rowcount != len(rows):
            raise StaleDataError(f"{len(rows)} rows were to be changed, {done.rowcount} were there")


def raise_counter(session: Session, field_id: int, period: str, count: int) -> int:
    """The counter of an automatic number, raised by ``count``; its row stays locked until the transaction ends."""
    table = Counter.__table__
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(Counter).values(field_id=field_id, period=period, value=count)
    raised = first.on_conflict_do_update(index_elements=["field_id", "period"], set_={"value": table.c.value + count})
    value: int = session.connection().execute(raised.returning(table.c.value)).scalar_one()
    return value


def _insert_numbered(session: Session, table: sa.Table, rows: Sequence[Values]) -> list[int]:
    """SQLite writes one row at a time, so the ids are taken first: the transaction is the only one that writes."""
    names = _names(rows)
    last = session.connection().execute(sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))).scalar_one()
    ids = list(range(last + 1, last + 1 + len(rows)))
    session.connection().execute(table.insert(), [{"id": number, **{name: row.get(name) for name in names}} for number, row in zip(ids, rows, strict=True)])
    return ids


def _from_arrays(table: sa.Table, rows: Sequence[Values], returning: bool) -> sa.Insert:
    """INSERT … SELECT … FROM unnest(…): in the order of the arrays, so that ids grow with it."""
    names = _names(rows)
    arrays = [sa.bindparam(name, type_=ARRAY(table.c[name].type, dimensions=1)) for name in names]
    given = sa.func.unnest(*arrays).table_valued(*names, with_ordinality="row_place").render_derived("given")
    chosen = sa.select(*(given.c[name] for name in names)).order_by(given.c.row_place)
    made = table.insert().from_select(names, chosen, include_defaults=False)
    return made.returning(table.c.id) if returning else made


def _arrays(rows: Sequence[Values]) -> dict[str, list[Any]]:
    return {name: [row.get(name) for row in rows] for name in _names(rows)}


def _names(rows: Sequence[Values]) -> list[str]:
    """The columns that some row fills, in an order of their own, so that the same ones make the same statement."""
    return sorted({name for row in rows for name in row})
