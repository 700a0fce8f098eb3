"""How many records a list has: exact up to a cap, beyond it what the database knows.

On PostgreSQL the planner's estimate stands for what is beyond the cap. It is kept for a minute for each condition and actor, and a list known to be far
beyond the cap is not counted again in that time. A list whose rows must all be found before the first can be shown tells its number along, where
they are few. Public names: CAP, count_matching, counts_along, told.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

import sqlalchemy as sa

from app.access.kept import Kept
from app.records.matching import Matching
from app.records.plans import kept
from app.records.workspace import Workspace

CAP = 1000
"""Counting stops here; more prints as 1,000+."""
FAR = 4
"""Times the cap: what was estimated to be more is not counted again for a while."""
SECONDS = 60
ESTIMATES = 500
"""Kept for one revision."""
TOGETHER = 5000
"""Rows that a list may find all at once, for 0.25 µs each: more cost more than counting up to the cap."""
LIMIT = "fl_limit"


class Estimates:
    """Numbers that hold for a while; the oldest are let go. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()

    def get(self, key: Hashable) -> int | None:
        with self._lock:
            at, number = self._kept.get(key, (0.0, 0))
        return number if at and time.monotonic() - at < SECONDS else None

    def put(self, key: Hashable, number: int) -> None:
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (time.monotonic(), number)
            while len(self._kept) > ESTIMATES:
                self._kept.popitem(last=False)


def count_matching(ws: Workspace, found: Matching, cap: int | None = CAP) -> tuple[int, str]:
    """(number of records that match and that the actor sees, 'exact' | 'at_least' | 'estimate'); at most two statements."""
    key = _key(ws, found)
    estimates = ws.models.kept("estimates", Estimates)
    known = estimates.get(key) if cap is not None and key is not None else None
    if known is not None and cap is not None and known > cap * FAR:
        return known, "estimate"
    number = _count(ws, found, cap)
    if cap is None or number <= cap:
        return number, "exact"
    estimate = known if known is not None else _planned(ws, found, key)
    if key is not None and estimate:
        estimates.put(key, estimate)
    return (estimate, "estimate") if estimate > cap else (cap, "at_least")


def counts_along(ws: Workspace, found: Matching) -> bool:
    """Do so few rows match, as far as anybody knows, that finding all of them at once costs less than to count them as well? One statement at most."""
    if found.clause is None or found.key is None:
        return False
    return (_planned(ws, found, _key(ws, found)) if found.joins.most is None else 1) in range(1, TOGETHER + 1)


def told(ws: Workspace, found: Matching, number: int) -> tuple[int, str]:
    """As ``count_matching``, when the rows told the number; where it is larger than the planner thought, they are not all found at once again for a while."""
    if number > TOGETHER:
        ws.models.kept("planned", Estimates).put(_key(ws, found), number)
    return number, "exact"


def _planned(ws: Workspace, found: Matching, key: Hashable | None) -> int:
    """The planner's estimate, kept for a while; nobody has counted any of these rows."""
    estimates = ws.models.kept("planned", Estimates)
    known = estimates.get(key)
    if known is None:
        known = _estimate(ws, found)
        estimates.put(key, known)
    return known


def _key(ws: Workspace, found: Matching) -> Hashable | None:
    """What the number depends on besides the data: condition and scope."""
    if found.key is None:
        return None
    values = tuple(tuple(value) if isinstance(value, list) else value for value in found.values.values())
    actor = ws.actor
    return (found.joins.definition.id, found.key, values, ws.matrix.version, actor.id, actor.role_ids, actor.department_ids, actor.tree_ids, actor.is_system)


def _count(ws: Workspace, found: Matching, cap: int | None) -> int:
    values = {**found.values, LIMIT: cap + 1} if cap is not None else found.values
    if found.key is None:
        return ws.session.scalar(_counting(found, found.clause, cap is not None), values) or 0
    key = ("count", found.joins.definition.id, found.key, cap is not None)
    counted = kept(ws, key, lambda: Kept(_counting(found, found.parted(), cap is not None), steady=False)).rows(ws.session, values)
    return int(counted[0][0])


def _counting(found: Matching, clause: Any, capped: bool) -> sa.Select[*tuple[Any, ...]]:
    matching = _matching(found, clause)
    if capped:
        matching = matching.limit(sa.bindparam(LIMIT, None, sa.Integer))
    return sa.select(sa.func.count()).select_from(matching.subquery())


def _matching(found: Matching, clause: Any) -> Any:
    statement = sa.select(found.joins.model.id)
    return found.joins.apply(statement if clause is None else statement.where(clause))


def _estimate(ws: Workspace, found: Matching) -> int:
    """The planner's; 0 where there is none."""
    if found.key is None or ws.session.get_bind().dialect.name != "postgresql":
        return 0
    asked = kept(ws, ("estimate", found.joins.definition.id, found.key), lambda: Kept(_matching(found, found.parted()), steady=False))
    return int(asked.explain(ws.session, found.values)[0]["Plan"]["Plan Rows"])
