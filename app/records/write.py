"""The one path of a record change: form, API, import and seed all end here.

Values → right to write them → references in sight → rules → row before AND after within reach → flush → history, in one transaction: the caller's
when it stands in ``engine.writing``, else one of its own. Public names: create, update, delete, restore, saving.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.fieldtypes.reference import LARGEST_ID
from app.fieldtypes.registry import type_of
from app.i18n import default_timezone
from app.i18n import gettext as _
from app.i18n.locale import zone
from app.metadata.definitions import ObjectDef
from app.models.engine import busy, writing
from app.models.generated import RecordBase
from app.records import removal, search_index
from app.records.history import conflict_of, note_change
from app.records.proposal import Proposal, propose, taken_problems
from app.records.removal import DeleteResult, RestoreResult
from app.records.sequences import next_number
from app.records.values import Given
from app.records.workspace import Workspace


@contextmanager
def saving(ws: Workspace) -> Iterator[None]:
    """A transaction for record changes. Raises: Conflict when others hold the rows for too long or changed one in this moment."""
    try:
        with writing(ws.session):
            yield
    except StaleDataError as error:
        raise Conflict(_("Somebody else changed the record in this moment. Open it again.")) from error
    except DBAPIError as error:
        if busy(error):
            raise Conflict(_("The database is busy at the moment. Nothing was changed; try again.")) from error
        raise


def create(ws: Workspace, definition: ObjectDef, values: Mapping[str, Any] | Given) -> int:
    """The id of a new record. Raises: NotAllowed without the right to create; InvalidInput with all problems; Conflict when the database is busy."""
    if not ws.allows(definition, "create") or ws.reach(definition, "view") == "none":
        raise NotAllowed(_("You may not create records here."))
    now = datetime.now(UTC)
    with saving(ws):
        proposal = propose(ws, definition, values, None, now)
        row = proposal.model(**_stamps(ws, now), version=1)
        _number(proposal)
        _carry_out(proposal, row)
        note_change(ws, definition, row, "create", {name: (None, value) for name, value in proposal.values.items() if value is not None})
        search_index.note_row(ws, definition, row)
        return row.id


def update(ws: Workspace, definition: ObjectDef, record_id: int, values: Mapping[str, Any] | Given, version: int | None = None) -> int:
    """The record's version after the change; what is not among the values stays. ``version`` is the one that the change started from.

    Raises: NotFound (missing or hidden), NotAllowed (visible, but not to be changed), Conflict (another version; ``details`` say who changed what),
    InvalidInput with all problems.
    """
    now = datetime.now(UTC)
    with saving(ws):
        row = _row_to_edit(ws, definition, record_id)
        if version is not None and version != row.version:
            raise conflict_of(ws, definition, row, version)
        proposal = propose(ws, definition, values, row, now)
        changes = {name: (proposal.old(name), value) for name, value in proposal.values.items() if name in proposal.fields and value != proposal.old(name)}
        changes.update({name: (proposal.old(name), proposal.values[name]) for name in ("department",) if _differs(proposal, name)})
        if changes or "external_key" in proposal.values:
            proposal.values = {"changed_at": now, "changed_by": ws.actor.id or None, **proposal.values}
            _carry_out(proposal, row)
            note_change(ws, definition, row, "edit", changes)
            search_index.note_row(ws, definition, row, changes)
        return row.version


def delete(ws: Workspace, definition: ObjectDef, ids: Collection[int]) -> DeleteResult:
    """Move records to the bin, all that can be, with a reason for each that cannot. Raises: NotAllowed for records that are never deleted."""
    with saving(ws):
        return removal.delete(ws, definition, ids)


def restore(ws: Workspace, definition: ObjectDef, ids: Collection[int]) -> RestoreResult:
    """Bring records back from the bin, with what was deleted along with them."""
    with saving(ws):
        return removal.restore(ws, definition, ids)


def _differs(proposal: Proposal, name: str) -> bool:
    return name in proposal.values and proposal.values[name] != proposal.old(name)


def _stamps(ws: Workspace, now: datetime) -> dict[str, Any]:
    who = ws.actor.id or None
    return {"created_at": now, "created_by_id": who, "changed_at": now, "changed_by_id": who}


def _number(proposal: Proposal) -> None:
    """Give the automatic numbers, after everything else is in order."""
    made_at = proposal.values.get("created_at") or proposal.now
    for one in proposal.definition.live_fields:
        if type_of(one).generated:
            proposal.values[one.name] = next_number(proposal.ws, one, made_at.astimezone(zone(default_timezone())).date())
            proposal.fields[one.name] = one


def _carry_out(proposal: Proposal, row: RecordBase) -> None:
    """Set the values and flush; a unique value that somebody else saved since we looked is refused by name."""
    unique = {name: value for name, value in proposal.values.items() if name in proposal.fields and proposal.fields[name].unique and value is not None}
    if not unique:
        _flush(proposal, row)
        return
    try:
        with proposal.ws.session.begin_nested():  # it flushes what is pending first: nothing may be changed before it
            _flush(proposal, row)
    except IntegrityError as error:
        problems = taken_problems(proposal, unique)
        if not problems:
            raise Conflict(_("Somebody saved a record with the same value in this moment. Try again.")) from error
        raise InvalidInput(_("The record cannot be saved."), problems) from error


def _flush(proposal: Proposal, row: RecordBase) -> None:
    for name, value in proposal.values.items():
        setattr(row, "external_key" if name == "external_key" else proposal.model.columns[name].key, value)
    proposal.ws.session.add(row)
    proposal.ws.session.flush()


def _row_to_edit(ws: Workspace, definition: ObjectDef, record_id: int) -> RecordBase:
    if not 0 < record_id <= LARGEST_ID:
        raise NotFound(_("This record does not exist."))
    model = ws.model(definition.name)
    statement = sa.select(model).where(model.id == record_id)
    row = ws.session.scalar(statement.with_for_update(), execution_options={"fl_action": "edit"})
    if row is None:
        if ws.session.scalar(sa.select(model.id).where(model.id == record_id)) is None:
            raise NotFound(_("This record does not exist."))
        raise NotAllowed(_("You may not change this record."))
    if definition.append_only and not ws.actor.is_system:
        raise NotAllowed(_("Records of this object are never changed."))
    return row
