"""Title and tabs that stand above every page of one object. Public names: Tab, ObjectHead, object_head."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import ObjectDef
from app.views.setup.door import Setup
from app.views.setup.index_state import index_state


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: str
    href: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ObjectHead:
    """``tab`` is the name of the tab that is open; ``href`` the object's path, with a slash at its end."""

    name: str
    label: str
    icon: str
    package: str
    retired: bool
    tab: str
    href: str
    list_href: str
    tabs: tuple[Tab, ...]
    index: str = ""
    """How far the search index is, when it is not complete."""


def object_href(name: str) -> str:
    """Path of an object's pages in the setup."""
    return f"/setup/objects/{name}/"


def object_head(setup: Setup, found: ObjectDef, tab: str) -> ObjectHead:
    """The head of the object's page ``tab``; tabs that need another right are left out."""
    href = object_href(found.name)
    tabs = [Tab("fields", _("Fields"), href, len(found.live_fields))]
    if not found.retired:
        tabs.append(Tab("edit", _("Object"), f"{href}edit"))
        if setup.actor.may("can_write", "Access"):
            tabs.append(Tab("permissions", _("Access"), f"{href}permissions"))
        tabs.append(Tab("labels", _("Translations"), f"{href}labels"))
        tabs.append(Tab("indexes", _("Indexes"), f"{href}indexes"))
    tabs.append(Tab("history", _("Change history"), f"{href}history"))
    label = text(found.label, fallback=found.name)
    index = index_state(setup.session, found) if tab == "fields" and not found.retired else ""
    return ObjectHead(found.name, label, found.icon, found.package, found.retired, tab, href, f"/o/{found.name}/list/", tuple(tabs), index)
