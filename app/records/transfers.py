"""Tells the audit log of records that go to another owner or department. Public name: note_transfers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.access.audit import note
from app.models.users import Department, User
from app.records.sheet import OWNERSHIP
from app.records.workspace import Workspace

if TYPE_CHECKING:
    from app.records.proposal import Proposal


def note_transfers(ws: Workspace, changed: Sequence[Proposal]) -> None:
    """An event for each change that moves its record: logins and departments by name. No statement when none does."""
    moved = [(one, found) for one in changed if one.definition.scoped and (found := _differing(one))]
    if not moved:
        return
    names = {"owner": _names(ws, User.id, User.username, moved, "owner"), "department": _names(ws, Department.id, Department.name, moved, "department")}
    for one, found in moved:
        changes = {name: [names[name].get(number, number) for number in pair] for name, pair in found.items()}
        record = one.before.id if one.before else None
        note(
            ws.session,
            "transferred",
            object=one.definition.name,
            record_id=record,
            target=str(changes.get("owner", [None, ""])[1] or ""),
            details={"changes": changes},
        )


def _differing(one: Proposal) -> dict[str, list[Any]]:
    """owner, department → [old id, new id]."""
    return {name: [one.old(name), one.values[name]] for name in OWNERSHIP if name in one.values and one.values[name] != one.old(name)}


def _names(ws: Workspace, key: Any, name: Any, moved: Sequence[tuple[Proposal, dict[str, list[Any]]]], what: str) -> dict[int, str]:
    ids = sorted({number for _one, found in moved for number in found.get(what, ()) if number is not None})
    return dict(ws.session.execute(sa.select(key, name).where(key.in_(ids))).all()) if ids else {}
