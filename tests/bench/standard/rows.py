"""Many rows into a table at once: COPY on PostgreSQL, executemany on SQLite; the indexes are made again after it. Public names: Rows, blocks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa

BLOCK = 5_000
T = TypeVar("T")


class Rows:
    """Fills the tables of one database. Texts hold neither tabs nor backslashes; moments come as UTC without saying so, amounts as whole cents."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.connection: Any = self._connect()

    def _connect(self) -> Any:
        if self.sqlite:
            return sqlite3.connect(str(self.url.database), isolation_level=None)
        made = psycopg.connect(self.url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)
        made.execute("SET TimeZone TO 'UTC'")
        return made

    def close(self) -> None:
        self.connection.close()

    def execute(self, statement: str) -> Any:
        return self.connection.execute(statement)

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert all rows in one transaction."""
        made_again = self._without_indexes(table)
        if self.sqlite:
            self.execute("BEGIN")
            self.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows)
            self.execute("COMMIT")
        else:
            with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for block in blocks(rows):
                    copy.write("".join("\t".join(map(_text, row)) + "\n" for row in block))
        for statement in made_again:
            self.execute(statement)

    def _without_indexes(self, table: str) -> list[str]:
        """Drop the indexes that no constraint needs; answers the statements that make them again."""
        if self.sqlite:
            found = self.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL").fetchall()
        else:
            found = self.execute(
                f"SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = '{table}'::regclass"
                " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)"
            ).fetchall()
        for name, _ in found:
            self.execute(f'DROP INDEX "{name}"')
        return [statement for _, statement in found]

    def moment(self, text: str) -> str:
        """A moment as the drivers write it."""
        return f"{text}.000000" if self.sqlite else text

    def finish(self) -> None:
        """Sequences behind the highest id, and statistics for the planner."""
        if self.sqlite:
            self.execute("ANALYZE")
            return
        owned = (
            "SELECT s.relname, t.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a' JOIN pg_class t ON t.oid = d.refobjid"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid WHERE s.relkind = 'S' AND a.attname = 'id'"
        )
        for sequence, table in self.execute(owned).fetchall():
            self.execute(f"SELECT setval('{sequence}', greatest(max(id), 1)) FROM {table}")
        for table in ("ab_user", "ab_user_role"):  # FAB's sequences belong to no column
            if self.execute(f"SELECT to_regclass('{table}_id_seq')").fetchone()[0]:
                self.execute(f"SELECT setval('{table}_id_seq', greatest(max(id), 1)) FROM {table}")
        self.execute("VACUUM ANALYZE")


def _text(value: Any) -> str:
    return r"\N" if value is None else "t" if value is True else "f" if value is False else str(value)


def blocks(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows, some thousand at a time."""
    left = iter(rows)
    while block := list(islice(left, BLOCK)):
        yield block
