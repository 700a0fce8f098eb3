"""Logging in and out: the page, and the API that gives tokens.

Both doors share one check of the password and one count of wrong tries (``views.login_check``). Sessions and tokens carry a fingerprint of the password, so
that they end when it changes. Public names: LoginView, LoginApi, fingerprint, begin_session, limit_logins, limit_key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, jsonify, redirect, request, session, url_for
from flask_appbuilder.security.api import SecurityApi
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.views import AuthDBView
from flask_appbuilder.utils.base import get_safe_redirect
from flask_jwt_extended import create_access_token, create_refresh_token, get_current_user, verify_jwt_in_request
from flask_limiter.util import get_remote_address
from flask_login import login_user, logout_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as WsgiResponse

from app.access import load, second_factor
from app.errors import InvalidInput, Problem
from app.i18n import gettext as _
from app.models.users import User
from app.runtime.request import session as database
from app.views.answers import json_error
from app.views.audit_door import note_logout
from app.views.body import json_object
from app.views.fab import api_url, page_url, visitor
from app.views.login_check import Passed, Refused, check_code, check_password, let_in
from app.views.pages import LoginPage
from app.views.visitor import Visitor

STEP_SECONDS = 300
"""Between password and code."""
LIMITED_DOORS = frozenset({"LoginView", "LoginApi"})
"""Blueprints in which tries are counted."""


def fingerprint(user: User) -> str:
    """What the user's sessions and tokens carry; it changes with the password."""
    return load.fingerprint(user.id, user.password)


def claims(mark: str) -> dict[str, str]:
    """What a token carries beside the user's id: the fingerprint of the password, so that it ends with it."""
    return {"login": mark}


class LoginView(AuthDBView):
    """/login/ and /logout/. FAB: redirects after a wrong password and forgets the name typed; logs out by GET."""

    appbuilder: Any

    @page_url("/login/", "GET", "POST")
    @no_cache
    def login(self) -> Any:
        """The page, or the way to where the user wanted to go."""
        target = request.values.get("next", "")
        if visitor().is_authenticated:
            return redirect(_safe(target))
        if request.method == "GET":
            return self._page(target)
        if "step" in request.form:
            return self._second_step(target)
        username = request.form.get("username", "").strip()
        checked = check_password(self.appbuilder.sm, username, request.form.get("password", ""))
        if isinstance(checked, Passed) and second_factor.is_on(database(), checked.user.id):
            return self._page(target, username, step=step_of(checked))
        return self._enter(target, username, checked)

    def _second_step(self, target: str) -> Any:
        """The code of who has typed the password a few minutes ago; there is no session yet."""
        passed = passed_step(self.appbuilder.sm, request.form["step"])
        if passed is None:
            return self._page(target, "", _("That took too long. Log in again.")), 401
        return self._enter(target, passed.name, check_code(passed, request.form.get("code", "")), request.form["step"])

    def _enter(self, target: str, username: str, checked: Passed | Refused, step: str = "") -> Any:
        if isinstance(checked, Passed):
            checked = let_in(self.appbuilder.sm, checked)
        if isinstance(checked, Refused):
            return self._page(target, username, checked.message, "" if checked.until else step), checked.status, checked.headers
        begin_session(checked.user)
        return redirect(_safe(target))

    @page_url("/logout/", "GET", "POST")
    def logout(self) -> WsgiResponse:
        """Only POST logs out, so that no picture or link of another site can."""
        if request.method == "POST":
            note_logout()
            logout_user()
            session.pop("login", None)
            return redirect(url_for("LoginView.login"))
        return redirect(self.appbuilder.get_url_for_index)

    def _page(self, target: str, username: str = "", error: str = "", step: str = "") -> str:
        hint = str(current_app.config.get("LOGIN_HINT") or "")
        page = LoginPage(action=url_for("LoginView.login"), username=username, error=error, next=target, hint=hint, step=step)
        return str(self.render_template("login.html", page=page))


def step_of(passed: Passed) -> str:
    """Says for STEP_SECONDS that the password was right; worth nothing after a change of the password."""
    return str(_steps().dumps([passed.user.id, fingerprint(passed.user), passed.name]))


