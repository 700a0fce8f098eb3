"""``flask init``: a database that works. ``flask seed``: the demo company of the packages that are installed. Both may be repeated.

Public names: init, seed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext

from app.access.actor import SYSTEM
from app.access.matrix import Matrix
from app.cli.talk import speaking
from app.fieldtypes.registry import TYPES
from app.i18n import default_timezone
from app.i18n import gettext as _
from app.metadata.packages import BUNDLED, files_of, read
from app.models.base import db
from app.models.engine import writing
from app.models.generated import ModelSet
from app.models.store import current_revision, load_catalog
from app.models.system import Preference
from app.publishing.indexing import order_missing
from app.publishing.install import checksum, install, installed
from app.records.seeding import Clock, seed_people, seed_records
from app.records.workspace import open_workspace
from app.views.initialise import initialise

PACKAGE = "crm"
"""What a new installation begins with."""
SEEDED = "demo:"
"""Preference key of the installation: the demo records of a package were inserted."""


@click.command("init")
@click.option("--package", "name", default=PACKAGE, show_default=True, help="The package to install.")
@click.option("--no-package", is_flag=True, help="Tables and roles only.")
@click.option("--demo", is_flag=True, help="The demo company, too: what flask seed does.")
@with_appcontext
def init(name: str, no_package: bool, demo: bool) -> None:
    """Create what the database lacks and install the CRM package."""
    with speaking():
        initialise(current_app._get_current_object())  # type: ignore[attr-defined]
        if not no_package:
            _install(BUNDLED / name)
        if demo:
            _seed_installed()
        with writing(db.session()):
            order_missing(db.session().connection(), current_revision(db.session()))
        click.echo(_("The database is ready."))


def _install(folder: Path) -> None:
    """Only when it is not here yet in this very state: what an admin changed since stays as it is."""
    session = db.session()
    files = files_of(folder)
    stamp = checksum(files)
    if installed(session).get(folder.name, {}).get("checksum") == stamp:
        return
    package, problems = read(files, TYPES)
    if problems:
        raise click.ClickException("\n".join(map(str, problems)))
    done = install(session, package, SYSTEM, stamp=stamp)
    click.echo(_("Package %(name)s %(version)s installed: revision %(revision)s.", name=package.name, version=package.version, revision=done.revision))


@click.command("seed")
@with_appcontext
def seed() -> None:
    """Insert the demo departments, people and records, once."""
    with speaking():
        _seed_installed()


def _seed_installed() -> None:
    session = db.session()
    names = [name for name in installed(session) if (BUNDLED / name).is_dir()]
    for name in names:
        if session.get(Preference, (0, SEEDED + name)) is None:
            files = files_of(BUNDLED / name)
            _seed(name, {path.removeprefix("demo/"): content for path, content in files.items() if path.startswith("demo/")})
        else:
            click.echo(_("The demo records of %(name)s are there already.", name=name))


def _seed(name: str, demo: Mapping[str, bytes]) -> None:
    """People and records in one transaction, and the note that keeps it from happening again."""
    session = db.session()
    zone_here = ZoneInfo(default_timezone())
    clock = Clock(datetime.now(UTC).astimezone(zone_here).date(), zone_here)
    with writing(session):
        people = seed_people(session, demo, os.environ.get("DEMO_PASSWORD") or "demo")
        ws = open_workspace(session, SYSTEM, ModelSet(load_catalog(session), TYPES), Matrix())
        records = seed_records(ws, demo, clock)
        session.merge(Preference(user_id=0, key=SEEDED + name, value={"at": datetime.now(UTC).isoformat(timespec="seconds")}))
    counts = {"departments": people["department"], "users": people["user"], "records": sum(records.values())}
    click.echo(_("Demo data: %(departments)s departments, %(users)s users, %(records)s records.", **counts))
