"""``flask role separate-duties``: the three administrators of whom none may what the others may.

Public names: role.
"""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.access.duties import DUTIES
from app.access.separation import separate
from app.cli.talk import speaking
from app.i18n import current_locale
from app.i18n import gettext as _
from app.models.base import db


@click.group("role")
def role() -> None:
    """Roles."""


@role.command("separate-duties")
@with_appcontext
def separate_duties() -> None:
    """Create the roles of system, security and audit administrator (三员分立); again changes nothing."""
    with speaking():
        made = separate(db.session())
        for duty in DUTIES:
            label = duty.label.get(current_locale(), duty.role)
            click.echo(_("made: %(role)s", role=label) if duty.role in made else _("was here: %(role)s", role=label))
