"""Reads what the record page shows: the record with the actor's rights to it, related lists, history.

Public name: see.
"""

from __future__ import annotations

from flask import request

from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.formats import moment_short
from app.metadata.definitions import ObjectDef
from app.records import history, read
from app.records.workspace import Workspace
from app.views.pages import Change, HistoryEntry
from app.views.record_page import Sight
from app.views.related_lists import lists_of

MOST_ENTRIES = 1000


def see(ws: Workspace, definition: ObjectDef, number: int) -> Sight:
    """The record as the actor sees it. Raises: NotFound."""
    row = read.get(ws, definition, number)
    rights = read.rights(ws, definition, row)
    wanted = _entries_wanted()
    entries = history.entries(ws, definition, number, limit=wanted, first=False) if definition.history else ()
    return Sight(
        ws=ws,
        definition=definition,
        row=row,
        related=lists_of(ws, definition, number),
        history=tuple(_entry(one) for one in entries),
        history_more_href=f"?history={wanted + history.PAGE}" if len(entries) == wanted else "",
        may_edit=rights.edit and ws.actor.may("can_edit", definition.name),
        may_delete=rights.delete and ws.actor.may("can_delete", definition.name),
    )


def _entries_wanted() -> int:
    asked = request.args.get("history", "")
    return min(int(asked), MOST_ENTRIES) if asked.isascii() and asked.isdigit() and len(asked) < 6 and int(asked) > 0 else history.PAGE


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
