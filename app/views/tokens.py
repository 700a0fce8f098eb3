"""Tokens of the API: whose request it is, and what is answered to one that is missing, wrong or expired: 401 in the shape of every other error.

Public names: check_token, answer_token_errors.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Response, current_app, request
from flask_jwt_extended import JWTManager, get_jwt, verify_jwt_in_request

from app.i18n import gettext as _
from app.views.answers import json_error

MOST = 1000
"""Tokens that are kept; some 800 bytes each."""


def check_token() -> None:
    """The user of the token in the request's header becomes the user of the request.

    Flask-JWT-Extended decodes a token four times a request, 0.2 ms of processor time. Ours: one that was good is not decoded again; its end is looked at each
    time, and its user, who may have another password or be gone. Raises: what ``answer_token_errors`` answers.
    """
    kept: dict[str, dict[str, Any]] = current_app.extensions.setdefault("fieldloom_tokens", {})
    text = request.headers["Authorization"]
    said = kept.get(text)
    security: Any = current_app.appbuilder.sm  # type: ignore[attr-defined]
    if said is not None and time.time() < said["exp"] and security.load_user_jwt({}, said) is not None:
        return
    kept.pop(text, None)
    verify_jwt_in_request()
    if "exp" in get_jwt():
        if len(kept) >= MOST:
            kept.clear()
        kept[text] = get_jwt()


def answer_token_errors(manager: JWTManager) -> None:
    """Gives the manager our answers."""
    manager.unauthorized_loader(_refuse)
    manager.invalid_token_loader(_refuse)
    manager.expired_token_loader(_expired)
    manager.needs_fresh_token_loader(_refuse)
    manager.revoked_token_loader(_refuse)
    manager.user_lookup_error_loader(_refuse)
    manager.token_verification_failed_loader(_refuse)


def _refuse(*_details: Any) -> Response:
    return json_error(401, _("The token is missing or not valid. Log in at /api/v1/security/login."))


def _expired(*_details: Any) -> Response:
    return json_error(401, _("The token has expired. Log in again at /api/v1/security/login."))
