"""How many records of several objects the actor sees, for figures that lead to their lists: one statement for all, each counted up to a cap.

Public name: totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.access.kept import Kept
from app.metadata.definitions import ObjectDef
from app.records.counting import CAP
from app.records.plans import LIMIT, kept
from app.records.workspace import Workspace


def totals(ws: Workspace, definitions: Sequence[ObjectDef], cap: int = CAP) -> list[tuple[int, str]]:
    """(number, 'exact' | 'at_least') of each object, in order."""
    if not definitions:
        return []
    statement = kept(ws, ("totals", *(one.id for one in definitions)), lambda: Kept(_counting(ws, definitions)))
    numbers = [row[1] for row in sorted(statement.rows(ws.session, {LIMIT: cap + 1}), key=lambda row: int(row[0]))]
    return [(min(number, cap), "at_least" if number > cap else "exact") for number in numbers]


def _counting(ws: Workspace, definitions: Sequence[ObjectDef]) -> Any:
    limit, parts = sa.bindparam(LIMIT, None, sa.Integer), []
    for place, one in enumerate(definitions):
        some = sa.select(ws.model(one.name).id).limit(limit).subquery()
        parts.append(sa.select(sa.literal_column(str(place), sa.Integer), sa.func.count()).select_from(some))
    return sa.union_all(*parts) if len(parts) > 1 else parts[0]
