"""Carrying judged changes out: automatic numbers, INSERT, UPDATE, history, search; each by one statement, for one change or a thousand.

The caller holds the transaction. Public names: carry_out, is_idle, taken_problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.errors import Problem
from app.i18n import default_timezone
from app.i18n.locale import zone
from app.models.rows import insert_row, insert_rows, update_row, update_rows
from app.records import search_index
from app.records.history import companion, edit_of, note_edits
from app.records.integrity import taken
from app.records.proposal import Proposal, refuse_taken, wanted_unique
from app.records.sequences import next_numbers
from app.records.sheet import Sheet
from app.records.transfers import note_transfers
from app.records.workspace import Workspace

UNTOLD = ("created_at", "created_by", "changed_at", "changed_by")
"""What the history says anyway."""


def carry_out(ws: Workspace, sheet: Sheet, proposals: Sequence[Proposal], alone: bool = False) -> list[tuple[int, int]]:
    """(id, version) of each record after its change, in their order. ``alone``: the transaction is this change's own and holds nothing yet.
    Raises: IntegrityError for a unique value that somebody else saved meanwhile."""
    made = [one for one in proposals if one.before is None]
    changed = [one for one in proposals if one.before is not None and not is_idle(one)]
    _number(ws, sheet, made)
    note_transfers(ws, changed)
    if len(proposals) == 1:
        return [_carry_out_one(ws, sheet, one, alone) for one in made or changed or proposals]
    ids = insert_rows(ws.session, sheet.model, [_new_row(ws, sheet, one) for one in made])
    places = {id(one): (number, 1) for one, number in zip(made, ids, strict=True)}
    places.update((id(one), (one.before.id, one.before.version)) for one in proposals if one.before is not None)
    update_rows(ws.session, sheet.model, [(places[id(one)], _changed_row(ws, sheet, one)) for one in changed])
    places.update((id(one), (one.before.id, one.before.version + 1)) for one in changed if one.before is not None)
    note_edits(ws, sheet.definition, [_edit(one, places[id(one)]) for one in (*made, *changed)])
    for some, are_made in ((made, True), (changed, False)):
        found = {places[id(one)][0]: values for one in some if (values := _searched(ws, sheet, one)) is not None}
        search_index.note(ws, sheet.definition, found, made=are_made)
    return [places[id(one)] for one in proposals]


def _carry_out_one(ws: Workspace, sheet: Sheet, one: Proposal, alone: bool) -> tuple[int, int]:
    """(id, version) of the record after its change; its history and its row of the search index are written along with it."""
    before = one.before
    if before is not None and is_idle(one):
        return before.id, before.version
    version, connection = 1 if before is None else before.version + 1, ws.session.connection()
    along = [companion(_edit(one, (0, version)))] if sheet.definition.history else []
    values = _searched(ws, sheet, one)
    words = None if values is None else search_index.companion(ws, connection, sheet.definition, values)
    if words is not None:
        along.append(words)
    if before is None:
        number = insert_row(connection, sheet.model, _new_row(ws, sheet, one), along, alone)
    else:
        number = before.id
        update_row(connection, sheet.model, (number, before.version), _changed_row(ws, sheet, one), along)
    if values is not None and words is None:
        search_index.note(ws, sheet.definition, {number: values}, made=before is None)
    return number, version


def is_idle(proposal: Proposal) -> bool:
    """Does the change of an existing record change nothing?"""
    return not changes_of(proposal) and "external_key" not in proposal.values


def changes_of(proposal: Proposal) -> dict[str, tuple[Any, Any]]:
    """API name → (old, new) of what really changes."""
    values = proposal.values
    if proposal.before is None:
        return {name: (None, value) for name, value in values.items() if value is not None and name != "external_key"}
    pairs = ((name, proposal.old(name), values[name]) for name in values if name in proposal.slots or name == "department")
    return {name: (old, new) for name, old, new in pairs if old != new}


def taken_problems(proposal: Proposal) -> list[Problem]:
    """A problem for each unique value of the change that another record has by now."""
    before = proposal.before
    proposal.problems.clear()
    refuse_taken(proposal, taken(proposal.ws, proposal.sheet.model, wanted_unique(proposal), before.id if before else None))
    return proposal.problems


def _number(ws: Workspace, sheet: Sheet, made: Sequence[Proposal]) -> None:
    """Give the automatic numbers, after everything else is in order."""
    for slot in sheet.numbered if made else ():
        days = [_made_at(one).astimezone(zone(default_timezone())).date() for one in made]
        for one, number in zip(made, next_numbers(ws, slot.field, days), strict=True):
            one.values[slot.field.name] = number


def _made_at(proposal: Proposal) -> datetime:
    moment: datetime = proposal.values.get("created_at") or proposal.now
    return moment


def _new_row(ws: Workspace, sheet: Sheet, one: Proposal) -> dict[str, Any]:
    """Column → value."""
    who = ws.actor.id or None
    stamps = {"created_at": one.now, "created_by_id": who, "changed_at": one.now, "changed_by_id": who, "version": 1}
    return {**stamps, **{_column(sheet, name): value for name, value in one.values.items()}}


def _changed_row(ws: Workspace, sheet: Sheet, one: Proposal) -> dict[str, Any]:
    """Column → value of what changes."""
    values = {"changed_at": one.now, "changed_by": ws.actor.id or None, **{name: new for name, (_old, new) in changes_of(one).items()}}
    if "external_key" in one.values:
        values["external_key"] = one.values["external_key"]
    return {_column(sheet, name): value for name, value in values.items()}


def _searched(ws: Workspace, sheet: Sheet, one: Proposal) -> dict[str, Any] | None:
    """API name → value of all searched fields; None when there are none, or none of them changes."""
    names = [field.name for field in search_index.indexed(ws, sheet.definition).fields]
    if not names or (one.before is not None and changes_of(one).keys().isdisjoint(names)):
        return None
    return {name: one.values[name] if name in one.values else one.old(name) for name in names}


def _column(sheet: Sheet, name: str) -> str:
    return name if name == "external_key" else sheet.slots[name].column


def _edit(proposal: Proposal, place: tuple[int, int]) -> dict[str, Any]:
    """The history's row of the change."""
    slots = proposal.sheet.slots
    written = {}
    for name, (old, new) in changes_of(proposal).items() if proposal.definition.history else ():
        if name not in UNTOLD:
            slot = slots[name]
            written[slot.key] = [slot.kind.to_json(slot.field, old), slot.kind.to_json(slot.field, new)]
    made = proposal.before is None
    at = proposal.values.get("created_at" if made else "changed_at") or proposal.now
    return edit_of(proposal.ws, proposal.definition, place, ("create" if made else "edit", at), written)
