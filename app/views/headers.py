"""Headers of every answer: what a browser may load, frame, guess and tell others; cookies that stay on the kind of line they came by.

The nonce of a request is made once. Public names: install, nonce.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def nonce() -> str:
    """The nonce that scripts and styles of this answer carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    found: str = g.csp_nonce
    return found


class Sessions(SecureCookieSessionInterface):
    """Flask: Secure is one setting for all requests, so it is off wherever somebody also uses plain http; a signer is made for each cookie.

    Ours: Secure for whoever came by https; one signer for as long as the key stays.
    """

    def __init__(self) -> None:
        self._signers: dict[Any, Any] = {}

    def get_signing_serializer(self, app: Flask) -> Any:
        key = (app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))
        found = self._signers.get(key)
        if found is None:
            found = super().get_signing_serializer(app)
            self._signers = {key: found}
        return found

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def install(app: Flask) -> None:
    app.session_interface = Sessions()
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY.format(nonce=nonce())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    if request.is_secure:
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if not request.path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store, private")  # pages carry personal data
        headers.add("Vary", "Cookie")
    return response
