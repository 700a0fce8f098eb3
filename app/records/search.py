"""The search field of a list: one text, looked for in the title and in every field that is searchable or an indexed text.

With a complete index (``search_index``) the parts are looked up there: also by pinyin and initials, Traditional or Simplified. Without one, and for texts
that no index can tell (signs only), the fields themselves are read. Public names: search_clause, narrowed, words_of, LONGEST.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef
from app.models.search_hits import among, first_matching, matching
from app.models.search_words import Sought, ways
from app.records.joins import Joins
from app.records.search_index import covered, indexed

LONGEST = 200
"""Characters of a search text that count."""
FEW = 5000
"""Records found that a list is read by; of more, a page of the newest is found sooner by walking along the list."""
NOT_ALOUD: frozenset[int] = frozenset()
"""A filter means the letters that stand in the field, not how they are read."""


def search_clause(joins: Joins, text: str) -> ColumnElement[bool] | None:
    """The condition for a search text; None when there is nothing to search for. Parts parted by spaces must all be found, each in any field.

    With an index this looks it up: one statement.
    """
    wanted = [operands for part in words_of(text) if (operands := _operands(joins, part))]
    if not wanted:
        return sa.false() if words_of(text) else None
    told = [(operands, _ways(joins, operands, indexed(joins.ws, joins.definition).read)) for operands in wanted]
    known = [ways for _operands, ways in told if ways is not None]
    read = [_reading(joins, operands) for operands, ways in told if ways is None]
    return sa.and_(*([_looked_up(joins, known)] if known else []), *read)


def _operands(joins: Joins, part: str) -> list[tuple[FieldDef, str]]:
    """The searched fields that may contain the part, each with what to look for in it."""
    found = []
    for field in indexed(joins.ws, joins.definition).fields:
        try:
            found.append((field, type_of(field).operand(field, "contains", part)))
        except Bad:
            continue
    return found


def _reading(joins: Joins, operands: Sequence[tuple[FieldDef, str]]) -> ColumnElement[bool]:
    return sa.or_(*(type_of(field).clause(field, joins.model.columns[field.name], "contains", operand) for field, operand in operands))


def narrowed(joins: Joins, field: FieldDef, operand: object) -> ColumnElement[bool] | None:
    """What a ``contains`` of one field can be narrowed by: the records that the index has for it, a few too many at most. None without an index for it."""
    own = indexed(joins.ws, joins.definition)
    if not isinstance(operand, str) or field.id not in own.ids:
        return None
    found = _ways(joins, [(field, operand)], NOT_ALOUD)
    return None if found is None else _looked_up(joins, [found])


def _ways(joins: Joins, operands: Sequence[tuple[FieldDef, str]], read: frozenset[int]) -> list[Sought] | None:
    if not covered(joins.ws, joins.definition):
        return None
    return ways({field.id: type_of(field).needles(field, operand) for field, operand in operands}, read)


def _looked_up(joins: Joins, parts: list[list[Sought]]) -> ColumnElement[bool]:
    """The records found: by their ids when they are few, else by the index within the list's statement, which then finds enough of them soon."""
    session = joins.ws.session
    ids = first_matching(session, parts, FEW)
    if ids is not None:
        joins.most = len(ids)
        return among(session, joins.model.id, ids, joins.whole)
    return joins.model.id.in_(matching(session, joins.definition.id, parts))


def words_of(text: str) -> list[str]:
    """The words of a search text that count."""
    return text[:LONGEST].replace("\x00", " ").split()[:5]
