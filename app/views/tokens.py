"""What the API answers to a token that is missing, wrong or expired: 401 in the shape of every other error.

Public name: answer_token_errors.
"""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_jwt_extended import JWTManager

from app.i18n import gettext as _
from app.views.answers import json_error


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
