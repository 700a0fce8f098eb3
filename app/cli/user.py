"""``flask user``: people who may log in, above all the first administrator, and the way back in for somebody who is locked out.

Public names: user.
"""

from __future__ import annotations

import re
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from app.access import people
from app.cli.talk import speaking
from app.errors import InvalidInput, Problem
from app.i18n import gettext as _
from app.models.base import db
from app.models.users import Department, User

HASH = re.compile(r"(scrypt:\d+:\d+:\d+|pbkdf2:\w+:\d+)\$[\w./+-]+\$[0-9a-f]{32,}")
"""What werkzeug.security makes of a password."""


@click.group("user")
def user() -> None:
    """People who may log in."""


@user.command("create")
@click.argument("username")
@click.option("--first-name", default="", help="Given name.")
@click.option("--last-name", default="", help="Family name.")
@click.option("--email", default="", help="E-mail address.")
@click.option("--department", default="", help="Name or key of the main department.")
@click.option("--role", "roles", multiple=True, help="A role; may stand several times. Without it: the default role of new users.")
@click.option("--password", help="Asked for when it is not given.")
@click.option("--password-hash", "hashed", default="", help="In place of a password: its hash by werkzeug.security, from another system.")
@click.option("--must-change", is_flag=True, help="Another password is to be chosen at the first login.")
@with_appcontext
def create(username: str, password: str | None, hashed: str, must_change: bool, department: str, roles: tuple[str, ...], **names: str) -> None:
    """Create the user USERNAME."""
    with speaking():
        values: dict[str, Any] = {"username": username, **names, "must_change_password": must_change}
        if hashed and not HASH.fullmatch(hashed):
            raise InvalidInput(_("The user was not saved."), [Problem("password-hash", _("This is not a hash of werkzeug.security."))])
        if not hashed:
            values["password"] = password or _asked()
        if department:
            values["department"] = _department(department)
        if roles:
            values["roles"] = list(roles)
        people.create_user(db.session(), values, hashed)
        click.echo(_("The user %(name)s may log in now.", name=username))


@user.command("password")
@click.argument("username")
@click.option("--password", help="Asked for when it is not given.")
@click.option("--must-change", is_flag=True, help="Another one is to be chosen at the next login.")
@with_appcontext
def set_password(username: str, password: str | None, must_change: bool) -> None:
    """Give USERNAME another password; their sessions end."""
    with speaking():
        people.change_user(db.session(), _id(username), {"password": password or _asked(), "must_change_password": must_change})
        click.echo(_("The password of %(name)s is changed.", name=username))


@user.command("unlock")
@click.argument("username")
@with_appcontext
def unlock(username: str) -> None:
    """End the lock that too many wrong tries began."""
    with speaking():
        people.unlock(db.session(), _id(username))
        click.echo(_("The login is unlocked."))


@user.command("reset-second-factor")
@click.argument("username")
@with_appcontext
def reset_second_factor(username: str) -> None:
    """Ask USERNAME for no code any more: the phone is lost, and the recovery codes, too."""
    with speaking():
        people.change_user(db.session(), _id(username), {"second_factor": False})
        click.echo(_("The second factor of %(name)s is removed.", name=username))


def _asked() -> str:
    return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=True))


def _id(username: str) -> int:
    """Raises: InvalidInput."""
    found = db.session().scalar(sa.select(User.id).where(User.username == username))
    if found is None:
        raise InvalidInput(_("There is no such user."))
    return found


def _department(text: str) -> int:
    """Id of the department of that key, else of the only one of that name. Raises: InvalidInput."""
    session = db.session()
    for column in (Department.external_key, Department.name):
        found = list(session.scalars(sa.select(Department.id).where(column == text, Department.active.is_(True)).limit(2)))
        if len(found) == 1:
            return found[0]
    problem = Problem("department", _('There is no department "%(name)s", or there are several.', name=text), _("Give its key."))
    raise InvalidInput(_("The user was not saved."), [problem])