def passed_step(security: Any, step: str) -> Passed | None:
    """Whose password was right; None when that is too long ago, or was never so."""
    try:
        number, mark, name = _steps().loads(step, max_age=STEP_SECONDS)
    except BadData:
        return None
    user = security.active_user(number)
    return Passed(user, name) if user is not None and fingerprint(user) == mark else None


def _steps() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="fieldloom second step")


def begin_session(user: User) -> None:
    """A new session of the browser: of the one before nothing stays but the language, the CSRF token least of all."""
    locale = session.get("locale")
    session.clear()
    session.update({"locale": locale} if locale else {})
    login_user(user, remember=False)
    session["login"] = fingerprint(user)


def _safe(target: str) -> str:
    """``target`` when it is a path of this site, the home page otherwise."""
    home: str = current_app.appbuilder.get_url_for_index  # type: ignore[attr-defined]
    return str(get_safe_redirect(target)) if target else home


class LoginApi(SecurityApi):
    """/api/v1/security/login. FAB: errors in a shape of its own, no limit of tries."""

    @api_url("/login", "POST")
    def login(self) -> Response:
        """``{username, password, code?, refresh?}`` → ``{access_token, refresh_token?}``. Raises: MalformedRequest, InvalidInput."""
        body = json_object()
        problems = [Problem(name, _("A text is needed here.")) for name in ("username", "password") if not isinstance(body.get(name), str)]
        if body.get("provider", "db") != "db":
            problems.append(Problem("provider", _("Unknown provider."), _("Leave it out or write db.")))
        if not isinstance(body.get("code", ""), str):
            problems.append(Problem("code", _("A text is needed here.")))
        if problems:
            raise InvalidInput(_("The login is not complete."), problems)
        checked = check_password(self.appbuilder.sm, body["username"].strip(), body["password"])
        if isinstance(checked, Passed) and second_factor.is_on(database(), checked.user.id):
            if not body.get("code"):
                return json_error(401, _("A code of the second factor is needed: send it as code."), details={"second_factor": True})
            checked = check_code(checked, body["code"])
        if isinstance(checked, Passed):
            checked = let_in(self.appbuilder.sm, checked)
        if isinstance(checked, Refused):
            answer = json_error(checked.status, checked.message, details=checked.details)
            answer.headers.update(checked.headers)
            return answer
        user = checked.user
        carried = claims(fingerprint(user))
        tokens = {"access_token": create_access_token(identity=str(user.id), fresh=True, additional_claims=carried)}
        if body.get("refresh") is True:
            tokens["refresh_token"] = create_refresh_token(identity=str(user.id), additional_claims=carried)
        return jsonify(tokens)

    @api_url("/refresh", "POST")
    def refresh(self) -> Response:
        """A refresh token → ``{access_token}``."""
        verify_jwt_in_request(refresh=True)
        user: Visitor = get_current_user()
        return jsonify(access_token=create_access_token(identity=user.get_id(), fresh=False, additional_claims=claims(user.fingerprint)))


def limit_logins(app: Flask) -> None:
    """FAB limits the tries of the page only; this limits the API, too: so many for one name from one address."""
    security = app.appbuilder.sm  # type: ignore[attr-defined]
    if not app.config["AUTH_RATE_LIMITED"]:
        return
    for view in app.appbuilder.baseviews:  # type: ignore[attr-defined]
        if isinstance(view, LoginApi):
            security.limiter.limit(app.config["AUTH_RATE_LIMIT"], methods=["POST"])(view.blueprint)
    for hooks in (app.before_request_funcs[None], app.after_request_funcs[None]):
        for place, hook in enumerate(hooks):
            if security.limiter in (getattr(hook, "__self__", None), *getattr(hook, "args", ())):
                hooks[place] = _at_limited_doors(hook)


def _at_limited_doors(hook: Callable[..., Any]) -> Callable[..., Any]:
    """FAB's limiter looks for limits before and after every request, 0.13 ms of processor time; only these doors have some."""

    def run(*response: Any) -> Any:
        if request.blueprint in LIMITED_DOORS:
            return hook(*response)
        return response[0] if response else None

    return run


def limit_key() -> str:
    """Whose tries are counted together: those for one user name from one address."""
    body: Any = request.get_json(silent=True) if request.path.startswith("/api/") else request.form
    name = (body.get("username") or body.get("step") or "") if hasattr(body, "get") else ""  # the second step has no name of its own
    return f"{get_remote_address()} {str(name)[-80:].lower()}"
