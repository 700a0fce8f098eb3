"""The shapes in which the API answers, and how a program is told apart from a browser.

Public names: json_error, wants_json.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, jsonify, request

from app.errors import Problem


def wants_json() -> bool:
    """True for the API, and for a page's script that asks for JSON."""
    if request.path.startswith("/api/") or request.endpoint == "records.choices":
        return True
    accepted = request.accept_mimetypes
    return accepted.best == "application/json"


def json_error(status: int, message: str, problems: Iterable[Problem] = (), details: object = None) -> Response:
    """``{"message", "problems": [{"where", "what", "hint"}]}``, and ``details`` where the error has some."""
    body: dict[str, object] = {"message": message, "problems": [problem.as_json() for problem in problems]}
    if details is not None:
        body["details"] = details
    response = jsonify(body)
    response.status_code = status
    return response
