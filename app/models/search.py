"""The search index of all records: one row a record with its folded texts, and the words that the database finds rows by.

``content`` is written by ``models.search_words``, which also makes the words of it: ``41x科技`` is the piece 科技 in field 41. PostgreSQL keeps the words in
a tsvector with a GIN index, SQLite in an FTS5 table without content of its own, whose row ids are made of object and record. An index row holds no rights:
what is found here is read through the session, whose hook decides.
Public names: SearchRow, SearchState, put, companion, remove, wipe.
"""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import JSON, Index, Text, event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.row_texts import Companion
from app.models.rows import together
from app.models.search_words import words_of

PENDING_KILOBYTES = 512
"""Words that wait to be sorted into PostgreSQL's index, about 200 records of them. Unsorted insertion takes 0.4 ms a record, sorted at once 0.8; with the
server's 4 MB one writer in 1,700 waits half a second, and every search reads all that waits."""
CHUNK = 500
"""Rows of one statement on SQLite."""


class Words(TSVECTOR):
    """A tsvector of words that are given parted by spaces."""

    cache_ok = True

    def bind_expression(self, bindparam: Any) -> Any:
        return sa.func.array_to_tsvector(sa.func.string_to_array(bindparam, sa.literal_column("' '")))


class SearchRow(Base):
    """What a record is found by."""

    __tablename__ = "fl_search"

    entity_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    """Revision of the object by whose fields the row was made."""
    content: Mapped[str] = mapped_column(Text)
    tokens: Mapped[Any] = mapped_column(Words().with_variant(Text(), "sqlite"), nullable=True, deferred=True)
    """The words on PostgreSQL; empty on SQLite."""

    __table_args__ = (
        Index("ix_fl_search_tokens", "tokens", postgresql_using="gin", postgresql_with={"gin_pending_list_limit": PENDING_KILOBYTES}).ddl_if(
            dialect="postgresql"
        ),
        {"sqlite_with_rowid": False},
    )


class SearchState(Base):
    """Which fields of an object the index has complete."""

    __tablename__ = "fl_search_state"

    entity_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fields: Mapped[list[int]] = mapped_column(JSON)
    """Ids of the fields that are in the row of every record."""
    revision: Mapped[int]
    """Revision in which the fields to be indexed last changed: rows of older ones are made anew."""
    format: Mapped[int]
    """Number of the way in which rows are written."""


TABLE = cast(sa.Table, SearchRow.__table__)
event.listen(
    TABLE,
    "after_create",
    sa.DDL("CREATE VIRTUAL TABLE fl_search_words USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')").execute_if(dialect="sqlite"),
)
WORDS = sa.table("fl_search_words", sa.column("rowid", sa.BigInteger), sa.column("fl_search_words", sa.Text))
RECORD_BITS = 32
POSTGRESQL_PUT = """
INSERT INTO fl_search (entity_id, record_id, revision, content, tokens)
SELECT :entity, given.id, :revision, given.content, array_to_tsvector(string_to_array(given.words, ' '))
FROM unnest(CAST(:ids AS integer[]), CAST(:contents AS text[]), CAST(:words AS text[])) AS given(id, content, words)
ON CONFLICT (entity_id, record_id) DO UPDATE SET revision = excluded.revision, content = excluded.content, tokens = excluded.tokens
"""
PUT = sa.text(POSTGRESQL_PUT)
PUT_OLDER = sa.text(POSTGRESQL_PUT + "WHERE fl_search.revision < excluded.revision")


def _dialect(session: Session | Connection) -> str:
    return session.dialect.name if isinstance(session, Connection) else session.get_bind().dialect.name


def put(session: Session | Connection, entity_id: int, revision: int, contents: dict[int, str], present: str = "replace") -> None:
    """Write the rows of records: id → content. ``present`` says what becomes of rows that stand already: ``replace`` them, ``none`` there are none (just made:
    saves SQLite a look), ``older`` replace those of earlier revisions only."""
    if not contents:
        return
    contents = dict(sorted(contents.items()))  # all writers lock rows in one order
    if _dialect(session) == "sqlite":
        return _put_sqlite(session, entity_id, revision, contents, present)
    values = {"ids": list(contents), "contents": list(contents.values()), "words": [words_of(one) for one in contents.values()]}
    session.execute(PUT_OLDER if present == "older" else PUT, {"entity": entity_id, "revision": revision, **values})


def companion(connection: Connection, entity_id: int, revision: int, content: str) -> Companion | None:
    """The row of one record, to be written along with it; None where it takes more than a row."""
    if not together(connection):
        return None
    return Companion(SearchRow, "record_id", {"entity_id": entity_id, "revision": revision, "content": content, "tokens": words_of(content)}, replaces=True)


def _put_sqlite(session: Session | Connection, entity_id: int, revision: int, contents: dict[int, str], present: str) -> None:
    """FTS5 without content must be told the words that it forgets: they are made of the content that the row had."""
    ids = list(contents)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        own = sa.select(TABLE.c.record_id, TABLE.c.content, TABLE.c.revision).where(TABLE.c.entity_id == entity_id, TABLE.c.record_id.in_(part))
        old = {number: (content, made_in) for number, content, made_in in (session.execute(own) if present != "none" else ())}
        fresh = [number for number in part if not (present == "older" and number in old and old[number][1] >= revision)]
        changed = [number for number in fresh if number not in old or old[number][0] != contents[number]]
        base = entity_id << RECORD_BITS
        gone = [{"row": base + number, "words": words_of(old[number][0])} for number in changed if number in old]
        come = [{"row": base + number, "words": words_of(contents[number])} for number in changed]
        rows = [{"entity": entity_id, "record": number, "revision": revision, "content": contents[number]} for number in fresh]
        _run(session, "INSERT INTO fl_search_words(fl_search_words, rowid, words) VALUES('delete', :row, :words)", gone)
        _run(session, "INSERT INTO fl_search_words(rowid, words) VALUES(:row, :words)", come)
        upsert = "INSERT INTO fl_search (entity_id, record_id, revision, content) VALUES (:entity, :record, :revision, :content)"
        _run(session, f"{upsert} ON CONFLICT DO UPDATE SET revision = excluded.revision, content = excluded.content", rows)


def _run(session: Session | Connection, statement: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(sa.text(statement), rows if len(rows) > 1 else rows[0])


def remove(session: Session | Connection, entity_id: int) -> None:
    """Forget all rows of an object."""
    if _dialect(session) == "sqlite":
        own = sa.select(TABLE.c.record_id, TABLE.c.content).where(TABLE.c.entity_id == entity_id)
        gone = [{"row": (entity_id << RECORD_BITS) + number, "words": words_of(content)} for number, content in session.execute(own)]
        _run(session, "INSERT INTO fl_search_words(fl_search_words, rowid, words) VALUES('delete', :row, :words)", gone)
    session.execute(sa.delete(TABLE).where(TABLE.c.entity_id == entity_id))


def wipe(session: Session | Connection) -> None:
    """Empty the whole index, whatever format it has."""
    if _dialect(session) == "sqlite":
        session.execute(sa.text("INSERT INTO fl_search_words(fl_search_words) VALUES('delete-all')"))
    session.execute(sa.delete(TABLE))
    session.execute(sa.delete(SearchState))
