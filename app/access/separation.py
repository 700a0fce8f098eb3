"""Makes the roles of the three administrators (``access.duties``). Public name: separate."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.access.audit import note
from app.access.duties import DUTIES
from app.access.people import create_role, roles
from app.access.role_labels import role_labels, set_role_label
from app.access.version import grow
from app.models.engine import writing
from app.models.permissions import grant


def separate(session: Session) -> list[str]:
    """Make the roles that are missing and give each its rights: the names of new ones. Again changes nothing."""
    made = []
    with writing(session):
        known, labels = roles(session), role_labels(session)
        for duty in DUTIES:
            if duty.role not in known:
                known[duty.role] = create_role(session, duty.role)
                note(session, "role_changed", target=duty.role, details={"changes": {"permissions": [None, [" on ".join(pair) for pair in duty.pairs]]}})
                made.append(duty.role)
            grant(session.connection(), known[duty.role], duty.pairs)
            if duty.role not in labels:
                set_role_label(session, duty.role, duty.label)
        grow(session)
    return made
