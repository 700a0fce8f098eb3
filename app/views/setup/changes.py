"""From a form to a publication: plan first, ask where it matters, apply, or tell who was faster. Every change of the designer goes through here.

A safe change is applied at once; one that touches present records shows its plan first; a destructive one asks for the name, typed. The form travels
along in hidden inputs, so nothing that was typed is lost. Public names: Wish, carry_out, show_plan, PlanPage, ConflictPage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.errors import Conflict, FieldloomError, InvalidInput
from app.i18n import gettext as _
from app.i18n import ngettext
from app.metadata.edits import Edit
from app.publishing.plan import Plan
from app.publishing.publish import publish, rollback
from app.views.pages import Link
from app.views.setup.door import Setup, base_of, done, page, refused, wants_part
from app.views.setup.rivals import Rival, rivals
from app.views.setup.steps import RISKS, Step, plan_steps

NOT_CARRIED = frozenset({"csrf_token", "action", "confirmed", "confirm_name", "base"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What one form asks for."""

    edits: Sequence[Edit]
    """Empty when ``rollback_to`` says it all."""
    title: str
    """Heading of the plan: what the change does."""
    done_href: str
    message: str
    """Said when it is done."""
    back: Link
    """Where giving up leads; the breadcrumb of the plan."""
    confirm_name: str = ""
    """What must be typed before it is done; for what takes something away."""
    button: str = ""
    """Words of the button that applies a plan that asks first; it names what will happen."""
    has_form: bool = True
    """False when there is no form to go back to."""
    rollback_to: int = 0
    """Go back to this revision."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """plan.html"""

    title: str
    crumb: Link
    action: str
    tone: str
    sign: str
    risk: str
    summary: str
    steps: tuple[Step, ...]
    carried: tuple[tuple[str, str], ...]
    button: str
    apply: str
    may_go_back: bool
    confirm_name: str = ""
    confirm_text: str = ""
    confirm_error: str = ""


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """conflict.html"""

    crumb: Link
    message: str
    theirs: tuple[Rival, ...]
    mine: tuple[str, ...]
    problems: tuple[str, ...]
    action: str
    apply: str
    carried: tuple[tuple[str, str], ...]


def carry_out(setup: Setup, wish: Wish) -> Response:
    """The answer to a form that asks for a change. Raises InvalidInput, for the caller to print the form again."""
    base = base_of(setup)
    asked = request.form.get("action", "save")
    try:
        plan = _publish(setup, wish, base, dry_run=True)
        if not plan.steps:
            return done(wish.done_href, _("Nothing was different, so nothing was changed."))
        if asked == "plan" or _must_ask(plan, wish):
            return _plan_page(plan, wish)
        _publish(setup, wish, base)
    except Conflict as conflict:
        if not conflict.details:
            return refused(wish.back.href, conflict)
        return _conflict_page(setup, wish, conflict, base)
    return done(wish.done_href, wish.message)


def show_plan(setup: Setup, wish: Wish) -> Response:
    """The plan page of a change that has no form of its own (retire, restore, purge, go back)."""
    return _plan_page(_publish(setup, wish, None, dry_run=True), wish, first=True)


def _publish(setup: Setup, wish: Wish, base: int | None, dry_run: bool = False) -> Plan:
    if wish.rollback_to:
        return rollback(setup.session, wish.rollback_to, setup.actor, dry_run=dry_run).plan
    return publish(setup.session, wish.edits, setup.actor, base=base, dry_run=dry_run).plan


def _must_ask(plan: Plan, wish: Wish) -> bool:
    if wish.confirm_name:
        return request.form.get("confirm_name", "").strip() != wish.confirm_name
    return any(step.risk != "safe" for step in plan.steps) and request.form.get("confirmed") != "1"


def _plan_page(plan: Plan, wish: Wish, first: bool = False) -> Response:
    name = wish.confirm_name
    typed = request.form.get("confirm_name")
    risk = max((step.risk for step in plan.steps), key=list(RISKS).index, default="safe")
    words = RISKS[risk]
    context = PlanPage(
        title=wish.title,
        crumb=wish.back,
        action=request.path,
        tone=words.tone,
        sign=words.sign,
        risk=_("Risk: %(risk)s", risk=words.label),
        summary=f"{ngettext('%(num)s step.', '%(num)s steps.', len(plan.steps))} {words.explanation}",
        steps=plan_steps(plan),
        carried=(("base", str(plan.base)), *_carried()),
        button=wish.button or _("Apply"),
        apply=_apply(),
        may_go_back=wish.has_form and not first,
        confirm_name=name,
        confirm_text=_("Type %(name)s to confirm", name=name),
        confirm_error=_('That is not the name; it must be exactly "%(name)s".', name=name) if name and typed is not None and typed.strip() != name else "",
    )
    return page("plan_body" if wants_part() else "plan", context)


def _apply() -> str:
    """The action that the plan's button repeats: 'another' goes on to the next field."""
    return "another" if "another" in (request.form.get("action"), request.form.get("then")) else "save"


def _carried() -> tuple[tuple[str, str], ...]:
    kept = tuple((name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED and name != "then")
    return (*kept, ("then", "another")) if _apply() == "another" else kept


def _conflict_page(setup: Setup, wish: Wish, conflict: Conflict, base: int) -> Response:
    mine: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    newest = base
    try:
        plan = _publish(setup, wish, None, dry_run=True)
        mine, newest = tuple(step.sentence for step in plan.steps), plan.base
    except InvalidInput as error:
        problems = tuple(map(str, error.problems)) or (error.message,)
    except FieldloomError as error:
        problems = (error.message,)
    context = ConflictPage(
        crumb=wish.back,
        message=conflict.message,
        theirs=rivals(conflict),
        mine=mine,
        problems=problems,
        action=request.path,
        apply=_apply(),
        carried=(("base", str(newest)), *_carried()),
    )
    return page("conflict", context, 409)
