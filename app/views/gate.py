"""The gate that every request passes before its view: snapshot, who asks, language, login, CSRF. Closed unless a door is named here.

A request names its user by a token (``Authorization: Bearer``, API only) or by the session's cookie; only the cookie needs a CSRF token, because a
browser sends it unasked. Public names: install, OPEN_DOORS.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as WsgiResponse

from app.i18n import current_locale, current_timezone
from app.i18n import gettext as _
from app.models.engine import begin_immediate
from app.runtime import request as present
from app.views.answers import json_error, wants_json
from app.views.body import refuse_unreadable_text
from app.views.duty import DUTY_DOORS, owed
from app.views.fab import visitor
from app.views.language import choose_language
from app.views.seam_pages import check_arguments
from app.views.tokens import check_token
from app.views.visitor import Visitor

OPEN_DOORS = frozenset({"static", "appbuilder.static", "health.healthz", "LocaleView.index", "LoginView.login", "LoginApi.login", "LoginApi.refresh"})
"""Endpoints that need no login."""
WITHOUT_DATABASE = frozenset({"static", "appbuilder.static", "health.healthz"})
TOKEN_DOORS = frozenset({"LoginApi.login", "LoginApi.refresh"})
"""They take a password or a refresh token; a session of the browser means nothing to them."""

FAB_FORMS = frozenset({"UserDBModelView", "RoleModelView", "UserGroupModelView", "ResetPasswordView", "ResetMyPasswordView", "UserInfoEditView"})
"""FAB's own pages that change rows."""

csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Call after AppBuilder: FAB's own before_request comes first."""
    csrf.init_app(app)
    app.before_request(enter)
    cast(Any, app).ensure_sync = _as_it_is


def _as_it_is(function: Any) -> Any:
    """Flask: asks of every function that a request calls, 13 times a request, whether it is asynchronous. Ours: none is."""
    return function


def enter() -> Response | WsgiResponse | None:
    """None to go on to the view, or the answer that turns the request away."""
    choose_language(None)
    if request.endpoint in WITHOUT_DATABASE:
        return None
    refuse_unreadable_text()
    present.open_request()
    user = _user_of_request()
    if user is not None:
        choose_language(user)
        present.act_as(user.known.speaking(current_locale(), str(current_timezone())))
    if request.endpoint is None:
        return None  # 404 or 405, told in the user's own frame
    if user is None and request.endpoint not in OPEN_DOORS:
        return _ask_for_login()
    if user is not None and user.known.duty and request.blueprint not in DUTY_DOORS:
        return owed(user.known.duty)
    if not g.get("by_token") and request.endpoint not in TOKEN_DOORS:
        csrf.protect()
    if request.blueprint in FAB_FORMS:
        check_arguments()
    if request.method == "POST" and request.blueprint in FAB_FORMS:
        begin_immediate(present.session())  # FAB reads, then writes: on SQLite that fails whenever somebody else wrote in between
    return None


def _user_of_request() -> Visitor | None:
    if request.endpoint in TOKEN_DOORS:
        return None
    if request.path.startswith("/api/") and request.headers.get("Authorization"):
        check_token()
        g.by_token = True
        user: Visitor | None = g.user
        return user
    found = visitor()
    return found if found.is_authenticated else None


def _ask_for_login() -> Response | WsgiResponse:
    if wants_json():
        return json_error(401, _("Log in first: with a token from /api/v1/security/login, or in the browser."))
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("LoginView.login", next=target or None, lang=_kept_language()))


def _kept_language() -> str | None:
    """The language that the address asks for goes along to the login page."""
    return request.args.get("lang") if current_app.config.get("LANGUAGES", {}).get(request.args.get("lang", "")) else None
