"""Fills the record page: highlights, sections, related lists, history, and whom it belongs to. Reads nothing but what it is given.

Public names: Sight, make_record_page, print_record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, cast

from flask import current_app
from markupsafe import Markup

from app.i18n import gettext as _
from app.i18n.formats import number_text
from app.metadata.definitions import ObjectDef
from app.records.rows import Row
from app.records.workspace import Workspace
from app.views.cells import shown
from app.views.layouts import Spot, layout_of
from app.views.pages import HistoryEntry, Link, RecordPage, RelatedList, Value, ValueSection
from app.views.pieces import hole
from app.views.printed_record import RecordPrinter
from app.views.whole import print_whole

OWNERSHIP = ("owner", "department", "created_at", "created_by", "changed_at", "changed_by", "version")
TEXTS = ("id", "title", "subtitle", "edit_href", "delete_href", "version")
"""What the frame of a page says of its record."""
HTML = ("highlights", "tabs", "sections", "related", "history", "ownership")
"""What RecordPrinter prints of it."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One record as this user sees it."""

    ws: Workspace
    definition: ObjectDef
    row: Row
    related: Sequence[RelatedList] = ()
    history: Sequence[HistoryEntry] = ()
    history_more_href: str = ""
    may_edit: bool = False
    may_delete: bool = False


def make_record_page(sight: Sight) -> RecordPage:
    """The context of record.html."""
    ws, definition, row = sight.ws, sight.definition, sight.row
    name, layout = definition.name, layout_of(ws, definition)
    list_href = f"/o/{name}/list/" if ws.actor.may("can_list", name) else ""
    values = {spot.field.name: _value(sight, spot) for spots in (layout.spots, layout.system) for spot in spots.values()}
    return RecordPage(
        object_name=name,
        object_label=layout.label,
        icon=definition.icon,
        id=row.id,
        title=(values[layout.title.field.name].shown.text if layout.title else "") or f"#{row.id}",
        list_href=list_href,
        crumbs=(Link(layout.plural, list_href),) if list_href else (),
        subtitle=values[layout.number.field.name].shown.text if layout.number else "",
        highlights=tuple(values[spot.field.name] for spot in layout.highlights),
        sections=tuple(ValueSection(label or _("Details"), tuple(values[one.field.name] for one in spots), part) for part, label, spots in layout.sections),
        related=tuple(sight.related),
        history=tuple(sight.history),
        history_more_href=sight.history_more_href,
        system=tuple(values[name] for name in OWNERSHIP if definition.scoped or name not in ("owner", "department")),
        edit_href=f"/o/{name}/edit/{row.id}" if sight.may_edit else "",
        delete_href=f"/o/{name}/delete/{row.id}" if sight.may_delete else "",
        version=row.version,
        pieces=layout.pieces,
    )


def print_record(page: RecordPage) -> Markup:
    """The page as HTML: its frame and the labels on it are printed once for all records with the same rights."""
    printer = cast(RecordPrinter, current_app.jinja_env.globals["printed_values"])
    texts: dict[str, Any] = {name: getattr(page, name) for name in TEXTS}
    html = {name: getattr(printer, name)(page) for name in HTML}
    marks: dict[str, Any] = {name: text and hole(name) for name, text in texts.items()}
    places = SimpleNamespace(**{name: lambda _page, name=name: Markup(hole(name)) for name in HTML})  # noqa: S704 -- our own mark
    key = (page.object_name, page.notices, *map(bool, (*texts.values(), page.list_href, page.highlights, page.system)))
    return print_whole("record.html", key, {"page": replace(page, **marks), "printed_values": places}, {**texts, **html})


def _value(sight: Sight, spot: Spot) -> Value:
    return Value(spot.label, shown(sight.ws, spot.field, sight.row), spot.help, spot.kind.wide)


def count_text(total: int | None, kind: str) -> str:
    """``12``, ``1,000+``, ``≈ 1,000,000``, or nothing when it was not counted."""
    return "" if total is None else ("≈ " if kind == "estimate" else "") + number_text(total) + ("+" if kind == "at_least" else "")
