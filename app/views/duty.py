"""What somebody does before anything else: choose another password, or set up a second factor. Until then every other door leads to the own account.

Public names: DUTY_DOORS, DUTIES, owed.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, redirect
from werkzeug.wrappers import Response as WsgiResponse

from app.i18n import gettext as _
from app.i18n import mark
from app.views.answers import json_error, wants_json

DUTY_DOORS = frozenset({"own_account", "own_account_api", "LoginView", "LoginApi", "LocaleView"})
"""Blueprints that stay open."""
DUTIES: Mapping[str, str] = {
    "password": mark("Choose a password of your own first; then everything else is open to you."),
    "second_factor": mark("Your role asks for a second factor: set it up first; then everything else is open to you."),
}

DOORS: Mapping[str, str] = {"password": "/api/v1/account/password", "second_factor": "/account/"}
"""Where a program does it, or its owner in the browser."""


def owed(duty: str) -> Response | WsgiResponse:
    """The way to the own account; for a program, 403 with what is to be done there."""
    if wants_json():
        return json_error(403, _(DUTIES[duty]), details={"duty": duty, "where": DOORS[duty]})
    return redirect("/account/")
