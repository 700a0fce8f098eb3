"""Installing a package: its definitions by the one path of a metadata change, its roles, and how far they reach; all in one transaction.

Definitions are brought up to the package's, fields made here stay. Reaches are presets: they are given for objects that this installation creates and where
a role has no entry yet, so what an admin has changed since is left alone. Installing twice changes nothing.
Public names: install, installed, Installed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.audit import note
from app.access.grants import Wanted, all_rights, check_rights, rights_of, set_many_rights
from app.access.people import create_role, roles
from app.access.role_labels import role_labels, set_role_label
from app.errors import InvalidInput, Problem
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.metadata.definitions import Definition
from app.metadata.draft import apply
from app.metadata.packages import Package, edits_of, in_files
from app.models.engine import writing
from app.models.store import load_catalog
from app.models.system import Preference
from app.publishing.plan import Plan
from app.publishing.publish import publish

NOTE = "package:"
"""Preference key of the installation: what is known of a package that is here."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did, or of a dry run would do."""

    revision: int
    plan: Plan
    roles: tuple[str, ...]
    """Roles that were not there."""
    reaches: tuple[tuple[str, str], ...]
    """(role, object) pairs that got their preset."""

    @property
    def changes_anything(self) -> bool:
        return bool(self.plan.steps or self.roles or self.reaches)

    def as_json(self) -> dict[str, Any]:
        return {**self.plan.as_json(), "revision": self.revision, "roles": list(self.roles), "reaches": [list(pair) for pair in self.reaches]}


def installed(session: Session) -> dict[str, dict[str, Any]]:
    """Packages that are here: name → {version, label, description, requires, checksum}."""
    rows = session.execute(sa.select(Preference.key, Preference.value).where(Preference.user_id == 0, Preference.key.startswith(NOTE)))
    return {key.removeprefix(NOTE): value for key, value in rows}


def checksum(files: Mapping[str, bytes]) -> str:
    """A number that changes with any file of a package."""
    made = hashlib.sha256()
    for path, content in sorted(files.items()):
        made.update(f"{path}\0{len(content)}\0".encode() + content)
    return made.hexdigest()


def install(session: Session, package: Package, author: Actor, *, dry_run: bool = False, stamp: str = "") -> Installed:
    """Install a package whose files had no problems; ``stamp`` is kept with the note that it is here.

    Raises: InvalidInput with ALL problems, each with its file; Conflict and NotFound as ``publish`` does.
    """
    missing = [name for name in package.requires if name not in installed(session)]
    if missing:
        problems = [Problem("requires", _('The package "%(name)s" is not installed.', name=name), _("Install it first.")) for name in missing]
        raise InvalidInput(_("The package cannot be installed."), problems)
    _check_presets(package, load_catalog(session))
    if dry_run:
        return _install(session, package, author, True)
    with writing(session):
        done = _install(session, package, author, False)
        value = {"version": package.version, "label": dict(package.label), "description": dict(package.description), "requires": list(package.requires)}
        session.merge(Preference(user_id=0, key=NOTE + package.name, value={**value, "checksum": stamp}))
        session.flush()
        if done.changes_anything:
            details = {"version": package.version, "revision": done.revision, "steps": len(done.plan.steps), "roles": done.roles, "reaches": len(done.reaches)}
            note(session, "package_installed", target=package.name, details=details, who=author)
        return done


def _install(session: Session, package: Package, author: Actor, dry_run: bool) -> Installed:
    before = load_catalog(session)
    words = _("Package %(name)s %(version)s", name=package.name, version=package.version)
    try:
        published = publish(session, edits_of(package), author, dry_run=dry_run, note=words)
    except InvalidInput as error:
        raise InvalidInput(error.message, _placed(package, before, error.problems)) from error
    known = roles(session)
    created = tuple(str(entry["role"]) for entry in package.access if entry["role"] not in known)
    if not dry_run:
        known |= {name: create_role(session, name) for name in created}
        _name_roles(session, package)
    after = before if dry_run else load_catalog(session)
    wanted = list(_missing_presets(session, package, before, known))
    if wanted and not dry_run:
        last = {(role, name): rights for role, name, rights in wanted}
        set_many_rights(session, [Wanted(known[role], after.objects[name].id, name, rights) for (role, name), rights in last.items()])
    return Installed(published.revision, published.plan, created, tuple((role, name) for role, name, _rights in wanted))


def _placed(package: Package, before: Catalog, problems: Sequence[Problem]) -> list[Problem]:
    """The problems with their files. When one definition alone differs from what is here, its problems do not name it: it is looked for."""
    if any(problem.where.split(".")[0] in package.files for problem in problems):
        return in_files(package, problems)
    return [replace(problem, where=f"{_faulty(package, before)}{problem.where}") for problem in problems]


def _faulty(package: Package, before: Catalog) -> str:
    """``file: `` of the first definition that is refused by itself."""
    definitions: tuple[Definition, ...] = (*package.option_sets, *package.objects, *package.menus)
    for definition, edit in zip(definitions, edits_of(package), strict=True):
        try:
            apply(before, [edit], TYPES)
        except InvalidInput:
            return f"{package.files[definition.name]}: "
    return ""


def _name_roles(session: Session, package: Package) -> None:
    """The package's words for roles that have none yet."""
    named = role_labels(session)
    for entry in package.access:
        if entry["role"] not in named and isinstance(entry.get("label"), Mapping):
            set_role_label(session, str(entry["role"]), entry["label"])


def _missing_presets(session: Session, package: Package, before: Catalog, known: Mapping[str, int]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(role, object, all its rights) of each preset that is to be given."""
    present = all_rights(session)
    for role, name, rights in _presets(package):
        summary = before.objects.get(name)
        if summary is None or role not in known or (known[role], summary.id) not in present:
            yield role, name, {**rights_of(None), **rights}


def _presets(package: Package) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for entry in package.access:
        for name, rights in entry.get("objects", {}).items():
            yield str(entry["role"]), str(name), rights


def _check_presets(package: Package, present: Catalog) -> None:
    """Raises: InvalidInput for objects that nobody knows and rights that there are not."""
    names: Collection[str] = {*present.objects, *(definition.name for definition in package.objects)}
    problems: list[Problem] = []
    for role, name, rights in _presets(package):
        place = _("access of %(role)s: %(object)s", role=role, object=name)
        if name not in names:
            problems.append(Problem(place, _('There is no object "%(name)s".', name=name)))
        try:
            check_rights(rights)
        except InvalidInput as error:
            problems += [replace(problem, where=f"{place}.{problem.where}") for problem in error.problems]
    if problems:
        raise InvalidInput(_("The package cannot be installed."), problems)
