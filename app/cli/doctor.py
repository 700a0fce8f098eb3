"""``flask doctor``: is this installation in order? Each finding is a line; anything broken ends with status 1.

Public names: doctor.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app.access.people import FULL_ROLE, USER_ROLE
from app.cli.demo_logins import DEMO_LOGINS
from app.cli.talk import speaking
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.models.audit import is_guarded
from app.models.base import Base, db
from app.models.permissions import ROLE
from app.models.store import current_revision, load_catalog
from app.models.system import Revision
from app.models.users import Department, User

MARKS = {"ok": "✓", "warn": "!", "bad": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``state``: ok | warn | bad."""

    state: str
    text: str


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look at database, metadata, tables, departments and logins."""
    with speaking():
        findings = list(_findings(db.session()))
        for finding in findings:
            click.echo(f"{MARKS[finding.state]} {finding.text}")
    if any(finding.state == "bad" for finding in findings):
        raise SystemExit(1)


def _findings(session: Session) -> Iterator[Finding]:
    """What was found, until something is missing that the rest needs."""
    try:
        version = ".".join(str(part) for part in session.connection().dialect.server_version_info or ())
    except SQLAlchemyError as error:
        yield Finding("bad", _("The database does not answer: %(reason)s", reason=str(error).splitlines()[0][:200]))
        return
    yield Finding("ok", _("The database answers: %(kind)s %(version)s", kind=session.connection().dialect.name, version=version))
    tables = set(sa.inspect(session.connection()).get_table_names())
    missing = sorted({*Base.metadata.tables, *User.metadata.tables} - tables)
    if missing:
        yield Finding("bad", _("Tables are missing: %(names)s. Run flask init.", names=", ".join(missing)))
        return
    catalog = load_catalog(session)
    yield _revision(session)
    yield _record_tables(session, catalog, tables)
    yield _departments(session)
    yield _audit(session)
    yield from _logins(session)


def _revision(session: Session) -> Finding:
    newest, known = current_revision(session), session.scalar(sa.select(sa.func.max(Revision.number))) or 0
    if newest != known:
        return Finding("bad", _("The newest revision is %(newest)s, but %(known)s is the last one written down.", newest=newest, known=known))
    return Finding("ok", _("Metadata: revision %(number)s", number=newest))


def _record_tables(session: Session, catalog: Catalog, tables: set[str]) -> Finding:
    """Every object has its table, every field its column."""
    inspector = sa.inspect(session.connection())
    lacking = []
    for name in sorted(catalog.objects):
        definition = catalog.object(name)
        if definition is None or definition.table not in tables:
            lacking.append(name)
            continue
        columns = {column["name"] for column in inspector.get_columns(definition.table)}
        lacking += [f"{name}.{field.name}" for field in definition.fields if field.column not in columns]
    if lacking:
        return Finding("bad", _("Without a table or column: %(names)s", names=", ".join(lacking[:20])))
    return Finding("ok", _("Tables of %(count)s objects are complete", count=len(catalog.objects)))


def _departments(session: Session) -> Finding:
    """Each path is that of the department above, and its own id."""
    rows = {row.id: row for row in session.scalars(sa.select(Department))}
    wrong = [row.name for row in rows.values() if row.path != f"{rows[row.parent_id].path if row.parent_id in rows else '/'}{row.id}/"]
    if wrong:
        return Finding("bad", _("Departments with a wrong path: %(names)s", names=", ".join(wrong[:20])))
    return Finding("ok", _("Departments: %(count)s", count=len(rows)))


def _audit(session: Session) -> Finding:
    """Whether the chain holds is for ``flask audit verify``, which reads all of it."""
    if not is_guarded(session):
        return Finding("bad", _("The audit log can be changed: its triggers are missing."))
    return Finding("ok", _("Audit log: the database refuses changes"))


def _logins(session: Session) -> Iterator[Finding]:
    joined = sa.select(sa.func.count()).select_from(User).join(USER_ROLE, USER_ROLE.c.user_id == User.id).join(ROLE, ROLE.c.id == USER_ROLE.c.role_id)
    if not session.scalar(joined.where(ROLE.c.name == FULL_ROLE, User.active.is_(True))):
        yield Finding("bad", _("Nobody active has the role %(role)s. Run flask user create.", role=FULL_ROLE))
    password = os.environ.get("DEMO_PASSWORD") or "demo"
    names = [name for name, _role in DEMO_LOGINS]
    rows = session.execute(sa.select(User.username, User.password).where(User.username.in_(names), User.active.is_(True)))
    weak = [name for name, hashed in rows if hashed and check_password_hash(hashed, password)]
    if weak:
        yield Finding("warn", _("Demo logins with the demo password: %(names)s. Change them before others can reach this server.", names=", ".join(weak)))
