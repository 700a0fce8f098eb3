"""From two definitions of an object to the steps that change its table, and their execution through alembic's operations.

Steps only expand, except those of a purge. They are found by comparing definitions (stable ids, physical names), not by replaying edits, so a table cannot fall
behind its definition. Order: tables and columns, values for existing records, indexes, drops (indexes before columns, as SQLite wants).
Public names: Step and its kinds, steps_between, run, run_apart, let_go_of_snapshot.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from app.fieldtypes.base import Types
from app.metadata.definitions import FieldDef, ObjectDef
from app.models.engine import busy
from app.models.indexes import EMPTY_LAST, IndexDef, indexes_of
from app.models.tables import column_of, primary_key, system_columns

if TYPE_CHECKING:
    from alembic.operations import Operations

POSTGRESQL = PGDialect()
LOCK_MILLISECONDS = 400
"""How long a step may wait for a table on PostgreSQL: while it waits, everybody who comes after it waits too."""
PATIENT_MILLISECONDS = 120_000
"""The same for a step that blocks nobody while it waits."""
ATTEMPTS = 10
PAUSE_SECONDS = 0.25
"""Pause after the first failed attempt; it grows by itself each time. Ten attempts take about 15 seconds."""


@dataclass(frozen=True, slots=True)
class CreateTable:
    table: str
    fields: tuple[FieldDef, ...]

    def run(self, operations: Operations, types: Types) -> None:
        columns = (*system_columns(), *(column_of(f, types) for f in self.fields))
        operations.create_table(self.table, *columns, primary_key(), sqlite_autoincrement=True)


@dataclass(frozen=True, slots=True)
class AddColumn:
    table: str
    field: FieldDef

    def run(self, operations: Operations, types: Types) -> None:
        operations.add_column(self.table, column_of(self.field, types))


@dataclass(frozen=True, slots=True)
class WidenColumn:
    """PostgreSQL only: SQLite enforces no lengths."""

    table: str
    before: FieldDef
    after: FieldDef

    def run(self, operations: Operations, types: Types) -> None:
        if operations.get_context().dialect.name != "sqlite":
            new, old = (types[f.type].column_type(f) for f in (self.after, self.before))
            operations.alter_column(self.table, self.after.column, type_=new, existing_type=old, existing_nullable=True)


@dataclass(frozen=True, slots=True)
class FillColumn:
    """Gives records that have no value one."""

    table: str
    field: FieldDef
    value: Any

    def run(self, operations: Operations, types: Types) -> None:
        column = sa.column(self.field.column, types[self.field.type].column_type(self.field))
        operations.execute(sa.update(sa.table(self.table, column)).where(column.is_(None)).values({self.field.column: self.value}))


@dataclass(frozen=True, slots=True)
class CreateIndex:
    table: str
    index: IndexDef
    apart: bool = False
    """PostgreSQL: nobody waits for it; not possible within a transaction."""

    def run(self, operations: Operations, types: Types) -> None:
        index = self.index
        here = operations.get_context().dialect.name
        hashed = index.long and here == "postgresql"
        written = [column.removesuffix(EMPTY_LAST) if here == "sqlite" else column for column in index.columns]
        columns: list[Any] = [sa.text(column) if " " in column else column for column in written]
        if hashed and index.unique:
            columns = [sa.text(f"md5({index.columns[0]})")]
        where = sa.text(index.where) if index.where else None
        options: dict[str, Any] = {"postgresql_using": "hash"} if hashed and not index.unique else {}
        if self.apart:
            options |= {"postgresql_concurrently": True, "if_not_exists": True}
        operations.create_index(index.name, self.table, columns, unique=index.unique, sqlite_where=where, postgresql_where=where, **options)


@dataclass(frozen=True, slots=True)
class DropIndex:
    table: str
    name: str
    apart: bool = False

    def run(self, operations: Operations, types: Types) -> None:
        options: dict[str, Any] = {"postgresql_concurrently": True} if self.apart else {}
        operations.drop_index(self.name, self.table, if_exists=True, **options)  # an earlier version may have given it another name


@dataclass(frozen=True, slots=True)
class DropColumn:
    table: str
    column: str

    def run(self, operations: Operations, types: Types) -> None:
        operations.drop_column(self.table, self.column)


@dataclass(frozen=True, slots=True)
class DropTable:
    table: str

    def run(self, operations: Operations, types: Types) -> None:
        operations.drop_table(self.table)


Step = CreateTable | AddColumn | WidenColumn | FillColumn | CreateIndex | DropIndex | DropColumn | DropTable
"""One statement, or a few of them, on one table."""

PHASES: tuple[type[Step], ...] = (CreateTable, AddColumn, WidenColumn, FillColumn, DropIndex, CreateIndex, DropColumn, DropTable)


def steps_between(before: ObjectDef | None, after: ObjectDef | None, types: Types, fills: Mapping[int, Any]) -> list[Step]:
    """The steps from one definition to the other (None: not there), in the order in which they run. ``fills``: field id → value."""
    if after is None:
        return [DropTable(before.table)] if before else []
    steps: list[Step] = []
    if before is None:
        steps.append(CreateTable(after.table, after.fields))
    else:
        steps += _column_steps(before, after, types)
    steps += [FillColumn(after.table, f, fills[f.id]) for f in after.fields if before and f.id in fills]
    steps += _index_steps(before, after, types)
    return sorted(steps, key=lambda step: PHASES.index(type(step)))


def _column_steps(before: ObjectDef, after: ObjectDef, types: Types) -> Iterator[Step]:
    old = {f.id: f for f in before.fields}
    for field in after.fields:
        known = old.pop(field.id, None)
        if known is None:
            yield AddColumn(after.table, field)
        elif type_text(known, types) != type_text(field, types):
            yield WidenColumn(after.table, known, field)
    for field in old.values():
        yield DropColumn(after.table, field.column)


def _index_steps(before: ObjectDef | None, after: ObjectDef, types: Types) -> Iterator[Step]:
    old = indexes_of(before, types) if before else {}
    new = indexes_of(after, types)
    yield from (DropIndex(after.table, name) for name in old if name not in new)
    yield from (CreateIndex(after.table, index) for name, index in new.items() if name not in old)


def type_text(field: FieldDef, types: Types) -> str:
    """The column's type as PostgreSQL writes it: equal texts need no DDL."""
    return str(types[field.type].column_type(field).compile(dialect=POSTGRESQL))


