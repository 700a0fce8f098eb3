"""A record change before it is carried out: the values that somebody wants, judged from every side, all problems collected.

Order: names → right to write the field → defaults → references in sight → rules of the type → required → owner and department → tree → uniqueness.
What takes a statement is asked in between, for one change (``propose``) or for many at once (``records.bulk``).
Public names: Proposal, begin, wanted_references, judge, wanted_unique, refuse_taken, settle, propose.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.errors import InvalidInput, Problem
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.tokens import Standing
from app.records.fields import label_of
from app.records.integrity import makes_cycle, taken
from app.records.ownership import judge_ownership
from app.records.references import Found, missing, visible
from app.records.rows import Row
from app.records.sheet import Sheet, Slot
from app.records.tokens import standing
from app.records.values import Given, unknown_field
from app.records.workspace import Workspace


@dataclass(slots=True)
class Proposal:
    """The change of one record. ``values`` holds what will be set, by API name, system fields included."""

    ws: Workspace
    sheet: Sheet
    before: Row | None
    now: datetime
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    slots: dict[str, Slot] = field(default_factory=dict)
    """Fields of ``values``."""
    asked: list[tuple[FieldDef, Any]] = field(default_factory=list)
    """References to look at: (field, id that must be in sight, or None)."""
    found: Found = field(default_factory=Found)
    """What they point at, once it was looked up."""

    @property
    def definition(self) -> ObjectDef:
        return self.sheet.definition

    def old(self, name: str) -> Any:
        """The value before the change; None for a new record."""
        return None if self.before is None else self.before.values[name]

    def refuse(self, name: str, what: str, hint: str = "") -> None:
        """Note a problem with a field; its value is not looked at any further."""
        self.problems.append(Problem(name, what, hint))
        self.values.pop(name, None)

    def is_faulty(self, name: str) -> bool:
        return any(problem.where == name for problem in self.problems)


def propose(ws: Workspace, sheet: Sheet, given: Given, before: Row | None, now: datetime) -> Proposal:
    """The judged change of one record. Raises: InvalidInput with ALL problems."""
    proposal = begin(ws, sheet, given, before, now)
    wanted = wanted_references(proposal)
    judge(proposal, visible(ws, wanted) if wanted else Found())
    refuse_taken(proposal, taken(ws, sheet.model, wanted_unique(proposal), before.id if before else None))
    settle(proposal)
    return proposal


def begin(ws: Workspace, sheet: Sheet, given: Given, before: Row | None, now: datetime) -> Proposal:
    """The change as it is wanted: what the actor may not write is refused, a new record has its defaults."""
    proposal = Proposal(ws, sheet, before, now, problems=list(given.problems))
    for name, value in given.values.items():
        _admit(proposal, name, value)
    if before is None:
        _fill_defaults(proposal)
    return proposal


def _admit(proposal: Proposal, name: str, value: Any) -> None:
    """Take a value over when the actor may write the field."""
    is_system = proposal.ws.actor.is_system
    if name == "external_key" and is_system:
        proposal.values[name] = value
        return
    slot = proposal.sheet.slots.get(name)
    if slot is None:
        proposal.problems.append(unknown_field(proposal.definition, name))
    elif slot.by_person or (is_system and slot.by_system):
        proposal.values[name] = value
        proposal.slots[name] = slot
    else:
        proposal.refuse(name, _("%(field)s cannot be changed.", field=label_of(slot.field)), _("Leave this field out."))


def _fill_defaults(proposal: Proposal) -> None:
    here: Standing | None = None
    for slot, value in proposal.sheet.defaults:
        name = slot.field.name
        if name not in proposal.values and not proposal.is_faulty(name):
            here = here or standing(proposal.ws, proposal.now)
            proposal.values[name] = proposal.sheet.default(slot, value, here)
            proposal.slots[name] = slot


def wanted_references(proposal: Proposal) -> list[tuple[FieldDef, Collection[int]]]:
    """The references of the change that must be looked at, with the ids of each."""
    for name, slot in proposal.slots.items():
        kind = slot.kind.reference
        if not kind or name not in proposal.values:
            continue
        value, old = proposal.values[name], proposal.old(name)
        wanted = value if value != old else None
        if kind == "record":
            wanted = old if value is None else value
        proposal.asked.append((slot.field if value != old and value is not None else slot.settled, wanted))
    return [(one, (wanted,)) for one, wanted in proposal.asked if wanted is not None]


def judge(proposal: Proposal, found: Found) -> None:
    """Everything but uniqueness, when it is known which references are in sight."""
    proposal.found = found
    _judge_references(proposal, found)
    _judge_values(proposal)
    judge_ownership(proposal, found)
    _judge_tree(proposal)


def _judge_references(proposal: Proposal, found: Found) -> None:
    """Refuse what is missing or hidden. A hidden target that the actor 'empties' stays: they saw nothing there and sent nothing back."""
    for one, wanted in proposal.asked:
        if wanted is None or found.has(one, wanted):
            continue
        if proposal.values[one.name] is not None:
            proposal.problems.append(missing(one, wanted))
        del proposal.values[one.name]


def _judge_values(proposal: Proposal) -> None:
    values = proposal.values
    for name, slot in proposal.slots.items():
        value = values.get(name)
        if value is not None:
            for what, hint in slot.kind.check_value(slot.field, value, proposal.old(name)):
                proposal.problems.append(Problem(name, what, hint))
    for slot in proposal.sheet.required:
        one = slot.field
        absent = one.name not in values and proposal.before is None
        if (absent or values.get(one.name, "") is None) and not proposal.is_faulty(one.name):
            proposal.problems.append(Problem(one.name, _("%(field)s is required.", field=label_of(one)), _("Fill in this field.")))


def _judge_tree(proposal: Proposal) -> None:
    if not moves_in_tree(proposal) or proposal.before is None:
        return
    name = proposal.definition.tree
    if makes_cycle(proposal.ws, proposal.sheet.model, name, proposal.before.id, proposal.values[name]):
        what = _("%(field)s would put the record below itself.", field=label_of(proposal.slots[name].field))
        proposal.refuse(name, what, _("Choose a record that is not below this one."))


def moves_in_tree(proposal: Proposal) -> bool:
    """Does an existing record get another parent in its tree?"""
    name = proposal.definition.tree
    parent = proposal.values.get(name) if name else None
    return proposal.before is not None and parent is not None and parent != proposal.old(name)


def wanted_unique(proposal: Proposal) -> dict[str, Any]:
    """The values of unique fields that change: no other record may have them."""
    wanted = {}
    for slot in proposal.sheet.unique:
        name = slot.field.name
        value = proposal.values.get(name) if name in proposal.slots else None
        if value is not None and value != proposal.old(name):
            wanted[name] = value
    return wanted


def refuse_taken(proposal: Proposal, names: Collection[str]) -> None:
    """Note the fields whose value another record has."""
    hint = _("Enter another value.") if names else ""
    for name, slot in proposal.slots.items():
        if name in names:
            proposal.problems.append(Problem(name, _("%(field)s: another record has this value already.", field=label_of(slot.field)), hint))


def settle(proposal: Proposal) -> None:
    """Raises: InvalidInput with ALL problems that were found."""
    if proposal.problems:
        raise InvalidInput(_("The record cannot be saved."), proposal.problems)


def as_given(values: Mapping[str, Any] | Given) -> Given:
    """Typed values as what a door read."""
    return values if isinstance(values, Given) else Given(values)
