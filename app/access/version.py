"""The access version: every change of users, roles, departments or reaches makes it grow, so that all workers read them anew.

What workers keep of users belongs to a version, so a change by hand in the database needs ``UPDATE fl_state SET access = access + 1``, too.

Public name: grow.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.system import State


def grow(session: Session) -> None:
    """Call it in the transaction of the change. It locks the row until the end, so changes that must not cross stand in line when they call it first."""
    session.flush()
    session.execute(sa.update(State).where(State.id == 1).values(access=State.access + 1), execution_options={"synchronize_session": False})
