"""The shapes in which the API answers, and how a program is told apart from a browser.

Public names: json_error, wants_json, readable, tag_of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from flask import Response, g, jsonify, request

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


def readable(content: bytes, tag: str = "") -> Response:
    """JSON that was read: with a weak ETag of what it says, and 304 for whoever has it already.

    A program with a token may keep it if it asks again each time; for a browser's session nothing is stored (views.headers), because what a shared
    computer stores outlives the logout.
    """
    response = Response(content, mimetype="application/json")
    response.set_etag(tag or tag_of(content), weak=True)
    response.vary.update(("Authorization", "Cookie", "Accept-Language"))
    if g.get("by_token"):
        response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def tag_of(content: bytes) -> str:
    """What an ETag says of this content."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()
