"""A package out of what is here: the definitions that carry its name, and the reaches of all roles into its objects.

Reading the document or the files again gives the same definitions. Demo records are not part of it. Public names: document, files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.grants import all_rights
from app.access.people import roles
from app.access.role_labels import role_labels
from app.errors import NotFound
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.metadata.definitions import Definition
from app.metadata.dump import dump
from app.models.store import load_catalog
from app.models.system import Preference
from app.publishing.install import NOTE

FOLDERS = {"object": "objects", "option_set": "option_sets", "menu": "menus"}
WIDTH = 150


def document(session: Session, name: str) -> dict[str, Any]:
    """The package as one JSON document: ``{package, objects, option_sets, menus, access}``. ``local`` are the definitions made here, in no package.

    Raises: NotFound when nothing of that name is here.
    """
    catalog = load_catalog(session)
    found = _definitions(catalog, "" if name == "local" else name)
    note = session.scalar(sa.select(Preference.value).where(Preference.user_id == 0, Preference.key == NOTE + name))
    if note is None and not any(found.values()):
        raise NotFound(_('There is no package "%(name)s".', name=name))
    head = {key: value for key, value in (note or {}).items() if key in ("version", "label", "description", "requires") and value}
    made: dict[str, Any] = {"package": {"format": 1, "name": name, **head}}
    made |= {folder: [dump(definition) for definition in found[kind]] for kind, folder in FOLDERS.items()}
    made["access"] = _access(session, catalog, [definition.name for definition in found["object"]])
    return made


def files(made: Mapping[str, Any]) -> dict[str, str]:
    """Path → YAML text of each file of a document."""
    texts = {"package.yaml": _yaml(made["package"])}
    for folder in FOLDERS.values():
        texts |= {f"{folder}/{definition['name']}.yaml": _yaml(definition) for definition in made[folder]}
    return texts | {f"access/{_file_name(entry['role'])}.yaml": _yaml(entry) for entry in made["access"]}


def _definitions(catalog: Catalog, package: str) -> dict[str, list[Definition]]:
    found: dict[str, list[Definition]] = {kind: [] for kind in FOLDERS}
    for (kind, name), summary in sorted(catalog.entities.items()):
        if summary.package == package and summary.state == "live":
            definition = catalog.definition(kind, name)
            if definition is not None:
                found[kind].append(definition)
    return found


def _access(session: Session, catalog: Catalog, names: list[str]) -> list[dict[str, Any]]:
    rights, labels = all_rights(session), role_labels(session)
    entries = []
    for role, role_id in roles(session).items():
        objects = {name: _given(rights.get((role_id, catalog.objects[name].id), {})) for name in names}
        objects = {name: given for name, given in objects.items() if given}
        if objects:
            label = {"label": dict(labels[role])} if role in labels else {}
            entries.append({"role": role, **label, "objects": objects})
    return entries


def _given(rights: Mapping[str, Any]) -> dict[str, Any]:
    return {right: value for right, value in rights.items() if value not in (False, "none")}


def _file_name(role: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in role.lower()) or "role"


def _yaml(data: Mapping[str, Any]) -> str:
    """Plain YAML: values written out, no anchors."""
    import yaml  # here, because a server exports rarely

    class Writer(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return yaml.dump(data, Dumper=Writer, sort_keys=False, allow_unicode=True, default_flow_style=None, width=WIDTH)
