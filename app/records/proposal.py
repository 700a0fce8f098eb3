"""A record change before it is carried out: the values that somebody wants, judged from every side, all problems collected.

Order: names → right to write the field → defaults → references in sight → rules of the type → required → owner and department → uniqueness.
Public names: Proposal, propose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.errors import InvalidInput, Problem
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.tokens import default_of, is_token
from app.models.generated import RecordBase
from app.records.fields import SYSTEM, label_of, resolved
from app.records.integrity import makes_cycle, taken
from app.records.ownership import OWNERSHIP, judge_ownership
from app.records.references import Found, missing, visible
from app.records.tokens import standing
from app.records.values import Given, unknown_field
from app.records.workspace import Workspace

STAMPS = ("created_at", "created_by", "changed_at", "changed_by", "external_key")
"""What the system alone may set: seeds and transfers of old data know when something really was."""


@dataclass(slots=True)
class Proposal:
    """The change of one record. ``values`` holds what will be set, by API name, system fields included."""

    ws: Workspace
    definition: ObjectDef
    before: RecordBase | None
    now: datetime
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    fields: dict[str, FieldDef] = field(default_factory=dict)
    """Fields of ``values``, options filled in."""

    @property
    def model(self) -> type[RecordBase]:
        return self.ws.model(self.definition.name)

    def old(self, name: str) -> Any:
        """The value before the change; None for a new record."""
        return None if self.before is None else getattr(self.before, self.model.columns[name].key)

    def refuse(self, name: str, what: str, hint: str = "") -> None:
        """Note a problem with a field; its value is not looked at any further."""
        self.problems.append(Problem(name, what, hint))
        self.values.pop(name, None)

    def is_faulty(self, name: str) -> bool:
        return any(problem.where == name for problem in self.problems)


def propose(ws: Workspace, definition: ObjectDef, given: Mapping[str, Any] | Given, before: RecordBase | None, now: datetime) -> Proposal:
    """The judged change. Raises: InvalidInput with ALL problems."""
    read = given if isinstance(given, Given) else Given(given)
    proposal = Proposal(ws, definition, before, now, problems=list(read.problems))
    for name, value in read.values.items():
        _admit(proposal, name, value)
    if before is None:
        _fill_defaults(proposal)
    found = _judge_references(proposal)
    _judge_values(proposal)
    judge_ownership(proposal, found)
    _judge_tree(proposal)
    _judge_unique(proposal)
    if proposal.problems:
        raise InvalidInput(_("The record cannot be saved."), proposal.problems)
    return proposal


def _admit(proposal: Proposal, name: str, value: Any) -> None:
    """Take a value over when the actor may write the field."""
    if name == "external_key" and proposal.ws.actor.is_system:
        proposal.values[name] = value
        return
    one = resolved(proposal.ws, proposal.definition, name)
    if one is None:
        proposal.problems.append(unknown_field(proposal.definition, name))
        return
    by_system = proposal.ws.actor.is_system and not type_of(one).generated and (name not in SYSTEM or name in STAMPS)
    if name in OWNERSHIP or by_system or (one.writable and not type_of(one).generated):
        proposal.values[name] = value
        proposal.fields[name] = one
    else:
        proposal.refuse(name, _("%(field)s cannot be changed.", field=label_of(one)), _("Leave this field out."))


def _fill_defaults(proposal: Proposal) -> None:
    here = standing(proposal.ws, proposal.now)
    for raw in proposal.definition.live_fields:
        if raw.default is None or raw.name in proposal.values or proposal.is_faulty(raw.name):
            continue
        one = proposal.ws.catalog.resolved(raw)
        value = default_of(one, here)
        try:
            proposal.values[one.name] = value if is_token(one, one.default) else type_of(one).from_json(one, value)
            proposal.fields[one.name] = one
        except Bad:
            continue  # an option that was removed since: the field stays empty, and is refused where it is required


def _judge_references(proposal: Proposal) -> Found:
    """Refuse what is missing or hidden. A hidden target that the actor 'empties' stays: they saw nothing there and sent nothing back."""
    asked: list[tuple[FieldDef, set[int]]] = []
    for name, one in proposal.fields.items():
        if not type_of(one).reference or name not in proposal.values:
            continue
        value, old = proposal.values[name], proposal.old(name)
        if type_of(one).reference == "record":
            wanted = {number for number in (value if value is not None else old,) if number is not None}
        else:
            wanted = {value} if value is not None and value != old else set()
        asked.append((one if value != old and value is not None else _without_filter(one), wanted))
    found = visible(proposal.ws, [pair for pair in asked if pair[1]])
    for one, wanted in asked:
        value, old = proposal.values[one.name], proposal.old(one.name)
        if value is None and old is not None and wanted and not found.has(one, old):
            del proposal.values[one.name]
        elif value is not None and wanted and not found.has(one, value):
            proposal.problems.append(missing(one, value))
            del proposal.values[one.name]
    return found


def _without_filter(one: FieldDef) -> FieldDef:
    """A lookup as it is asked about what it points at already: that may have left the filter since, and may stay."""
    return replace(one, params={key: value for key, value in one.params.items() if key != "filter"})


def _judge_values(proposal: Proposal) -> None:
    required = [one for one in proposal.definition.live_fields if one.required and one.writable and not type_of(one).generated]
    for name, one in list(proposal.fields.items()):
        value = proposal.values.get(name)
        if value is not None:
            for what, hint in type_of(one).check_value(one, value, proposal.old(name)):
                proposal.problems.append(Problem(name, what, hint))
    for one in required:
        absent = one.name not in proposal.values and proposal.before is None
        if (absent or proposal.values.get(one.name, "") is None) and not proposal.is_faulty(one.name):
            proposal.problems.append(Problem(one.name, _("%(field)s is required.", field=label_of(one)), _("Fill in this field.")))


def _judge_tree(proposal: Proposal) -> None:
    name = proposal.definition.tree
    parent = proposal.values.get(name) if name else None
    if proposal.before is None or parent is None or parent == proposal.old(name):
        return
    if makes_cycle(proposal.ws, proposal.model, name, proposal.before.id, parent):
        what = _("%(field)s would put the record below itself.", field=label_of(proposal.fields[name]))
        proposal.refuse(name, what, _("Choose a record that is not below this one."))


def _judge_unique(proposal: Proposal) -> None:
    changed = {
        name: value
        for name, value in proposal.values.items()
        if value is not None and name in proposal.fields and proposal.fields[name].unique and value != proposal.old(name)
    }
    proposal.problems += taken_problems(proposal, changed)


def taken_problems(proposal: Proposal, values: Mapping[str, Any]) -> list[Problem]:
    """A problem for each of these values that another record has."""
    but = None if proposal.before is None else proposal.before.id
    names = taken(proposal.ws, proposal.model, values, but)
    hint = _("Enter another value.")
    return [Problem(n, _("%(field)s: another record has this value already.", field=label_of(proposal.fields[n])), hint) for n in values if n in names]
