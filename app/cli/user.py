"""``flask user create``: a person who may log in, above all the first administrator.

Public names: user.
"""

from __future__ import annotations

from typing import Any

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from app.access.people import create_user
from app.cli.talk import speaking
from app.errors import InvalidInput, Problem
from app.i18n import gettext as _
from app.models.base import db
from app.models.users import Department


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
@click.password_option(help="Asked for when it is not given.")
@with_appcontext
def create(username: str, first_name: str, last_name: str, email: str, department: str, roles: tuple[str, ...], password: str) -> None:
    """Create the user USERNAME."""
    with speaking():
        values: dict[str, Any] = {"username": username, "first_name": first_name, "last_name": last_name, "email": email, "password": password}
        if department:
            values["department"] = _department(department)
        if roles:
            values["roles"] = list(roles)
        create_user(db.session(), values)
        click.echo(_("The user %(name)s may log in now.", name=username))


def _department(text: str) -> int:
    """Id of the department of that key, else of the only one of that name. Raises: InvalidInput."""
    session = db.session()
    for column in (Department.external_key, Department.name):
        found = list(session.scalars(sa.select(Department.id).where(column == text, Department.active.is_(True)).limit(2)))
        if len(found) == 1:
            return found[0]
    problem = Problem("department", _('There is no department "%(name)s", or there are several.', name=text), _("Give its key."))
    raise InvalidInput(_("The user was not saved."), [problem])
