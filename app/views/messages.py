"""What a request leaves to say on the next page. Public names: say, left_over."""

from __future__ import annotations

from typing import Any

from flask import flash, get_flashed_messages, session

from app.views.pages import Flash

KINDS = {"success": "ok", "ok": "ok", "info": "info", "message": "info", "warning": "warn", "warn": "warn", "danger": "bad", "error": "bad", "bad": "bad"}
"""Category of a flashed message, FAB's or ours → kind of the toast."""


MOST = 5
"""Messages that wait: they are in the session's cookie, which browsers drop beyond 4 kB, and the login with it."""
WAITING = "_flashes"
"""Flask's key in the session: a list of (category, message)."""


def say(text: str, kind: str = "ok", undo_href: str = "") -> None:
    """A toast; with ``undo_href`` it offers to take the act back. What waits to be said already is not said twice, and of many the last ones stay."""
    message: Any = {"text": text, "undo": undo_href} if undo_href else text
    waiting = session.get(WAITING, [])
    if (kind, message) in waiting:
        return
    flash(message, kind)
    if len(waiting) >= MOST:
        session[WAITING] = session[WAITING][-MOST:]


def left_over() -> tuple[Flash, ...]:
    """The messages that are due, once."""
    messages: Any = get_flashed_messages(with_categories=True)
    return tuple(_flash(category, message) for category, message in messages)


def _flash(category: str, message: Any) -> Flash:
    kind = KINDS.get(category, "info")
    return Flash(message["text"], kind, message["undo"]) if isinstance(message, dict) else Flash(str(message), kind)
