"""``PUT /api/v1/account/password``: the own password by a program, above all by one that was given its password and is to choose another one.

Public name: blueprint.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, jsonify
from flask import session as browser
from flask_jwt_extended import create_access_token

from app.access import own_account
from app.errors import InvalidInput, Problem
from app.i18n import gettext as _
from app.runtime.request import current_actor, session
from app.views.answers import json_error
from app.views.body import json_object, refuse_unknown
from app.views.login import claims, fingerprint
from app.views.login_check import Refused, check_password

blueprint = Blueprint("own_account_api", __name__, url_prefix="/api/v1/account")


@blueprint.put("/password")
def put_password() -> Response:
    """``{current, password}`` → ``{access_token}``: every token and session from before ends. Raises: MalformedRequest, InvalidInput."""
    body = json_object()
    refuse_unknown(body, ("current", "password"))
    problems = [Problem(name, _("A text is needed here.")) for name in ("current", "password") if not isinstance(body.get(name), str)]
    if problems:
        raise InvalidInput(_("The password was not changed."), problems)
    checked = check_password(current_app.appbuilder.sm, current_actor().username, body["current"])  # type: ignore[attr-defined]
    if isinstance(checked, Refused):
        status = checked.status if checked.until else 422
        return json_error(status, _("The password was not changed."), [Problem("current", checked.message)], checked.details)
    user = own_account.change_password(session(), current_actor().id, body["password"])
    if not g.get("by_token"):
        browser["login"] = fingerprint(user)
    return jsonify(access_token=create_access_token(identity=str(user.id), fresh=True, additional_claims=claims(fingerprint(user))))
