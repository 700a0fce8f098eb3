"""The plan of a change: what would happen, in words, with its risk and the records it touches. The same steps are stored with the revision.

Public names: PlanStep, Plan, make_plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from app.fieldtypes.base import Types
from app.metadata.definitions import ObjectDef
from app.metadata.diff import Change
from app.metadata.draft import Draft
from app.models.checks_data import rows_with_value
from app.publishing.words import definitions_of, sentence


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One change, as the admin sees it before it is applied."""

    sentence: str
    """In the reader's language."""
    change: Change
    rows: int | None = None
    """Records that hold what is hidden, dropped or checked; None where it does not matter."""

    @property
    def risk(self) -> str:
        """safe | check | destructive"""
        return self.change.risk

    @property
    def needs_confirmation(self) -> bool:
        """Must the admin confirm it by typing the name of ``change``?"""
        return self.change.risk == "destructive"

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.sentence,
            "kind": self.change.kind,
            "object": self.change.object,
            "field": self.change.field,
            "risk": self.risk,
            "records": self.rows,
            "needs_confirmation": self.needs_confirmation,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps of one publication."""

    base: int
    """Revision that the plan was made for."""
    steps: tuple[PlanStep, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(step.change for step in self.steps)

    @property
    def needs_confirmation(self) -> bool:
        return any(step.needs_confirmation for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        return {"revision": self.base, "needs_confirmation": self.needs_confirmation, "steps": [step.as_json() for step in self.steps]}


def make_plan(connection: Connection, draft: Draft, changes: Sequence[Change], types: Types) -> Plan:
    """The plan of a draft; counts records only for steps that are not safe."""
    known = definitions_of(draft)
    steps = (PlanStep(sentence(change, known), change, _rows(connection, draft, change, types)) for change in changes)
    return Plan(draft.before.revision, tuple(steps))


def _rows(connection: Connection, draft: Draft, change: Change, types: Types) -> int | None:
    if change.risk == "safe":
        return None
    definition = draft.before.any_object(change.object)
    if not isinstance(definition, ObjectDef):
        return None
    field = definition.any_field(change.field) if change.field else None
    if change.field and field is None:
        return None
    return rows_with_value(connection, definition, field, types)
