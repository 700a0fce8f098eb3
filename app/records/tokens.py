"""Words of stored conditions that stand for the actor and the moment: ``$me``, ``$my_department``, ``$my_departments``, ``$my_tree``, ``$today``, ``$now``.

Public names: standing, resolver.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.errors import InvalidInput, Problem
from app.i18n import current_timezone
from app.i18n import gettext as _
from app.metadata.tokens import Standing
from app.records.workspace import Workspace


def standing(ws: Workspace, now: datetime | None = None) -> Standing:
    """Who acts and when, for default values."""
    moment = now or datetime.now(UTC)
    return Standing(ws.actor.id or None, ws.actor.department_id, moment.astimezone(current_timezone()).date(), moment)


def resolver(ws: Workspace) -> Callable[[str], Any]:
    """A function from token to value. It raises InvalidInput for an unknown token."""
    here = standing(ws)
    known = {
        "$me": here.me,
        "$my_department": here.department,
        "$my_departments": list(ws.actor.department_ids),
        "$my_tree": list(ws.actor.tree_ids),
        "$today": here.today,
        "$now": here.now,
    }

    def resolve(token: str) -> Any:
        if token not in known:
            raise InvalidInput(_("The condition cannot be used."), [Problem("", _('Unknown word "%(word)s".', word=token[:40]))])
        return known[token]

    return resolve
