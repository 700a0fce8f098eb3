"""Rows written as they are, past the ORM's unit of work, which takes four times as long: one row, or many by one statement.

The caller has judged the rows (``app/records/proposal.py``): what is updated was read in the actor's reach and locked in the same transaction, so a statement
names ids and versions and needs no criteria. Values are keyed by column. Public names: together, insert_row, insert_rows, append_rows, update_row,
update_rows, raise_counter.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.models.direct import fetch
from app.models.postgresql import WHOLE
from app.models.row_texts import Companion, Values, insert_text, update_text
from app.models.system import Sequence as Counter

CHUNK = 1000
"""Rows of one statement."""


def together(connection: Connection) -> bool:
    """Can one statement write rows of several tables?"""
    return connection.dialect.name == "postgresql"


def insert_row(connection: Connection, mapped: Any, values: Values, companions: Sequence[Companion] = (), alone: bool = False) -> int:
    """The id of a new row, written with its companions; one statement where that can be. ``alone``: the transaction holds nothing else after it, so that
    PostgreSQL needs no BEGIN and COMMIT when nothing was changed before."""
    along = companions if together(connection) else ()
    text = insert_text(connection.dialect, mapped.__table__, values, along)
    statement = text.sql + WHOLE if alone and len(along) == len(companions) else text.sql
    number: int = fetch(connection, statement, text.parameters(values, along)).rows[0][0]
    if len(along) < len(companions):
        _append_companions(connection, number, companions)
    return number


def _append_companions(connection: Connection, number: int, companions: Sequence[Companion]) -> None:
    for one in companions:
        _append(connection, one.mapped.__table__, {**one.values, one.key: number})


def _append(connection: Connection, table: sa.Table, values: Values) -> None:
    text = insert_text(connection.dialect, table, values, None)
    connection.exec_driver_sql(text.sql, text.parameters(values))


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
            _append(session.connection(), table, part[0])


def update_row(connection: Connection, mapped: Any, place: tuple[int, int], values: Values, companions: Sequence[Companion] = ()) -> None:
    """Change the row of that (id, version), raise its version and write its companions; one statement where that can be. Raises: StaleDataError when it
    is not there any more."""
    number, version = place
    along = companions if together(connection) else ()
    given = {**values, "version": version + 1, "row_id": number, "row_version": version}
    text = update_text(connection.dialect, mapped.__table__, given, along)
    if not fetch(connection, text.sql, text.parameters(given, along)).rows:
        raise StaleDataError("a row was to be changed that is not there")
    if len(along) < len(companions):
        _append_companions(connection, number, companions)


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
