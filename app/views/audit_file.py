"""The audit log as CSV, line by line: for spreadsheets, in the reader's language. Public name: csv_lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from app.access.audit_read import Entry
from app.i18n import gettext as _
from app.i18n.formats import local
from app.views.setup.audit_text import door_text, event_text, result_text

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""
MARK = "\ufeff"
"""Tells spreadsheets that it is UTF-8."""


def csv_lines(batches: Iterable[Iterable[Entry]]) -> Iterator[str]:
    """The head, then the lines of a batch at once."""
    head = (_("Id"), _("Time"), _("Event"), _("Name of the event"), _("Done by"), _("Id of the user"), _("From where"), _("Door"))
    yield MARK + _lines([(*head, _("Object"), _("Record"), _("Concerns"), _("Result"), _("Details"), _("Hash"))])
    for some in batches:
        yield _lines(_cells(one) for one in some)


def _cells(one: Entry) -> tuple[object, ...]:
    who = (one.actor, one.actor_id if one.actor_id is not None else "", one.address, door_text(one.door))
    what = (one.object, one.record_id if one.record_id is not None else "", one.target, result_text(one.result))
    details = json.dumps(one.details, ensure_ascii=False) if one.details else ""
    return one.id, local(one.at).isoformat(timespec="seconds"), event_text(one.event), one.event, *who, *what, details, one.hash


def _lines(rows: Iterable[Iterable[object]]) -> str:
    made = io.StringIO()
    csv.writer(made).writerows([_safe(cell) for cell in row] for row in rows)
    return made.getvalue()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
