"""The menu: metadata's lines that the user may open, and objects no line names under a heading of their own. No statement, no FAB template.

FAB prints menu labels through gettext and unescaped (a ``<script>`` label runs, a ``%`` answers 500) and asks the database for each line.
Public names: menu_of, daily_work, MetadataMenu, object_path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask_appbuilder.menu import Menu

from app.access.actor import Actor
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.catalog import Catalog
from app.metadata.definitions import MenuItemDef
from app.metadata.summary import Summary
from app.runtime.request import current_actor, current_snapshot
from app.views.pages import MenuNode


def object_path(name: str, page: str = "list/") -> str:
    """Path of a page of an object."""
    return f"/o/{name}/{page}"


def menu_of(catalog: Catalog, actor: Actor, path: str = "") -> tuple[MenuNode, ...]:
    """The lines that ``actor`` may open; that of ``path`` is marked as current."""
    menu = catalog.menu()
    items = menu.items if menu else ()
    named = set(_named(items))
    nodes = [node for item in items if (node := _node(catalog, actor, path, item))]
    rest = tuple(_object_node(catalog, path, name) for name in sorted(catalog.objects) if name not in named and actor.may("menu_access", name))
    if rest and nodes:
        return (*nodes, MenuNode(_("More objects"), icon="fa-shapes", items=rest))
    return (*nodes, *rest)


def _named(items: Iterable[MenuItemDef]) -> Iterator[str]:
    for item in items:
        if item.object:
            yield item.object
        yield from _named(item.items)


def _node(catalog: Catalog, actor: Actor, path: str, item: MenuItemDef) -> MenuNode | None:
    """The line as this user sees it; None when there is nothing behind it for them."""
    if item.object:
        if item.object not in catalog.objects or not actor.may("menu_access", item.object):
            return None
        return _object_node(catalog, path, item.object, text(item.label), item.icon)
    if item.items:
        inner = tuple(node for child in item.items if (node := _node(catalog, actor, path, child)))
        return MenuNode(text(item.label, fallback=item.name), icon=item.icon, items=inner) if inner else None
    if item.page.startswith("/") and not item.page.startswith("//"):
        return MenuNode(text(item.label, fallback=item.name), item.page, item.icon, current=path == item.page)
    return None


def _object_node(catalog: Catalog, path: str, name: str, label: str = "", icon: str = "") -> MenuNode:
    summary = catalog.objects[name]
    words = label or text(summary.label_plural) or text(summary.label, fallback=name)
    return MenuNode(words, object_path(name), icon or summary.icon, current=path.startswith(f"/o/{name}/"))


def daily_work(catalog: Catalog, actor: Actor, nodes: Iterable[MenuNode]) -> list[Summary]:
    """The objects of a menu: first those in which ``actor`` makes records with an owner and a title, their daily work, then the others; else as in the menu."""
    names = dict.fromkeys(node.href.split("/")[2] for node in _lines(nodes) if node.href.startswith("/o/"))
    found = [catalog.objects[name] for name in names]
    return sorted(found, key=lambda one: not (one.scoped and one.title_field and actor.may("can_add", one.name)))


def _lines(nodes: Iterable[MenuNode]) -> Iterator[MenuNode]:
    for node in nodes:
        yield node
        yield from _lines(node.items)


class MetadataMenu(Menu):
    """FAB's menu object, for its API ``/api/v1/menu/``: answers with ours."""

    def get_data(self, menu: Any = None) -> list[dict[str, Any]]:
        """FAB: its registered views, labels through gettext. Ours: metadata, as this user may see it."""
        return [_data(node) for node in menu_of(current_snapshot().catalog, current_actor())]


def _data(node: MenuNode) -> dict[str, Any]:
    line: dict[str, Any] = {"name": node.href or node.label, "icon": node.icon, "label": node.label}
    if node.items:
        return {**line, "childs": [_data(child) for child in node.items]}
    return {**line, "url": node.href}
