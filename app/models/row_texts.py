"""Texts of the statements that write a single row, kept with its table: finding one among SQLAlchemy's compiled ones takes as long as the database.

On PostgreSQL rows of other tables that tell of a row are written by its own statement. Public names: Companion, Text, insert_text, update_text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect

Values = Mapping[str, Any]
TEXTS = 64
"""Texts kept for one table: one for each set of columns that forms and programs send."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A row of another table that is written along with a row; both or none."""

    mapped: Any
    key: str
    """Its column for the other row's id."""
    values: Values
    """All its other columns."""
    replaces: bool = False
    """Is it to take the place of one with its primary key? (PostgreSQL)"""


@dataclass(frozen=True, slots=True)
class Text:
    """A statement for certain columns, as the driver takes it."""

    sql: str
    order: tuple[str, ...] | None
    """Columns in the order of the parameters; None where the driver takes names."""
    changes: tuple[tuple[str, Callable[[Any], Any]], ...]
    """(column, what makes the driver's form of a value)"""

    def parameters(self, values: Values, companions: Sequence[Companion] = ()) -> Any:
        made = dict(values)
        for place, one in enumerate(companions):
            for name, value in one.values.items():
                made[_parameter(place, name)] = value
        for name, change in self.changes:
            made[name] = change(made[name])
        return made if self.order is None else tuple(made[name] for name in self.order)


def insert_text(dialect: Dialect, table: sa.Table, values: Values, companions: Sequence[Companion] | None = ()) -> Text:
    """INSERT of a row with these columns that answers its id; companions None: that answers nothing."""

    def make() -> Any:
        if companions is None:
            return table.insert().inline()
        return _with(table, table.insert().values({name: sa.bindparam(name, type_=table.c[name].type) for name in values}), companions)

    return _kept(dialect, table, ("insert", companions is None, *values, *_keys(companions or ())), make, values)


def update_text(dialect: Dialect, table: sa.Table, values: Values, companions: Sequence[Companion]) -> Text:
    """UPDATE of the row of (``row_id``, ``row_version``) that answers its id, or nothing when it is not there; ``values`` name both."""

    def make() -> Any:
        own = {name: sa.bindparam(name, type_=table.c[name].type) for name in values if name not in ("row_id", "row_version")}
        found = (table.c.id == sa.bindparam("row_id", type_=sa.Integer), table.c.version == sa.bindparam("row_version", type_=sa.Integer))
        return _with(table, table.update().where(*found).values(own), companions)

    return _kept(dialect, table, ("update", *values, *_keys(companions)), make, values)


def _keys(companions: Sequence[Companion]) -> list[str]:
    found: list[str] = []
    for one in companions:
        found += (one.mapped.__tablename__, str(one.replaces), *one.values)
    return found


def _parameter(place: int, name: str) -> str:
    return f"fl{place}_{name}"


def _with(table: sa.Table, change: Any, companions: Sequence[Companion]) -> Any:
    """The change and its companions as one statement that answers the row's id."""
    change = change.returning(table.c.id)
    if not companions:
        return change
    row = change.cte("fl_row")
    along = []
    for place, one in enumerate(companions):
        other = one.mapped.__table__
        given = [sa.bindparam(_parameter(place, name), type_=other.c[name].type) for name in one.values]
        insert = postgresql.insert(other).from_select([one.key, *one.values], sa.select(row.c.id, *given), include_defaults=False)
        if one.replaces:
            fresh = {name: insert.excluded[name] for name in one.values if not other.c[name].primary_key}
            insert = insert.on_conflict_do_update(index_elements=list(other.primary_key), set_=fresh)
        along.append(insert.cte(f"fl_along_{place}"))
    return sa.select(row.c.id).add_cte(*along)


def _kept(dialect: Dialect, table: sa.Table, key: tuple[Any, ...], make: Callable[[], Any], values: Values) -> Text:
    kept: dict[tuple[Any, ...], Text] = table.info.setdefault("fl_texts", {})
    found = kept.get((dialect.name, *key))
    if found is None:
        compiled: Any = make().compile(dialect=dialect, column_keys=list(values))
        changes: Any = ((name, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in compiled.binds.items())
        found = Text(compiled.string, tuple(compiled.positiontup) if compiled.positional else None, tuple(pair for pair in changes if pair[1]))
        if len(kept) >= TEXTS:
            kept.clear()
        kept[(dialect.name, *key)] = found
    return found
