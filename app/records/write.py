"""The one path of a record change: form, API, import and seed all end here.

Values → right to write them → references in sight → rules → row before AND after within reach → the row → history → search index, in one transaction: the
caller's when it stands in ``engine.writing``, else one of its own.
Public names: create, create_and_show, update, delete, restore, saving, refuse_creation, rows_to_edit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.access.kept import Kept
from app.errors import Conflict, FieldloomError, InvalidInput, NotAllowed, NotFound
from app.fieldtypes.reference import LARGEST_ID
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.models.engine import busy, writing
from app.records import removal
from app.records.carrying import carry_out, is_idle, taken_problems
from app.records.history import conflict_of
from app.records.made import as_made
from app.records.proposal import Proposal, as_given, propose, wanted_unique
from app.records.removal import DeleteResult, RestoreResult
from app.records.rows import Row
from app.records.sheet import Sheet, sheet_of
from app.records.values import Given
from app.records.workspace import Workspace

EDITED = "fl_edited"
"""The parameter with the id of the record to change."""


@contextmanager
def saving(ws: Workspace) -> Iterator[bool]:
    """A transaction for record changes, or a part of the caller's: False. Raises: Conflict when others hold the rows for too long or changed one in this
    moment."""
    try:
        with writing(ws.session) as is_own:
            yield is_own
    except StaleDataError as error:
        raise Conflict(_("Somebody else changed the record in this moment. Open it again.")) from error
    except DBAPIError as error:
        if busy(error):
            raise Conflict(_("The database is busy at the moment. Nothing was changed; try again.")) from error
        raise


def create(ws: Workspace, definition: ObjectDef, values: Mapping[str, Any] | Given) -> int:
    """The id of a new record. Raises: NotAllowed without the right to create; InvalidInput with all problems; Conflict when the database is busy."""
    return _create(ws, definition, values)[1]


def create_and_show(ws: Workspace, definition: ObjectDef, values: Mapping[str, Any] | Given) -> Row:
    """As ``create``; the new record as its maker sees it."""
    return as_made(*_create(ws, definition, values))


def _create(ws: Workspace, definition: ObjectDef, values: Mapping[str, Any] | Given) -> tuple[Proposal, int]:
    refuse_creation(ws, definition)
    with saving(ws) as is_own:
        sheet = sheet_of(ws, definition)
        proposal = propose(ws, sheet, as_given(values), None, datetime.now(UTC))
        return proposal, _carry_out(proposal, alone=is_own and not sheet.numbered)[0]


def refuse_creation(ws: Workspace, definition: ObjectDef) -> None:
    """Raises: NotAllowed without the right to create."""
    if not ws.allows(definition, "create") or ws.reach(definition, "view") == "none":
        raise NotAllowed(_("You may not create records here."))


def update(ws: Workspace, definition: ObjectDef, record_id: int, values: Mapping[str, Any] | Given, version: int | None = None) -> int:
    """The record's version after the change; what is not among the values stays. ``version`` is the one that the change started from.

    Raises: NotFound (missing or hidden), NotAllowed (visible, but not to be changed), Conflict (another version; ``details`` say who changed what),
    InvalidInput with all problems.
    """
    if not 0 < record_id <= LARGEST_ID:
        raise NotFound(_("This record does not exist."))
    with saving(ws):
        (row,) = rows_to_edit(ws, definition, [record_id])
        if isinstance(row, FieldloomError):
            raise row
        if version is not None and version != row.version:
            raise conflict_of(ws, definition, row, version)
        proposal = propose(ws, sheet_of(ws, definition), as_given(values), row, datetime.now(UTC))
        return row.version if is_idle(proposal) else _carry_out(proposal)[1]


def delete(ws: Workspace, definition: ObjectDef, ids: Collection[int]) -> DeleteResult:
    """Move records to the bin, all that can be, with a reason for each that cannot. Raises: NotAllowed for records that are never deleted."""
    with saving(ws):
        return removal.delete(ws, definition, ids)


def restore(ws: Workspace, definition: ObjectDef, ids: Collection[int]) -> RestoreResult:
    """Bring records back from the bin, with what was deleted along with them."""
    with saving(ws):
        return removal.restore(ws, definition, ids)


def rows_to_edit(ws: Workspace, definition: ObjectDef, ids: Sequence[int]) -> list[Row | FieldloomError]:
    """For each id the record, locked until the end of the transaction, or the reason why it cannot be changed."""
    model, sheet = ws.model(definition.name), sheet_of(ws, definition)
    if len(ids) == 1:
        answers = ws.models.kept(("to edit", definition.name), lambda: _kept_edit(sheet)).rows(ws.session, {EDITED: ids[0]})
    else:
        some = _editing(sheet).where(model.id.in_(ids)).order_by(model.id)
        answers = list(ws.session.execute(some, execution_options={"fl_action": "edit"}))
    names = tuple(sheet.slots)
    rows = {answer[0]: Row(answer[0], dict(zip(names, answer[2:], strict=True)), version=answer[1]) for answer in answers}
    left = [number for number in ids if number not in rows]
    seen = set(ws.session.scalars(sa.select(model.id).where(model.id.in_(left)))) if left else set()
    if definition.append_only and not ws.actor.is_system:
        final = NotAllowed(_("Records of this object are never changed."))
        return [final if number in rows else _unreachable(number in seen) for number in ids]
    return [rows[number] if number in rows else _unreachable(number in seen) for number in ids]


def _editing(sheet: Sheet) -> Any:
    """Id, version and all values of records, locked (all of them in one order)."""
    return sa.select(sheet.model.id, sheet.model.version, *(sheet.model.columns[name] for name in sheet.slots)).with_for_update()


def _kept_edit(sheet: Sheet) -> Kept:
    return Kept(_editing(sheet).where(sheet.model.id == sa.bindparam(EDITED, None, sa.Integer)), "edit")


def _unreachable(is_seen: bool) -> FieldloomError:
    return NotAllowed(_("You may not change this record.")) if is_seen else NotFound(_("This record does not exist."))


def _carry_out(proposal: Proposal, alone: bool = False) -> tuple[int, int]:
    """(id, version) after the change; a unique value that somebody else saved since we looked is refused by name. ``alone``: the transaction holds nothing
    but this change, so it needs no savepoint."""
    ws, sheet = proposal.ws, proposal.sheet
    if not wanted_unique(proposal):
        return carry_out(ws, sheet, [proposal], alone)[0]
    try:
        with nullcontext() if alone else ws.session.begin_nested():
            return carry_out(ws, sheet, [proposal], alone)[0]
    except IntegrityError as error:
        problems = taken_problems(proposal)
        if not problems:
            raise Conflict(_("Somebody saved a record with the same value in this moment. Try again.")) from error
        raise InvalidInput(_("The record cannot be saved."), problems) from error
