"""Who a record belongs to before and after a change, and whether the actor may bring that about.

A new record belongs to its maker and their main department. To give it, or an existing one, to somebody else takes the transfer right; and whatever is
written must be within the actor's reach afterwards, so that nobody moves a row into a place where they may not act.
Public name: judge_ownership.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access.reach import covers
from app.errors import Problem
from app.i18n import gettext as _
from app.records.references import Found
from app.records.sheet import OWNERSHIP

if TYPE_CHECKING:
    from app.records.proposal import Proposal


def judge_ownership(proposal: Proposal, found: Found) -> None:
    """Settle owner and department in the proposal's values, or refuse them."""
    if proposal.before is None:
        _settle_new(proposal, found)
    else:
        _settle_transfer(proposal, found)


def _settle_new(proposal: Proposal, found: Found) -> None:
    actor, values = proposal.ws.actor, proposal.values
    owner = values.setdefault("owner", actor.id or None)
    home = actor.department_id if owner == actor.id else found.departments.get(owner) if owner else None
    department = values.setdefault("department", home)
    if actor.is_system:
        return
    reach = proposal.ws.reach(proposal.definition, "transfer")
    strange = [name for name, is_own in (("owner", owner == actor.id), ("department", _is_home(proposal, department))) if not is_own]
    if strange and reach == "none":
        what = _("You may not create records for others.")
        proposal.problems.extend(_ownership_problems(strange, what, _("Leave this field out.")))
    elif not covers(actor, proposal.ws.reach(proposal.definition, "view"), owner, department):
        _refuse_out_of_reach(proposal, strange)


def _is_home(proposal: Proposal, department: int | None) -> bool:
    return department == proposal.ws.actor.department_id or department in proposal.ws.actor.department_ids


def _settle_transfer(proposal: Proposal, found: Found) -> None:
    """Only what really changes is a transfer; a form sends owner and department back as they were."""
    values, before = proposal.values, proposal.before
    if before is None:
        return
    changed = [name for name in OWNERSHIP if name in values and values[name] != proposal.old(name)]
    actor, definition = proposal.ws.actor, proposal.definition
    if "owner" in changed and "department" not in changed and values["owner"] is not None:
        values["department"] = found.departments.get(values["owner"], before.values["department"])
    if actor.is_system:
        return
    if changed and not covers(actor, proposal.ws.reach(definition, "transfer"), before.values["owner"], before.values["department"]):
        proposal.problems.extend(_ownership_problems(changed, _("You may not transfer this record."), _("Leave this field as it was.")))
        return
    after = (values.get("owner", before.values["owner"]), values.get("department", before.values["department"]))
    if not covers(actor, proposal.ws.reach(definition, "edit"), *after):
        _refuse_out_of_reach(proposal, changed)


def _refuse_out_of_reach(proposal: Proposal, names: list[str]) -> None:
    what = _("The record would be out of your reach.")
    proposal.problems.extend(_ownership_problems(names or ["owner"], what, _("Choose an owner and a department within your reach.")))


def _ownership_problems(names: list[str], what: str, hint: str) -> list[Problem]:
    return [Problem(name, what, hint) for name in names]
