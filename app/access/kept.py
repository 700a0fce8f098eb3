"""Statements that are built once and sent many times, each with the row scope of whoever sends it.

Building a list's statement, putting the actor's criteria into it and finding it among SQLAlchemy's compiled ones costs several times what the database
takes for it. A ``Kept`` holds the statement without criteria; for each reach that actors have in its classes it keeps the SQL text with the criteria of
``access.scopes``, and the actor's ids are parameters like any other. What is kept holds no value of anybody: whoever sends it gives every value.
Public name: Kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Session

from app.access.reach import DEPARTMENTS, TREE, ids_of
from app.access.scopes import Asked, Scope, record_entities, scope_of, scoped
from app.models.direct import fetch
from app.models.postgresql import PLAN, STEADY

PREFIX = "fl_"
"""Parameters whose names begin so are given by the sender; all others belong to the statement (the places of options, for example)."""
FORMS = 32
"""Texts kept for one statement: one for each combination of reaches."""
Change = Callable[[Any], Any]


@dataclass(slots=True)
class Text:
    """SQL for one kind of database and one combination of reaches."""

    sql: str
    order: tuple[str, ...] | None
    """Names of the parameters in their order; None where the driver takes names."""
    fixed: dict[str, Any]
    given: dict[str, Change | None]
    """Name of a parameter that the sender gives → what makes the driver's form of it."""
    lists: dict[str, tuple[str, ...]]
    """Name of a parameter that the sender gives as a list → the names of its elements."""
    reading: tuple[tuple[int, Change], ...] | None = None
    """(place, what makes a value of the driver's one); known when the first answer has come."""

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """What the driver takes. Raises: KeyError when a value is missing, ValueError for a list of another length."""
        made = dict(self.fixed)
        for name, change in self.given.items():
            value = values[name]
            if name not in self.lists:
                made[name] = value if change is None or value is None else change(value)
                continue
            for element, one in zip(self.lists[name], value, strict=True):
                made[element] = one if change is None else change(one)
        return made if self.order is None else tuple(made[name] for name in self.order)


@dataclass(slots=True)
class Kept:
    """A SELECT without criteria, to be sent as the actor of a session. Its lists (``IN``) always have as many elements as when it was made."""

    statement: sa.Select[*tuple[Any, ...]]
    action: str = "view"
    """Whose reach counts: view, edit, delete, transfer."""
    steady: bool = True
    """PostgreSQL may keep one plan for all values; False: which plan is good depends on them."""
    walked: bool = False
    """Its rows come in the order of an index, a few of many."""
    _entities: tuple[Any, ...] = field(init=False)
    _types: tuple[sa.types.TypeEngine[Any], ...] = field(init=False)
    _texts: OrderedDict[tuple[Any, ...], Text] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._entities = tuple(record_entities(self.statement))
        self._types = tuple(column.type for column in self.statement.selected_columns)

    def rows(self, session: Session, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """The rows that the session's actor may see, as plain tuples; without an actor none."""
        if session.autoflush:
            session.flush()
        connection = session.connection()
        scope = scope_of(session)
        arrays = connection.dialect.name == "postgresql"
        ids = {} if scope is None else ids_of(scope.actor, arrays)
        text = self._text(connection.dialect, scope, arrays, ids)
        rows, cursor = fetch(connection, text.sql, text.parameters({**values, **ids}))
        if text.reading is None:
            text.reading = self._reading(connection, cursor.description)
        return [_read(row, text.reading) for row in rows] if text.reading else rows

    def explain(self, session: Session, values: Mapping[str, Any]) -> Any:
        """PostgreSQL's plan of it for the session's actor, as parsed JSON."""
        connection = session.connection()
        scope = scope_of(session)
        ids = {} if scope is None else ids_of(scope.actor, True)
        text = self._text(connection.dialect, scope, True, ids)
        return fetch(connection, f"{PLAN}{text.sql}", text.parameters({**values, **ids})).rows[0][0]

    def _text(self, dialect: Dialect, scope: Scope | None, arrays: bool, ids: Mapping[str, Any]) -> Text:
        reaches = None if scope is None else tuple(scope.reach(entity.mapper.class_, self.action) for entity in self._entities)
        key = (dialect.name, reaches, *((len(ids[DEPARTMENTS]), len(ids[TREE])) if ids and not arrays else ()))
        with self._lock:
            found = self._texts.get(key)
            if found is None:
                found = _compile(scoped(self.statement, self._entities, scope, Asked(self.action, arrays=arrays, walked=self.walked and not arrays)), dialect)
                if self.steady and arrays:
                    found.sql += STEADY
                self._texts[key] = found
                while len(self._texts) > FORMS:
                    self._texts.popitem(last=False)
            return found

    def _reading(self, connection: Connection, description: Any) -> tuple[tuple[int, Change], ...]:
        made = []
        for place, (kind, column) in enumerate(zip(self._types, description, strict=True)):
            change = kind.dialect_impl(connection.dialect).result_processor(connection.dialect, column[1])
            if change is not None:
                made.append((place, change))
        return tuple(made)


def _read(row: Sequence[Any], reading: tuple[tuple[int, Change], ...]) -> Sequence[Any]:
    made = list(row)
    for place, change in reading:
        made[place] = change(made[place])
    return made


def _compile(statement: Any, dialect: Dialect) -> Text:
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    given: dict[str, Change | None] = {}
    lists: dict[str, tuple[str, ...]] = {}
    fixed = dict(compiled.params)
    for name, bind in compiled.binds.items():
        change = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if not name.startswith(PREFIX):
            if change is not None and fixed.get(name) is not None:
                fixed[name] = change(fixed[name])
            continue
        given[name] = change
        if bind.expanding:
            lists[name] = tuple(f"{name}_{number}" for number in range(1, len(bind.value or ()) + 1))
    fixed = {name: value for name, value in fixed.items() if not name.startswith(PREFIX)}
    order = tuple(compiled.positiontup) if compiled.positional else None
    return Text(compiled.string, order, fixed, given, lists)
