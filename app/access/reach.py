"""How far a right goes: the five words, their order, and the one rule behind them, for one row and for a set of rows.

``none`` nothing; ``own`` what the actor owns; ``department`` that, and what belongs to one of the actor's departments; ``department_tree`` that, and what
belongs to a department below; ``all`` everything. Each word contains the one before.
Public names: REACHES, widest, narrowest, covers, criterion, ids_of, padded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement, UnaryExpression
from sqlalchemy.sql.operators import custom_op

from app.access.actor import Actor

REACHES = ("none", "own", "department", "department_tree", "all")
"""From the narrowest to the widest."""
ACTOR, DEPARTMENTS, TREE = "fl_actor", "fl_departments", "fl_tree"
"""Names of the parameters that hold the actor's ids."""
ASIDE: custom_op[Any] = custom_op("+")
"""SQLite's sign for a column whose indexes are not to be used."""
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


def criterion(record_class: Any, actor: Actor, reach: str, arrays: bool = False, walked: bool = False) -> ColumnElement[bool] | None:
    """The same rule as a condition on a class; None: no condition, every row. The actor's ids are parameters of these names, so that a kept statement
    can be sent for another actor. ``arrays``: departments in one array (PostgreSQL), whatever their number. ``walked``: rows come in the order of an
    index, and the indexes of owner and department are to be left alone where there is more than the own (SQLite would read all of the actor's rows)."""
    if reach == "all":
        return None
    owner, department = record_class.owner_id, record_class.department_id
    if walked and reach != "own":
        owner, department = (UnaryExpression(column, operator=ASIDE, type_=sa.Integer()) for column in (owner, department))
    own: ColumnElement[bool] = owner == sa.bindparam(ACTOR, actor.id, sa.Integer)
    match reach:
        case "own":
            return own
        case "department":
            return sa.or_(own, _within(department, DEPARTMENTS, actor.department_ids, arrays))
        case "department_tree":
            return sa.or_(own, _within(department, TREE, actor.tree_ids, arrays))
        case _:
            return sa.false()


def _within(column: Any, name: str, ids: Sequence[int], arrays: bool) -> ColumnElement[bool]:
    made: ColumnElement[bool]
    if arrays:
        made = column == sa.any_(sa.bindparam(name, list(ids), sa.ARRAY(sa.Integer)))
    else:
        made = column.in_(sa.bindparam(name, padded(ids), sa.Integer, expanding=True))
    return made


def padded(ids: Sequence[int]) -> list[int]:
    """The ids, the last one repeated up to a power of two: actors with about as many departments send the same statement."""
    return [*ids, *[ids[-1]] * ((1 << (len(ids) - 1).bit_length()) - len(ids))] if ids else []


def ids_of(actor: Actor, arrays: bool) -> dict[str, Any]:
    """The values of the parameters of ``criterion``."""
    departments, tree = (list(ids) if arrays else padded(ids) for ids in (actor.department_ids, actor.tree_ids))
    return {ACTOR: actor.id, DEPARTMENTS: departments, TREE: tree}
