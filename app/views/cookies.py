"""The session's cookie, which stays on the kind of line it came by, and the token of its forms. What was signed or checked is not signed or checked again.

Public names: install, csrf_token.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, Request, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature

TOKEN = "csrf_token"  # noqa: S105 -- its name
"""Where Flask-WTF keeps a request's token in ``g``, and the session's secret of it."""
MOST = 1000
"""Cookies, and tokens, that are kept; some 400 bytes each."""
PLAIN = (str, int, float, type(None))


class Sessions(SecureCookieSessionInterface):
    """Flask: Secure is one setting for all requests, so it is off wherever somebody also uses plain http; a signer is made for each cookie, which is read anew
    in each request (0.04 ms of processor time).

    Ours: Secure for whoever came by https; one signer for as long as the key stays; a cookie is read once, and its age looked at each time.
    """

    def __init__(self) -> None:
        self._signers: dict[Any, Any] = {}
        self._read: dict[str, tuple[float, dict[str, Any]]] = {}
        self.tokens: dict[str, str] = {}

    def get_signing_serializer(self, app: Flask) -> Any:
        key = (app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))
        found = self._signers.get(key)
        if found is None:
            found = super().get_signing_serializer(app)
            self._signers, self._read, self.tokens = {key: found}, {}, {}
        return found

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        signer = self.get_signing_serializer(app)
        text = request.cookies.get(self.get_cookie_name(app))
        if not text or signer is None:
            return super().open_session(app, request)
        until, content = self._read.get(text) or self._check(signer, text, app.permanent_session_lifetime.total_seconds())
        return self.session_class(content if time.time() <= until else None)

    def _check(self, signer: Any, text: str, lifetime: float) -> tuple[float, dict[str, Any]]:
        """(moment until which it is good, what it says)."""
        try:
            content, signed = signer.loads(text, max_age=int(lifetime), return_timestamp=True)
        except BadSignature:
            return 0, {}
        checked = signed.timestamp() + lifetime, content
        if all(isinstance(one, PLAIN) for one in content.values()):  # what a request may change in place is its own
            if len(self._read) >= MOST:
                self._read.clear()
            self._read[text] = checked
        return checked

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def csrf_token() -> str:
    """Flask-WTF's token of this session. It ends with the session, so it is signed once for it."""
    if TOKEN not in g:
        kept = current_app.session_interface.tokens  # type: ignore[attr-defined]  # Sessions
        known = kept.get(session.get(TOKEN))
        if known is None:
            known = generate_csrf()
            if len(kept) >= MOST:
                kept.clear()
            kept[session[TOKEN]] = known
        setattr(g, TOKEN, known)
    found: str = g.csrf_token
    return found


def install(app: Flask) -> None:
    """Call after Flask-WTF."""
    app.session_interface = Sessions()
    app.jinja_env.globals[TOKEN] = csrf_token
    app.context_processor(lambda: {TOKEN: csrf_token})
