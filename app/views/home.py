"""The home page: figures and recent records of the user's daily work, within their reach.

Public name: HomeView.
"""

from __future__ import annotations

from typing import Any

from flask_appbuilder.baseviews import BaseView

from app.i18n import gettext as _
from app.i18n.formats import date_text, moment_short, today
from app.i18n.labels import text
from app.metadata.definitions import ObjectDef
from app.records.query import ListQuery, run
from app.records.totals import totals
from app.records.workspace import Workspace
from app.runtime.request import current_workspace
from app.views.cells import title_text
from app.views.fab import page_url
from app.views.menu import daily_work, menu_of
from app.views.pages import HomeLine, HomeList, HomePage, HomeTile, Link
from app.views.record_page import count_text

TILES = 4
"""One statement for all."""
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
            tiles=tuple(_tile(one, total) for one, total in zip(objects[:TILES], totals(ws, objects[:TILES]), strict=True)),
            lists=tuple(_recent(ws, one) for one in objects[:LISTS]),
            create=tuple(
                Link(_("New %(object)s", object=_label(one)), f"/o/{one.name}/add", one.icon) for one in objects[:3] if ws.actor.may("can_add", one.name)
            ),
        )
        return self.render_template("home.html", page=page)


def _first_objects(ws: Workspace) -> list[ObjectDef]:
    """The user's daily work, as far as they see rows of it at all."""
    found = daily_work(ws.catalog, ws.actor, menu_of(ws.catalog, ws.actor))
    seen = [one for one in found if ws.actor.may("can_list", one.name) and ws.matrix.reach(ws.actor, one.id, "view") != "none"]
    return [definition for one in seen[:TILES] if (definition := ws.catalog.object(one.name))]


def _label(definition: ObjectDef) -> str:
    return text(definition.label, fallback=definition.name)


def _plural(definition: ObjectDef) -> str:
    return text(definition.label_plural) or _label(definition)


def _tile(definition: ObjectDef, total: tuple[int, str]) -> HomeTile:
    return HomeTile(_plural(definition), count_text(*total), f"/o/{definition.name}/list/")


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
