"""Which records a list is about, as SQL whose values are parameters: two conditions that differ in nothing but values are one text with one key.

Public names: Matching, matching.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from app.metadata.conditions import All, Condition
from app.metadata.definitions import ObjectDef
from app.records.joins import Joins
from app.records.search import search_clause
from app.records.sql import clause
from app.records.workspace import Workspace

EVERYTHING = All()
VALUE = "fl_v"
"""Beginning of the parameters' names."""


@dataclass(frozen=True, slots=True)
class Matching:
    """A condition and a search text on one object."""

    joins: Joins
    """Those that the clause needs; apply them to the statement."""
    clause: ColumnElement[bool] | None = None
    """With the values in it; None: every record."""
    key: Hashable = ()
    """What the SQL text depends on; None when nobody can tell."""
    binds: tuple[BindParameter[Any], ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    """Parameter → value, for ``parted``."""

    def parted(self) -> ColumnElement[bool] | None:
        """The clause with named parameters in the place of values."""
        if self.clause is None:
            return None
        named = {bind.key: _named(f"{VALUE}{place}", bind) for place, bind in enumerate(self.binds)}

        def change(element: Any, **_options: Any) -> Any:
            return named.get(element.key) if isinstance(element, BindParameter) else None

        return visitors.replacement_traverse(self.clause, {}, change)


def _named(name: str, bind: BindParameter[Any]) -> BindParameter[Any]:
    return sa.bindparam(name, [None] * len(_value(bind)) if bind.expanding else None, bind.type, expanding=bind.expanding)


def matching(ws: Workspace, definition: ObjectDef, where: Condition = EVERYTHING, search: str = "", whole: bool = False) -> Matching:
    """The records that fulfil a condition (values typed) and are found by a search text; ``whole``: all of them will be read. Raises: InvalidInput."""
    joins = Joins(ws, definition, whole)
    made = [clause(joins, where)] if where != EVERYTHING else []
    if search.strip():
        found = search_clause(joins, search)
        made += [] if found is None else [found]
    if not made:
        return Matching(joins)
    both = sa.and_(*made)
    known = both._generate_cache_key()
    if known is None:
        return Matching(joins, both, None)
    binds = tuple(dict.fromkeys(known.bindparams))
    values = {f"{VALUE}{place}": _value(bind) for place, bind in enumerate(binds)}
    lengths = tuple(len(values[f"{VALUE}{place}"]) for place, bind in enumerate(binds) if bind.expanding)
    return Matching(joins, both, (known.key, lengths), binds, values)


def _value(bind: BindParameter[Any]) -> Any:
    value: Any = bind.effective_value
    return list(value or ()) if bind.expanding else value
