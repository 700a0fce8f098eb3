"""The search field of a list: one text, looked for in the title and in every field that is searchable or an indexed text.

Public names: search_clause, words_of, LONGEST.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.joins import Joins

LONGEST = 200
"""Characters of a search text that count."""


def search_clause(joins: Joins, text: str) -> ColumnElement[bool] | None:
    """The condition for a search text; None when there is nothing to search for. Parts parted by spaces must all be found, each in any field."""
    parts = words_of(text)
    found = [clause for part in parts if (clause := _part_clause(joins, part)) is not None]
    if not parts:
        return None
    return sa.and_(*found) if found else sa.false()


def _part_clause(joins: Joins, part: str) -> ColumnElement[bool] | None:
    ways = []
    for field in searched(joins.definition):
        kind = type_of(field)
        try:
            operand = kind.operand(field, "contains", part)
        except Bad:
            continue
        ways.append(kind.clause(field, joins.model.columns[field.name], "contains", operand))
    return sa.or_(*ways) if ways else None


def searched(definition: ObjectDef) -> tuple[FieldDef, ...]:
    """The fields that a list's search looks into."""
    texts = (f for f in definition.live_fields if "starts" in type_of(f).operators or (f.searchable and type_of(f).name == "textarea"))
    return tuple(f for f in texts if f.name == definition.title_field or f.searchable or f.indexed or f.unique)


def words_of(text: str) -> list[str]:
    """The words of a search text that count."""
    return text[:LONGEST].replace("\x00", " ").split()[:5]
