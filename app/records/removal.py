"""Deleting is moving to the bin, as the references to a record allow; restoring brings back what went along.

``restrict`` refuses while another record points here, ``cascade`` takes that record along, ``clear`` lets it go on pointing at what is in the bin (nobody
sees it there, and restoring mends it). The plan is worked out for all ids together, set by set.
Public names: DeleteResult, RestoreResult, Refusal, delete, restore.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from app.errors import NotAllowed
from app.fieldtypes.reference import LARGEST_ID
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.records.history import note_many
from app.records.integrity import WITH_BIN, chunks
from app.records.removal_plan import plan_removal
from app.records.restoring import plan_restore
from app.records.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one record stays as it is."""

    id: int
    what: str
    hint: str = ""
    missing: bool = False
    """There is no such record, or it is out of sight: the two are not told apart."""


@dataclass(frozen=True, slots=True)
class DeleteResult:
    """What a delete did."""

    deleted: tuple[int, ...]
    refused: tuple[Refusal, ...] = ()
    along: int = 0
    """Number of records of any object that went along."""


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What a restore did."""

    restored: tuple[int, ...]
    refused: tuple[Refusal, ...] = ()
    along: int = 0


def delete(ws: Workspace, definition: ObjectDef, ids: Collection[int]) -> DeleteResult:
    """Move to the bin what can be; call it within ``write.saving``."""
    if definition.append_only and not ws.actor.is_system:
        raise NotAllowed(_("Records of this object are never deleted."))
    wanted = sorted({number for number in ids if 0 < number <= LARGEST_ID})
    reachable = set(_reachable(ws, definition, wanted, "delete"))
    refused = _unreachable(ws, definition, [number for number in ids if number not in reachable], _("You may not delete this record."))
    removal = plan_removal(ws, definition, reachable)
    refused += [Refusal(number, what, _("Delete or change those first.")) for number, what in sorted(removal.refused.items())]
    _set_bin(ws, removal.doomed, datetime.now(UTC), "delete")
    deleted = tuple(sorted(removal.doomed.get(definition.name, set()) & reachable))
    return DeleteResult(deleted, tuple(refused), removal.size - len(deleted))


def restore(ws: Workspace, definition: ObjectDef, ids: Collection[int]) -> RestoreResult:
    """Bring back what can be; call it within ``write.saving``. Who may delete a record may restore it."""
    model = ws.model(definition.name)
    found: dict[int, datetime] = {}
    for part in chunks(sorted({number for number in ids if 0 < number <= LARGEST_ID})):
        statement = sa.select(model.id, model.deleted_at).where(model.id.in_(part), model.deleted_at.is_not(None)).with_for_update()
        rows = ws.session.execute(statement, execution_options={"fl_bin": True, "fl_action": "delete"})
        found.update({row[0]: row[1] for row in rows if row[1] is not None})
    plan = plan_restore(ws, definition, found)
    gone = _unreachable(ws, definition, [number for number in ids if number not in found], _("This record is not in the recycle bin."))
    _set_bin(ws, plan.back, None, "restore")
    restored = tuple(sorted(set(found) - set(plan.refused)))
    refused = [Refusal(number, what) for number, what in sorted(plan.refused.items())]
    return RestoreResult(restored, (*gone, *refused), sum(len(numbers) for numbers in plan.back.values()) - len(restored))


def _reachable(ws: Workspace, definition: ObjectDef, ids: Collection[int], action: str) -> list[int]:
    """Of these ids the ones that the actor may act on, locked until the end of the transaction."""
    model = ws.model(definition.name)
    found: list[int] = []
    for part in chunks(sorted(ids)):
        statement = sa.select(model.id).where(model.id.in_(part)).with_for_update()
        found += ws.session.scalars(statement, execution_options={"fl_action": action})
    return found


def _unreachable(ws: Workspace, definition: ObjectDef, ids: Collection[int], reason: str) -> list[Refusal]:
    """A refusal for each id: the reason where the actor sees the record, otherwise missing."""
    if not ids:
        return []
    model = ws.model(definition.name)
    seen: set[int] = set()
    for part in chunks(sorted(number for number in ids if 0 < number <= LARGEST_ID)):
        seen.update(ws.session.scalars(sa.select(model.id).where(model.id.in_(part))))
    gone = _("This record does not exist.")
    return [Refusal(number, reason) if number in seen else Refusal(number, gone, missing=True) for number in ids]


def _set_bin(ws: Workspace, records: dict[str, set[int]], moment: datetime | None, action: str) -> None:
    """Put records of many objects into the bin (with the moment) or take them out (None), with a history entry each."""
    values: dict[str, Any] = {"deleted_at": moment, "deleted_by_id": (ws.actor.id or None) if moment else None}
    now = moment or datetime.now(UTC)
    for name, ids in records.items():
        model = ws.model(name)
        for part in chunks(sorted(ids)):
            change = sa.update(model).where(model.id.in_(part)).values(**values, version=model.version + 1)
            options = {**WITH_BIN, "synchronize_session": False}
            changed = ws.session.execute(change.returning(model.id, model.version), execution_options=options).all()
            note_many(ws, ws.object(name), [(row[0], row[1]) for row in changed], action, now)
    ws.session.expire_all()
