"""The side menu of the setup, filtered by the rights that its pages ask for.

Given to the shell on every page below /setup/ and on FAB's security pages. Public names: RIGHTS, setup_menu, setup_href.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor
from app.i18n import gettext as _
from app.i18n import mark
from app.views.pages import MenuNode

RIGHTS = ("Metadata", "Organisation", "Access")
"""What ``can_write`` is granted on for the three parts of the setup; the audit log asks for ``can_read`` on Audit."""


@dataclass(frozen=True, slots=True)
class _Line:
    right: str
    label: str
    href: str
    icon: str
    permission: str = "can_write"


_PARTS: tuple[tuple[str, tuple[_Line, ...]], ...] = (
    (
        mark("Data model"),
        (
            _Line("Metadata", mark("Objects and fields"), "/setup/", "fa-cubes"),
            _Line("Metadata", mark("Option sets"), "/setup/option-sets/", "fa-list-check"),
            _Line("Metadata", mark("Change history"), "/setup/revisions/", "fa-clock-rotate-left"),
        ),
    ),
    (
        mark("Organisation and access"),
        (
            _Line("Organisation", mark("Departments and users"), "/setup/departments/", "fa-sitemap"),
            _Line("Organisation", mark("All users"), "/setup/users/", "fa-users"),
            _Line("Access", mark("Roles and access"), "/setup/permissions/", "fa-user-shield"),
            _Line("Audit", mark("Audit log"), "/setup/audit/", "fa-clipboard-list", "can_read"),
        ),
    ),
)


def setup_menu(actor: Actor, path: str) -> tuple[MenuNode, ...]:
    """The parts the actor may write or read, with the line of ``path`` marked as current; empty without any right."""
    current = _current(path)
    nodes = []
    for heading, lines in _PARTS:
        items = tuple(MenuNode(_(line.label), line.href, line.icon, current=line.href == current) for line in lines if actor.may(line.permission, line.right))
        if items:
            nodes.append(MenuNode(_(heading), items=items))
    return tuple(nodes)


def setup_href(actor: Actor) -> str:
    """Where the shell's link to the setup leads: the first page the actor may enter, or '' for none."""
    return next((line.href for _heading, lines in _PARTS for line in lines if actor.may(line.permission, line.right)), "")


def _current(path: str) -> str:
    """The longest line that ``path`` stands below; objects live at /setup/objects/… but are listed at /setup/."""
    if path.startswith("/setup/objects/"):
        return "/setup/"
    hrefs = [line.href for _heading, lines in _PARTS for line in lines if path.startswith(line.href)]
    return max((h for h in hrefs if h != "/setup/" or path == h), key=len, default="")
