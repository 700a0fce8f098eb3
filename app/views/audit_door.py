"""What the audit log hears of requests: where they come from, logins, refusals; wrong logins: ``views.login_check``. FAB's own pages: ``views.seam_audit``.

A request that has nothing to tell pays for one look at the status of its answer. Public names: install, note_login, note_logout.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from app.access.audit import ORIGIN, Origin, Who, command, note, note_apart
from app.models.users import User
from app.runtime.request import current_snapshot, session


def install(app: Flask, sessions: Any, known: Mapping[str, Any]) -> None:
    """Once, before the first request; ``sessions`` is the scoped session, of which none is open yet. ``known``: what each session is told beside."""
    sessions.configure(info={ORIGIN: origin, **known})
    app.after_request(_note_refusal)


def origin() -> Origin:
    """Of the present request; of the command where there is none."""
    if not has_request_context():
        return command()
    return Origin(request.remote_addr or "", "api" if request.path.startswith("/api/") else "page", nobody="")


def note_login(user: User) -> None:
    """In the transaction that counts the login."""
    note(session(), "login", who=Who(user.id, user.username))


def note_logout() -> None:
    """Of whoever is logged in."""
    if "actor" in g:
        note_apart(session(), "logout")


def _note_refusal(response: Response) -> Response:
    """Every 403, whoever answered it, in a transaction of its own."""
    if response.status_code == 403 and "snapshot" in g:
        permission, view = g.get("missing_right") or ("", "")
        named = view if permission else str((request.view_args or {}).get("name") or "")
        known = named if named in current_snapshot().catalog.objects else ""
        target = f"{permission.replace('_', ' ')} on {view}" if permission else request.path
        number = str((request.view_args or {}).get("pk", ""))
        record = int(number) if known and number.isascii() and number.isdigit() and len(number) < 10 else None
        note_apart(
            session(), "refused", object=known, record_id=record, target=target, result="refused", details={"method": request.method, "path": request.path}
        )
    return response
