"""Back from the bin: the records asked for and what went along when they were deleted.

A record stays in the bin while what it depends on is still there, or while its unique value has been given to another. Public names: RestorePlan, plan_restore.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.records.fields import label_of
from app.records.integrity import WITH_BIN, chunks
from app.records.workspace import Workspace


@dataclass(slots=True)
class RestorePlan:
    """Record ids by object that come back, and the reason of each that stays in the bin."""

    back: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    refused: dict[int, str] = field(default_factory=dict)


def plan_restore(ws: Workspace, definition: ObjectDef, deleted: Mapping[int, datetime]) -> RestorePlan:
    """The plan for records in the bin (id → moment of deletion) that the actor may restore."""
    plan = RestorePlan()
    for number, moment in deleted.items():
        group = _group(ws, definition.name, number, moment)
        reason = _obstacle(ws, group, plan)
        if reason:
            plan.refused[number] = reason
            continue
        for name, ids in group.items():
            plan.back[name] |= ids
    return plan


def _group(ws: Workspace, name: str, number: int, moment: datetime) -> dict[str, set[int]]:
    """The record and what was deleted in the same moment along ``cascade``."""
    group: dict[str, set[int]] = {name: {number}}
    frontier = {name: {number}}
    while frontier:
        following: dict[str, set[int]] = defaultdict(set)
        for parent, ids in frontier.items():
            for child, field_name, on_delete in ws.catalog.referrers(parent):
                if on_delete == "cascade":
                    following[child] |= _deleted_with(ws, child, field_name, ids, moment) - group.get(child, set())
        frontier = {child: new for child, new in following.items() if new}
        for child, new in frontier.items():
            group.setdefault(child, set()).update(new)
    return group


def _deleted_with(ws: Workspace, child: str, field_name: str, ids: Collection[int], moment: datetime) -> set[int]:
    model = ws.model(child)
    found: set[int] = set()
    for part in chunks(sorted(ids)):
        statement = sa.select(model.id).where(model.columns[field_name].in_(part), model.deleted_at == moment)
        found.update(ws.session.scalars(statement, execution_options=WITH_BIN))
    return found


def _obstacle(ws: Workspace, group: Mapping[str, set[int]], plan: RestorePlan) -> str:
    for name, ids in group.items():
        definition = ws.object(name)
        for one in definition.references():
            if one.param("on_delete", "restrict") != "clear" and _waits_for(ws, definition, one.name, (ids, group, plan)):
                return _("What %(field)s points at is in the recycle bin; restore that first.", field=label_of(one))
        for one in definition.live_fields:
            if one.unique and _is_given_away(ws, name, one.name, ids, plan):
                return _("%(field)s: another record has this value by now.", field=label_of(one))
    return ""


def _waits_for(ws: Workspace, definition: ObjectDef, field_name: str, placed: tuple[set[int], Mapping[str, set[int]], RestorePlan]) -> bool:
    """Does one of the ids depend on a record that stays in the bin?"""
    ids, group, plan = placed
    target_name = str(next(one for one in definition.references() if one.name == field_name).param("target"))
    if target_name not in ws.catalog.objects:
        return False
    model, target = ws.model(definition.name), aliased(ws.model(target_name))
    coming = group.get(target_name, set()) | plan.back.get(target_name, set())
    for part in chunks(sorted(ids)):
        pointed = sa.select(target.id).join(model, model.columns[field_name] == target.id).where(model.id.in_(part), target.deleted_at.is_not(None))
        if set(ws.session.scalars(pointed, execution_options=WITH_BIN)) - coming:
            return True
    return False


def _is_given_away(ws: Workspace, name: str, field_name: str, ids: set[int], plan: RestorePlan) -> bool:
    """Has a live record, or one that is coming back already, the unique value of one of the ids?"""
    model = ws.model(name)
    other: Any = aliased(model)
    column = model.columns[field_name]
    present = other.deleted_at.is_(None)
    coming = plan.back.get(name)
    if coming:
        present = sa.or_(present, other.id.in_(sorted(coming)))
    same = sa.select(other.id).where(getattr(other, column.key) == column, present)
    for part in chunks(sorted(ids)):
        statement = sa.select(model.id).where(model.id.in_(part), column.is_not(None), same.exists()).limit(1)
        if ws.session.scalar(statement, execution_options=WITH_BIN) is not None:
            return True
    return False
