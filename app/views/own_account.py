"""/account/: the own password, language and time zone, second factor. Whoever has logged in has it, whatever their roles.

Public names: blueprint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request
from flask import session as browser
from werkzeug.wrappers import Response

from app.access import own_account, people, second_factor
from app.access.people import Person
from app.errors import FieldloomError, InvalidInput, Problem
from app.i18n import gettext as _
from app.i18n.formats import person_name
from app.runtime.request import current_actor, session
from app.views.account_forms import Factor, factor_of, password_inputs, preference_inputs
from app.views.duty import DUTIES
from app.views.fab import visitor
from app.views.login import fingerprint
from app.views.login_check import Refused, check_password
from app.views.setup.inputs import Errors, Input, explain

blueprint = Blueprint("own_account", __name__, url_prefix="/account")
HERE = "/account/"


@dataclass(frozen=True, slots=True)
class AccountPage:
    """account.html"""

    name: str
    username: str
    email: str
    duty: str
    """In words; then only what it asks for is shown."""
    owed: str
    password: tuple[Input, ...]
    preferences: tuple[Input, ...]
    factor: Factor
    errors: Errors
    codes: tuple[str, ...] = ()
    """Recovery codes, shown this once."""


@blueprint.get("/")
def show() -> Response:
    """The page."""
    return _page()


@blueprint.post("/password")
def password() -> Response:
    """The present one, and twice a new one. This session stays, all others end."""
    form = request.form
    problems = _present_password("current")
    if form.get("password", "") != form.get("again", ""):
        problems.append(Problem("again", _("This is not the same as above.")))
    if problems:
        return _page(problems)
    try:
        user = own_account.change_password(session(), current_actor().id, form.get("password", ""))
    except InvalidInput as error:
        return _page(list(error.problems))
    browser["login"] = fingerprint(user)
    return _done(_("Your password is changed; you are logged out everywhere else."))


@blueprint.post("/preferences")
def preferences() -> Response:
    """Language and time zone."""
    try:
        wanted = {"locale": request.form.get("locale") or None, "timezone": request.form.get("timezone") or None}
        people.change_user(session(), current_actor().id, wanted)
    except InvalidInput as error:
        return _page(list(error.problems))
    browser.pop("locale", None)
    return _done(_("Saved."))


@blueprint.post("/second-factor/<any(begin, confirm, cancel, codes, remove):step>")
def change_factor(step: str) -> Response:
    """Set up: begin, confirm (or cancel). Later: other recovery codes, or remove it, where no role asks for it."""
    user_id, codes = current_actor().id, []
    problems = _present_password(f"{step}_password") if step in ("begin", "codes", "remove") else []
    if problems:
        return _page(problems)
    try:
        if step == "begin":
            second_factor.begin(session(), user_id)
        elif step == "confirm":
            codes = second_factor.confirm(session(), user_id, request.form.get("code", ""))
        elif step == "codes":
            codes = second_factor.renew_codes(session(), user_id)
        elif step == "cancel" and not second_factor.is_on(session(), user_id):
            second_factor.remove(session(), user_id)
        elif step == "remove":
            _refuse_if_asked_for()
            second_factor.remove(session(), user_id)
    except FieldloomError as error:
        return _page(list(error.problems) or [Problem("", error.message)])
    if codes:
        return _page(codes=tuple(codes))
    return _done(_("No code is asked for any more.")) if step == "remove" else redirect(f"{HERE}#second-factor", 303)


def _refuse_if_asked_for() -> None:
    if second_factor.asking_roles(session()) & set(current_actor().role_ids):
        raise InvalidInput(_("One of your roles asks for a second factor, so it stays."))


def _present_password(field: str) -> list[Problem]:
    """A wrong one is counted like one at the login: an unlocked screen is no way to guess it."""
    checked = check_password(_security(), current_actor().username, request.form.get(field, ""))
    return [Problem(field, checked.message)] if isinstance(checked, Refused) else []


def _security() -> Any:
    return current_app.appbuilder.sm  # type: ignore[attr-defined]


def _done(message: str) -> Response:
    flash(message, "ok")
    return redirect(HERE, 303)


def _page(problems: list[Problem] | None = None, codes: tuple[str, ...] = ()) -> Response:
    found = session()
    me: Person = people.person(found, current_actor().id)
    owed = "" if codes else str(visitor().known.duty)
    password, preferences = password_inputs(), preference_inputs(me)
    factor = factor_of(found, me, current_actor().role_ids)
    errors = explain(problems or [], (one.name for one in (*password, *preferences, *factor.inputs)))
    page = AccountPage(
        name=person_name(me.first_name, me.last_name) or me.username,
        username=me.username,
        email=me.email,
        duty=_(DUTIES[owed]) if owed else "",
        owed=owed,
        password=errors.on(password),
        preferences=errors.on(preferences),
        factor=factor.with_errors(errors),
        errors=errors,
        codes=codes,
    )
    return make_response(render_template("account.html", page=page), 422 if problems else 200)
