"""``flask package plan|install|export``: packages from and to folders and zip files.

Public names: package.
"""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.access.actor import SYSTEM
from app.cli.talk import speaking
from app.errors import InvalidInput
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.metadata.packages import BUNDLED, Package, files_of, read
from app.models.base import db
from app.publishing import export as exporting
from app.publishing.install import Installed, checksum
from app.publishing.install import install as install_package


@click.group("package")
def package() -> None:
    """Packages of objects, option sets, menus and access."""


@package.command("plan")
@click.argument("source")
@with_appcontext
def plan(source: str) -> None:
    """Say what installing SOURCE (a folder, a zip file or the name of a bundled package) would change."""
    with speaking():
        found, _stamp = _read(source)
        done = install_package(db.session(), found, SYSTEM, dry_run=True)
        _tell(done)
        if not done.changes_anything:
            click.echo(_("Nothing would change."))


@package.command("install")
@click.argument("source")
@with_appcontext
def install(source: str) -> None:
    """Install SOURCE: create what is missing, bring the rest up to date, leave what was made here."""
    with speaking():
        found, stamp = _read(source)
        done = install_package(db.session(), found, SYSTEM, stamp=stamp)
        _tell(done)
        if done.changes_anything:
            text = _("Package %(name)s %(version)s installed: revision %(revision)s.", name=found.name, version=found.version, revision=done.revision)
            click.echo(text)
        else:
            click.echo(_("Nothing changed: the package is here already."))


@package.command("export")
@click.argument("name")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export(name: str, folder: Path) -> None:
    """Write the definitions of package NAME (local: those made here) as YAML files into a new FOLDER."""
    with speaking():
        if folder.exists() and any(folder.iterdir()):
            raise click.ClickException(_("The folder %(folder)s is not empty.", folder=str(folder)))
        written = exporting.files(exporting.document(db.session(), name))
        for path, text in written.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        click.echo(_("%(count)s files written to %(folder)s.", count=len(written), folder=str(folder)))


def _read(source: str) -> tuple[Package, str]:
    """(package, its checksum). Raises: InvalidInput with every problem, MalformedRequest for what is no package."""
    path = Path(source) if Path(source).exists() else BUNDLED / source
    if not path.exists():
        raise InvalidInput(_('There is no folder, zip file or package "%(name)s".', name=source))
    files = files_of(path if path.is_dir() else path.read_bytes())
    found, problems = read(files, TYPES)
    if problems:
        raise InvalidInput(_("The package cannot be installed."), problems)
    return found, checksum(files)


def _tell(done: Installed) -> None:
    for step in done.plan.steps:
        click.echo(f"  {step.sentence}" + (f"  [{step.risk}]" if step.risk != "safe" else ""))
    for role in done.roles:
        click.echo("  " + _("Create the role %(role)s", role=role))
    by_role: dict[str, list[str]] = {}
    for role, name in done.reaches:
        by_role.setdefault(role, []).append(name)
    for role, names in by_role.items():
        click.echo("  " + _("Give the role %(role)s its reach into %(objects)s", role=role, objects=", ".join(names)))
