"""How far a right goes: the five words, their order, and the one rule behind them, for one row and for a set of rows.

``none`` nothing; ``own`` what the actor owns; ``department`` that, and what belongs to one of the actor's departments; ``department_tree`` that, and what
belongs to a department below; ``all`` everything. Each word contains the one before. Public names: REACHES, widest, narrowest, covers, criterion.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.access.actor import Actor

REACHES = ("none", "own", "department", "department_tree", "all")
"""From the narrowest to the widest."""
RANK = {word: rank for rank, word in enumerate(REACHES)}


def widest(words: Iterable[str]) -> str:
    """The widest of the words; ``none`` when there is none. An unknown word counts as ``none``."""
    return REACHES[max((RANK.get(word, 0) for word in words), default=0)]


def narrowest(words: Iterable[str]) -> str:
    """The narrowest of the words; ``none`` when there is none. An unknown word counts as ``none``."""
    return REACHES[min((RANK.get(word, 0) for word in words), default=0)]


def covers(actor: Actor, reach: str, owner_id: int | None, department_id: int | None) -> bool:
    """Is a row with this owner and department within the reach of the actor?"""
    if reach == "all":
        return True
    if RANK.get(reach, 0) >= RANK["own"] and owner_id is not None and owner_id == actor.id:
        return True
    if reach == "department":
        return department_id in actor.department_ids
    return reach == "department_tree" and department_id in actor.tree_ids


def criterion(record_class: Any, actor: Actor, reach: str) -> ColumnElement[bool] | None:
    """The same rule as a condition on a class; None: no condition, every row."""
    if reach == "all":
        return None
    own: ColumnElement[bool] = record_class.owner_id == actor.id
    match reach:
        case "own":
            return own
        case "department":
            return sa.or_(own, record_class.department_id.in_(actor.department_ids))
        case "department_tree":
            return sa.or_(own, record_class.department_id.in_(actor.tree_ids))
        case _:
            return sa.false()
