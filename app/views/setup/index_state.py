"""How far the search index of an object is, for its pages in the setup. Public name: index_state."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.models.jobs import SEARCH_INDEX, Job


def index_state(session: Session, found: ObjectDef) -> str:
    """A short text while the index is made or after it failed; empty when nothing is to be said. One statement."""
    statement = sa.select(Job.arguments, Job.state, Job.done, Job.total).where(Job.kind == SEARCH_INDEX, Job.state != "done").order_by(Job.id.desc())
    for arguments, state, done, total in session.execute(statement):
        if arguments.get("entity") == found.id:
            if state == "failed":
                return _("Search index: failed")
            return _("Search index: %(percent)s %%", percent=min(99, 100 * done // total) if total else 0)
    return ""
