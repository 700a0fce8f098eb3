"""Steps of a plan or revision as the templates print them: sign, sentence, risk. Public names: Step, Risk, RISKS, plan_steps, revision_steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.i18n import gettext as _
from app.i18n import mark, ngettext
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
    return tuple(step_of(step.change.kind, step.risk, step.sentence, _records(step)) for step in plan.steps)


def step_of(kind: str, risk: str, sentence: str, detail: str = "") -> Step:
    """One step from its parts; an unknown risk counts as the highest."""
    words = RISKS.get(risk, RISKS["destructive"])
    sign, color = _sign(kind)
    return Step(sign, color, sentence, words.label, words.color, detail)


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


def sentences(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(step.sentence for step in steps)
