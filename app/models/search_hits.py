"""Reading the search index: which records the ways to find a text lead to.

What is found holds no rights and is no record: ask for these ids through the session. Public names: first_matching, matching, among.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import count
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.models.direct import fetch
from app.models.search import RECORD_BITS, TABLE, WORDS
from app.models.search_common import common_words, without_common
from app.models.search_words import Sought

Parts = Sequence[Sequence[Sought]]
"""Of each part of a search text the ways to find it; all parts must be found."""
Shape = tuple[tuple[tuple[bool, ...], ...], ...]
"""What the SQL text of parts depends on: of each part, each way, each segment, is it compared without what parts syllables?"""
MOST, VALUE = "most", "h"
"""Names of the parameters: how many ids at most, and the beginning of all others."""


def first_matching(session: Session, parts: Parts, most: int) -> list[int] | None:
    """The ids of the records found, None when they are more than ``most``; one statement.

    PostgreSQL knows how often the common words stand in the index but nothing of the others, so within a list it takes the wrong way as often as not (0.3 s
    where 1 ms would do). A materialized CTE makes it take the words' index; what it finds is then the list's condition.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        found = set(session.scalars(_sqlite_parts(parts).limit(most + 1)))
    else:
        sql, parameters = _hits_sql(_shape(parts), connection.dialect)
        values = {f"{VALUE}{place}": value for place, value in enumerate(_values(parts, common_words(session)))}
        found = {row[0] for row in fetch(connection, sql, {**parameters, **values, MOST: most + 1}).rows}
    return None if len(found) > most else sorted(found)


def matching(session: Session, entity_id: int, parts: Parts) -> sa.Select[Any]:
    """All records found, as a statement within another one."""
    if session.get_bind().dialect.name == "sqlite":
        return _sqlite_parts(parts)
    values = _values(parts)
    return sa.select(TABLE.c.record_id).where(TABLE.c.entity_id == entity_id, _postgresql_parts(_shape(parts), lambda: sa.literal(next(values))))


@lru_cache(maxsize=200)
def _hits_sql(shape: Shape, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """The text of ``first_matching`` and the parameters that are always the same: making it costs as much as running it."""
    numbers = count()
    where = _postgresql_parts(shape, lambda: sa.bindparam(f"{VALUE}{next(numbers)}", None, sa.String))
    hits = sa.select(TABLE.c.record_id).where(where).cte("hits").prefix_with("MATERIALIZED")
    compiled = sa.select(hits.c.record_id).limit(sa.bindparam(MOST, None, sa.Integer)).compile(dialect=dialect)
    return str(compiled), dict(compiled.params)


def _shape(parts: Parts) -> Shape:
    return tuple(tuple(tuple(name.endswith("p") for name, _text in way.segments) for way in ways) for ways in parts)


def _values(parts: Parts, common: Set[str] = frozenset()) -> Iterator[str]:
    """What ``_postgresql_parts`` compares with, in its order."""
    for way in (way for ways in parts for way in ways):
        groups = [without_common(group, common) for group in way.groups] if way.segments else way.groups
        yield " | ".join("(" + " & ".join(f"'{word}'{':*' if begins else ''}" for word, begins in group) + ")" for group in groups)
        for name, text in way.segments:
            yield _mark(name)
            yield text


def _mark(name: str) -> str:
    """Where a segment of the content begins."""
    return f"\x1e{name}\x1f"


def _postgresql_parts(shape: Shape, value: Callable[[], ColumnElement[str]]) -> ColumnElement[bool]:
    return sa.and_(*(sa.or_(*(_postgresql(way, value) for way in ways)) for ways in shape))


def _postgresql(way: tuple[bool, ...], value: Callable[[], ColumnElement[str]]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = TABLE.c.tokens.op("@@")(sa.cast(value(), TSQUERY))
    proofs = [sa.func.strpos(_joined(_segment(value()), syllables), value()) > 0 for syllables in way]  # LIKE would be thought to hold for one row in 2,000
    return sa.and_(found, sa.or_(*proofs)) if proofs else found


def _segment(mark: ColumnElement[str]) -> Any:
    return sa.func.split_part(sa.func.split_part(TABLE.c.content, mark, 2), "\x1e", 1, type_=sa.Text)


def _joined(segment: Any, syllables: bool) -> Any:
    """The segment as it is compared: syllables without what parts them."""
    return sa.func.replace(segment, "'", "", type_=sa.Text) if syllables else segment


def _sqlite_parts(parts: Parts) -> sa.Select[Any]:
    first, *others = (sa.union_all(*map(_sqlite, ways)).subquery() for ways in parts)
    return sa.select(first.c.record_id).where(*(first.c.record_id.in_(sa.select(other.c.record_id)) for other in others))


def _sqlite(way: Sought) -> sa.Select[Any]:
    words = " OR ".join("(" + " AND ".join(f'"{word}"{" *" if begins else ""}' for word, begins in group) + ")" for group in way.groups)
    record = WORDS.c.rowid.op("&")((1 << RECORD_BITS) - 1)
    found = sa.select(record.label("record_id")).where(WORDS.c.fl_search_words.op("MATCH")(words))
    if not way.segments:
        return found
    entity = WORDS.c.rowid.op(">>")(RECORD_BITS)
    proofs = [_proof_sqlite(name, text) for name, text in way.segments]
    both = found.add_columns(entity.label("entity_id")).subquery()
    joined = sa.and_(TABLE.c.entity_id == both.c.entity_id, TABLE.c.record_id == both.c.record_id)
    return sa.select(TABLE.c.record_id).select_from(both.join(TABLE, joined)).where(sa.or_(*proofs))


def _proof_sqlite(name: str, text: str) -> ColumnElement[bool]:
    mark = _mark(name)
    at = sa.func.instr(TABLE.c.content, mark)
    rest = sa.func.substr(TABLE.c.content, at + len(mark))
    segment = sa.func.substr(rest, 1, sa.func.instr(rest, "\x1e") - 1, type_=sa.Text)
    return sa.and_(at > 0, sa.func.instr(_joined(segment, name.endswith("p")), text) > 0)


def among(session: Session, column: Any, ids: Sequence[int], whole: bool = False) -> ColumnElement[bool]:
    """Is the column one of these ids? One parameter for any number of them. ``whole``: the statement reads all of these rows."""
    if session.get_bind().dialect.name == "sqlite":
        each = sa.func.json_each(json.dumps(list(ids))).table_valued("value")
        return cast("ColumnElement[bool]", column.in_(sa.select(each.c.value)))
    given = sa.literal(list(ids), ARRAY(sa.Integer))
    if whole:  # the primary key's index alone may tell (models.tables)
        return cast("ColumnElement[bool]", column == sa.any_(given))
    # else not "= ANY": the planner then walks along the list instead of fetching 800 rows by their key (34 ms, 2 ms)
    return cast("ColumnElement[bool]", column.in_(sa.select(sa.func.unnest(given))))
