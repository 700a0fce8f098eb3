"""Steps of a plan or revision as the templates print them: sign, sentence, risk. Public names: Step, Risk, RISKS, plan_steps, step_of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.i18n import mark, ngettext
from app.i18n.labels import text
from app.metadata.change import Change
from app.publishing.plan import Plan, PlanStep


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk in colour and words; the words are msgids until they are read."""

    tone: str
    sign: str
    color: str
    _label: str
    _explanation: str

    @property
    def label(self) -> str:
        return _(self._label)

    @property
    def explanation(self) -> str:
        return _(self._explanation)


RISKS: Mapping[str, Risk] = {
    "safe": Risk("ok", "fa-circle-check", "green", mark("low"), mark("No record is touched, and the change can be taken back at any time.")),
    "check": Risk(
        "warn",
        "fa-triangle-exclamation",
        "yellow",
        mark("medium"),
        mark("Something that people or programs use changes, or present records must fit a new rule. No data is lost."),
    ),
    "destructive": Risk("bad", "fa-triangle-exclamation", "red", mark("high"), mark("Data is dropped and cannot be brought back.")),
}
"""From the lowest to the highest."""

ADDS = ("create", "add", "restore", "put")
TAKES = ("retire", "purge", "drop", "remove")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a plan."""

    sign: str
    color: str
    sentence: str
    risk: str
    risk_color: str
    detail: str = ""


def plan_steps(plan: Plan) -> tuple[Step, ...]:
    """The steps of a plan that is not applied yet."""
    return tuple(step_of(step.change, step.sentence, _records(step)) for step in plan.steps)


def step_of(change: Change, sentence: str, records: str = "") -> Step:
    """One step from its parts; an unknown risk counts as the highest."""
    words = RISKS.get(change.risk, RISKS["destructive"])
    sign, color = _sign(change.kind)
    return Step(sign, color, sentence, words.label, words.color, " ".join(filter(None, (_detail(change), records))))


def _detail(change: Change) -> str:
    """What the sentence leaves out: the fields of a new object, the type of a new field, words before and after."""
    before, after = change.before, change.after
    match change.kind:
        case "create_object" if isinstance(after, dict) and after.get("fields"):
            return _("Fields: %(names)s", names=", ".join(_word(raw) for raw in after["fields"]))
        case "add_field" if isinstance(after, dict) and after.get("type") in TYPES:
            return _("Type: %(type)s", type=_(TYPES[after["type"]].label))
        case "rename_label_field" if before and after:
            return f"{text(before)} → {text(after)}"
        case "require_field" if change.fill is not None:
            return _("Records without a value get: %(value)s", value=change.fill)
    return ""


def _word(raw: Mapping[str, Any]) -> str:
    label = raw.get("label", {})
    return text({"*": label} if isinstance(label, str) else label, fallback=str(raw.get("name", "")))


def _sign(kind: str) -> tuple[str, str]:
    if kind.startswith(ADDS):
        return "+", "green"
    return ("−", "red") if kind.startswith(TAKES) else ("~", "blue")


def _records(step: PlanStep) -> str:
    if step.rows is None:
        return ""
    if step.change.field:
        return ngettext("%(num)s record has a value here.", "%(num)s records have a value here.", step.rows)
    return ngettext("It has %(num)s record.", "It has %(num)s records.", step.rows)
