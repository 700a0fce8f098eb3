"""``flask audit verify``: is the audit log as it was written? ``flask audit purge``: remove its oldest part.

Public names: audit.
"""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.access import audit_chain
from app.cli.talk import speaking
from app.errors import InvalidInput
from app.i18n import gettext as _
from app.models.base import db


@click.group("audit")
def audit() -> None:
    """The audit log."""


@audit.command("verify")
@click.option("--expect", default="", metavar="ID:HASH", help="What an earlier walk answered and was kept elsewhere.")
@with_appcontext
def verify(expect: str) -> None:
    """Walk the hash chain; status 1 and the first broken entry when it does not hold."""
    with speaking():
        found = audit_chain.verify(db.session(), expected=_expected(expect))
        if found.broken is None:
            click.echo(_("The chain of %(count)s entries holds. Keep this elsewhere: %(id)s:%(hash)s", count=found.rows, id=found.last_id, hash=found.hash))
            return
        click.echo(_("The chain is broken at entry %(id)s: %(reason)s", id=found.broken, reason=found.reason))
    raise SystemExit(1)


@audit.command("purge")
@click.option("--older-than-days", "days", type=int, required=True, help="At least 183.")
@with_appcontext
def purge(days: int) -> None:
    """Remove entries that are older; the rest still verifies, and the log says what was done."""
    with speaking():
        try:
            removed = audit_chain.purge(db.session(), days)
        except ValueError as error:
            raise InvalidInput(str(error)) from error
        click.echo(_("Removed entries: %(count)s", count=removed))


def _expected(text: str) -> tuple[int, str] | None:
    """Raises: InvalidInput."""
    number, _colon, hashed = text.partition(":")
    if not text:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 11 and hashed):
        raise InvalidInput(_("--expect looks like 120:3f2a…, as the command answered it."))
    return int(number), hashed