def run(connection: Connection, steps: Sequence[Step], types: Types, sleep: Callable[[float], None] = time.sleep) -> None:
    """Run the steps in the connection's transaction. Raises DBAPIError; one that is ``busy`` only after ATTEMPTS."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with connection.begin_nested():
                _run_once(connection, steps, types)
            return
        except DBAPIError as error:
            if attempt == ATTEMPTS or not busy(error):
                raise
        sleep(PAUSE_SECONDS * attempt)


def let_go_of_snapshot(connection: Connection) -> None:
    """PostgreSQL: a transaction that waits for steps ``apart`` calls it first. Its last SELECT holds a snapshot until the next command, and an index made
    concurrently waits for every older snapshot: each would wait for the other."""
    connection.execute(sa.text("SET LOCAL lock_timeout TO DEFAULT"))


def run_apart(connection: Connection, steps: Sequence[Step], types: Types) -> None:
    """Run steps that are ``apart`` on a connection in autocommit; they wait for transactions that are under way. Raises DBAPIError."""
    connection.execute(sa.text(f"SET lock_timeout = {PATIENT_MILLISECONDS}"))
    _run_once(connection, steps, types)


def _run_once(connection: Connection, steps: Iterable[Step], types: Types) -> None:
    from alembic.migration import MigrationContext  # here, because alembic takes 0.3 s to load (Mako, Pygments) and most starts publish nothing
    from alembic.operations import Operations

    has_timeout = connection.dialect.name == "postgresql" and connection.in_nested_transaction()
    if has_timeout:
        connection.execute(sa.text(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"))
    operations = Operations(MigrationContext.configure(connection))
    for step in steps:
        step.run(operations, types)
    if has_timeout:
        connection.execute(sa.text("SET LOCAL lock_timeout TO DEFAULT"))
