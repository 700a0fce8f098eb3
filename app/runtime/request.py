"""What belongs to the request that is being answered: its snapshot, its actor, and the workspace of every record path.

``open_request`` and ``act_as`` are called once a request, by views.gate.
Public names: open_request, known_user, act_as, current_snapshot, current_actor, current_workspace, runtime, session.
"""

from __future__ import annotations

from flask import current_app, g
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.load import Known
from app.access.scopes import bind
from app.models.base import db
from app.records.workspace import Workspace
from app.runtime.holder import Runtime
from app.runtime.snapshot import Snapshot

NOBODY = Actor(id=0)
"""A visitor without a login: no permission, no rows."""


def runtime() -> Runtime:
    """The holder of this application's snapshots."""
    found: Runtime = current_app.extensions["fieldloom"]
    return found


def open_request() -> Snapshot:
    """Pins the newest snapshot to this request: one statement."""
    g.snapshot = runtime().pin(session())
    found: Snapshot = g.snapshot
    return found


def known_user(user_id: int) -> Known | None:
    """That user as this request's access version has them; None for an unknown or inactive one, and in a request that was not opened."""
    snapshot: Snapshot | None = g.get("snapshot")
    return runtime().access.user(session(), user_id, snapshot.access) if snapshot is not None else None


def act_as(actor: Actor) -> None:
    """From now on this request reads and writes rows as ``actor``; called once a request."""
    g.actor = actor
    bind(session(), actor, current_snapshot().matrix)


def current_snapshot() -> Snapshot:
    """The pinned snapshot. Raises RuntimeError outside a request that was opened."""
    found: Snapshot | None = g.get("snapshot")
    if found is None:
        raise RuntimeError("no snapshot is pinned: open_request was not called")
    return found


def current_actor() -> Actor:
    """Who acts; NOBODY without a login."""
    found: Actor = g.get("actor") or NOBODY
    return found


def current_workspace() -> Workspace:
    """What every record path gets."""
    snapshot = current_snapshot()
    return Workspace(session=session(), actor=current_actor(), catalog=snapshot.catalog, models=snapshot.models, matrix=snapshot.matrix)


def session() -> Session:
    """The session of this request."""
    return db.session()
