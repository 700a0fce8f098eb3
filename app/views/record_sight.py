"""Reads what the record page shows: the record, the actor's rights to it, related lists, history.

Public name: see.
"""

from __future__ import annotations

from flask import request

from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.formats import moment_short
from app.i18n.labels import text
from app.metadata.definitions import ObjectDef
from app.records import history, read
from app.records.fields import label_of, list_columns, resolved
from app.records.workspace import Workspace
from app.views.cells import shown, title_text
from app.views.pages import Change, Column, HistoryEntry, ListRow, RelatedList, assign_cards
from app.views.record_page import Sight, count_text

RELATED_COLUMNS = 5
MOST_ENTRIES = 1000


def see(ws: Workspace, definition: ObjectDef, number: int) -> Sight:
    """The record as the actor sees it. Raises: NotFound."""
    row = read.get(ws, definition, number)
    rights = read.rights(ws, definition, number)
    wanted = _entries_wanted()
    entries = history.entries(ws, definition, number, limit=wanted) if definition.history else ()
    lists = read.related(ws, definition, number)
    return Sight(
        ws=ws,
        definition=definition,
        row=row,
        related=tuple(_related(ws, definition, number, one) for one in lists if ws.actor.may("can_list", one.definition.name)),
        history=tuple(_entry(one) for one in entries),
        history_more_href=f"?history={wanted + history.PAGE}" if len(entries) == wanted else "",
        may_edit=rights.edit and ws.actor.may("can_edit", definition.name),
        may_delete=rights.delete and ws.actor.may("can_delete", definition.name),
    )


def _entries_wanted() -> int:
    asked = request.args.get("history", "")
    return min(int(asked), MOST_ENTRIES) if asked.isascii() and asked.isdigit() and len(asked) < 6 and int(asked) > 0 else history.PAGE


def _related(ws: Workspace, definition: ObjectDef, number: int, one: read.RelatedList) -> RelatedList:
    other = one.definition
    fields = [field for name in list_columns(other) if name != one.field.name and (field := resolved(ws, other, name))][:RELATED_COLUMNS]
    columns = tuple(Column(field.name, label_of(field), is_title=field.name == other.title_field) for field in fields)
    opens = ws.actor.may("can_show", other.name)
    rows = tuple(
        ListRow(row.id, tuple(shown(ws, field, row) for field in fields), f"/o/{other.name}/show/{row.id}" if opens else "", title_text(ws, other, row))
        for row in one.page.rows
    )
    several = sum(field.param("target") == definition.name for field in other.live_fields) > 1
    label = text(other.label_plural) or text(other.label, fallback=other.name)
    return RelatedList(
        key=f"{other.name}__{one.field.name}",
        label=f"{label} · {label_of(one.field)}" if several else label,
        icon=other.icon,
        count_text=count_text(one.page.total, one.page.count_kind),
        columns=assign_cards(columns),
        rows=rows,
        all_href=f"/o/{other.name}/list/?{one.field.name}={number}" if one.page.next else "",
        add_href=f"/o/{other.name}/add?{one.field.name}={number}" if ws.actor.may("can_add", other.name) and one.field.writable else "",
    )


def _entry(entry: history.Entry) -> HistoryEntry:
    changes = tuple(Change(one.label, one.old_text, one.new_text) for one in entry.changes)
    match entry.action:
        case "create":
            what = _("created the record")
        case "delete":
            what = _("deleted the record")
        case "restore":
            what = _("brought the record back")
        case _:
            what = ngettext("changed %(num)s field", "changed %(num)s fields", len(changes))
    kind = "update" if entry.action == "edit" else entry.action
    return HistoryEntry(entry.by, what, moment_short(entry.at), entry.at.isoformat(timespec="seconds"), kind, changes if kind == "update" else ())
