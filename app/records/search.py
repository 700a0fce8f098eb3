"""The search field of a list: one text, looked for in the title and in every field that is searchable or an indexed text.

With a complete index (``search_index``) the parts are looked up there: also by pinyin and initials, Traditional or Simplified. Without one, and for texts
that no index can tell (signs only), the fields themselves are read. Public names: search_clause, narrowed, words_of, LONGEST.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef
from app.models.search import matching
from app.models.search_words import ways
from app.records.joins import Joins
from app.records.search_index import covered, indexed

LONGEST = 200
"""Characters of a search text that count."""
NOT_ALOUD: frozenset[int] = frozenset()
"""A filter means the letters that stand in the field, not how they are read."""


def search_clause(joins: Joins, text: str) -> ColumnElement[bool] | None:
    """The condition for a search text; None when there is nothing to search for. Parts parted by spaces must all be found, each in any field."""
    parts = words_of(text)
    found = [clause for part in parts if (clause := _part_clause(joins, part)) is not None]
    if not parts:
        return None
    return sa.and_(*found) if found else sa.false()


def _part_clause(joins: Joins, part: str) -> ColumnElement[bool] | None:
    own = indexed(joins.ws, joins.definition)
    operands: list[tuple[FieldDef, str]] = []
    for field in own.fields:
        try:
            operands.append((field, type_of(field).operand(field, "contains", part)))
        except Bad:
            continue
    if not operands:
        return None
    found = _looked_up(joins, operands, own.read)
    if found is not None:
        return found
    return sa.or_(*(type_of(field).clause(field, joins.model.columns[field.name], "contains", operand) for field, operand in operands))


def narrowed(joins: Joins, field: FieldDef, operand: object) -> ColumnElement[bool] | None:
    """What a ``contains`` of one field can be narrowed by: the records that the index has for it, a few too many at most. None without an index for it."""
    own = indexed(joins.ws, joins.definition)
    if not isinstance(operand, str) or field.id not in own.ids:
        return None
    return _looked_up(joins, [(field, operand)], NOT_ALOUD)


def _looked_up(joins: Joins, operands: list[tuple[FieldDef, str]], read: frozenset[int]) -> ColumnElement[bool] | None:
    if not covered(joins.ws, joins.definition):
        return None
    sought = ways({field.id: type_of(field).needles(field, operand) for field, operand in operands}, read)
    if sought is None:
        return None
    dialect = joins.ws.session.get_bind().dialect.name
    return joins.model.id.in_(matching(dialect, joins.definition.id, sought))


def words_of(text: str) -> list[str]:
    """The words of a search text that count."""
    return text[:LONGEST].replace("\x00", " ").split()[:5]
