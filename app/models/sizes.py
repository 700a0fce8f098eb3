"""How large tables and indexes are, as far as the database knows without counting. Public names: IndexSize, estimated_rows, index_sizes."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True)
class IndexSize:
    """One index as it is in the database."""

    valid: bool = True
    """False: PostgreSQL has begun it and not ended."""
    size: int | None = None
    """Bytes; None where the database does not tell."""


def estimated_rows(connection: Connection, table: str) -> int:
    """About how many rows a table has: the planner's number on PostgreSQL, the largest id on SQLite."""
    if connection.dialect.name == "postgresql":
        found = connection.scalar(sa.text("SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(:name)"), {"name": f'"{table}"'})
        if found is not None and found >= 0:
            return int(found)
    column = sa.column("id", sa.Integer)
    return int(connection.scalar(sa.select(sa.func.max(column)).select_from(sa.table(table, column))) or 0)


def index_sizes(connection: Connection, table: str) -> dict[str, IndexSize]:
    """The indexes of a table that are there, by name."""
    if connection.dialect.name == "postgresql":
        statement = sa.text(
            "SELECT c.relname, i.indisvalid, pg_relation_size(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indrelid = to_regclass(:name)"
        )
        return {name: IndexSize(valid, size) for name, valid, size in connection.execute(statement, {"name": f'"{table}"'})}
    return {str(index["name"]): IndexSize() for index in sa.inspect(connection).get_indexes(table)}
