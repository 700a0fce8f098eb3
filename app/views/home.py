"""The home page: figures and recent records of the objects that come first in the user's menu, within their reach.

Public name: HomeView.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_appbuilder.baseviews import BaseView

from app.i18n import gettext as _
from app.i18n.formats import date_text, moment_short, today
from app.i18n.labels import text
from app.metadata.definitions import ObjectDef
from app.records.query import ListQuery, count, run
from app.records.workspace import Workspace
from app.runtime.request import current_workspace
from app.views.cells import title_text
from app.views.fab import page_url
from app.views.menu import menu_of
from app.views.pages import HomeLine, HomeList, HomePage, HomeTile, Link, MenuNode
from app.views.record_page import count_text

TILES = 4
"""One statement each."""
LISTS = 2
"""One statement each."""
LINES = 6


class HomeView(BaseView):
    """``/``"""

    route_base = ""
    default_view = "index"

    @page_url("/")
    def index(self) -> Any:
        """For whoever is logged in."""
        ws = current_workspace()
        objects = _first_objects(ws)
        page = HomePage(
            greeting=_("Hello, %(name)s", name=ws.actor.name or ws.actor.username),
            subtitle=date_text(today()),
            tiles=tuple(_tile(ws, one) for one in objects[:TILES]),
            lists=tuple(_recent(ws, one) for one in objects[:LISTS]),
            create=tuple(
                Link(_("New %(object)s", object=_label(one)), f"/o/{one.name}/add", one.icon) for one in objects[:3] if ws.actor.may("can_add", one.name)
            ),
        )
        return self.render_template("home.html", page=page)


def _first_objects(ws: Workspace) -> list[ObjectDef]:
    """Objects in the order of the user's menu, of which they see rows at all; those with owners and titles, people's daily work, come first."""
    names = [name for name in dict.fromkeys(_names(menu_of(ws.catalog, ws.actor))) if ws.actor.may("can_list", name)]
    summaries = [ws.catalog.objects[name] for name in names if ws.matrix.reach(ws.actor, ws.catalog.objects[name].id, "view") != "none"]
    chosen = sorted(summaries, key=lambda one: not (one.scoped and one.title_field))[:TILES]
    return [definition for one in chosen if (definition := ws.catalog.object(one.name))]


def _names(nodes: tuple[MenuNode, ...]) -> Iterator[str]:
    for node in nodes:
        if node.href.startswith("/o/"):
            yield node.href.split("/")[2]
        yield from _names(node.items)


def _label(definition: ObjectDef) -> str:
    return text(definition.label, fallback=definition.name)


def _plural(definition: ObjectDef) -> str:
    return text(definition.label_plural) or _label(definition)


def _tile(ws: Workspace, definition: ObjectDef) -> HomeTile:
    return HomeTile(_plural(definition), count_text(*count(ws, definition, ListQuery())), f"/o/{definition.name}/list/")


def _recent(ws: Workspace, definition: ObjectDef) -> HomeList:
    """The records that somebody changed last."""
    columns = tuple(dict.fromkeys(name for name in (definition.title_field, "changed_at", "changed_by") if name))
    page = run(ws, definition, ListQuery(columns=columns, sort=(("changed_at", True),), page_size=LINES, counted=False))
    opens = ws.actor.may("can_show", definition.name)
    lines = tuple(
        HomeLine(
            label=title_text(ws, definition, row),
            href=f"/o/{definition.name}/show/{row.id}" if opens else "",
            note=row.labels.get("changed_by") or "",
            when=moment_short(row.values["changed_at"]) if row.values.get("changed_at") else "",
            icon=definition.icon,
        )
        for row in page.rows
    )
    path = f"/o/{definition.name}"
    add = f"{path}/add" if ws.actor.may("can_add", definition.name) else ""
    label = _("Recently changed: %(objects)s", objects=_plural(definition))
    return HomeList(label, lines, f"{path}/list/", add, empty=_("There are no records yet."))
