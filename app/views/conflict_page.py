"""Fills the page for a second editor: at the start, theirs, mine, field by field. What only one side changed merges by itself.

Public names: Overtaken, make_conflict_page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.formats import moment_short
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.fields import label_of
from app.records.rows import Row
from app.records.workspace import Workspace
from app.views.cells import shown, title_text
from app.views.form_page import reference_labels
from app.views.pages import ConflictPage, ConflictRow, Link


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A form that somebody else overtook."""

    ws: Workspace
    definition: ObjectDef
    row: Row
    """The record as it is now."""
    texts: Mapping[str, str]
    """What the second editor sent."""
    version: int
    """The version that they started from."""
    changes: Sequence[Mapping[str, Any]]
    """What ``records.write`` says about each field that changed since: field, old, old_text, by, at …"""


def make_conflict_page(form: Overtaken) -> ConflictPage:
    """The context of conflict.html; its form sends every field again, with the present version."""
    name = form.definition.name
    last = max(form.changes, key=lambda change: str(change["at"]), default=None)
    record = f"/o/{name}/show/{form.row.id}"
    rows = tuple(_rows(form))
    listed = {row.name for row in rows}
    label = text(form.definition.label, fallback=name)
    crumbs = (Link(text(form.definition.label_plural) or label, f"/o/{name}/list/"), Link(title_text(form.ws, form.definition, form.row), record))
    return ConflictPage(
        object_name=name,
        title=_("Edit %(object)s", object=label),
        icon=form.definition.icon,
        who=str(last["by"]) if last else _("Somebody else"),
        when=moment_short(datetime.fromisoformat(last["at"])) if last else "",
        base_version=form.version,
        version=form.row.version,
        rows=rows,
        action=f"/o/{name}/edit/{form.row.id}",
        record_href=record,
        crumbs=crumbs,
        kept=tuple((one, value) for one, value in form.texts.items() if one not in listed),
    )


def _rows(form: Overtaken) -> Iterator[ConflictRow]:
    theirs = {change["field"]: change for change in form.changes}
    labels = reference_labels(form.ws, form.definition, form.texts)
    for field in (form.ws.catalog.resolved(one) for one in form.definition.live_fields):
        if field.name not in form.texts or not field.writable or type_of(field).generated:
            continue
        mine_text = form.texts[field.name]
        present_text = type_of(field).to_text(field, form.row.values.get(field.name))
        mine_shown = _mine(form.ws, field, mine_text, labels)
        present_shown = shown(form.ws, field, form.row).text
        change = theirs.get(field.name)
        if change is None:
            if not _same(field, mine_text, present_text):
                yield ConflictRow(field.name, label_of(field), present_shown, present_shown, mine_shown, present_text, mine_text, "mine")
        elif _same(field, mine_text, _text_of(field, change["old"])) or _same(field, mine_text, present_text):
            yield ConflictRow(field.name, label_of(field), change["old_text"], present_shown, mine_shown, present_text, mine_text, "theirs")
        else:
            yield ConflictRow(field.name, label_of(field), change["old_text"], present_shown, mine_shown, present_text, mine_text, "both")


def _mine(ws: Workspace, field: FieldDef, sent: str, labels: Mapping[str, str | None]) -> str:
    """What the second editor sent, as a person reads it; a text that is no value stands as it is."""
    try:
        value = type_of(field).from_text(field, sent)
    except Bad:
        return sent
    return shown(ws, field, Row(0, {field.name: value}, labels)).text


def _text_of(field: FieldDef, raw: Any) -> str:
    """The form's text of a value in the API's form."""
    value = raw.get("id") if isinstance(raw, dict) else raw
    try:
        return type_of(field).to_text(field, type_of(field).from_json(field, value))
    except Bad:
        return ""


def _same(field: FieldDef, one: str, other: str) -> bool:
    """Whether two texts of a form mean the same value."""
    try:
        return bool(type_of(field).from_text(field, one) == type_of(field).from_text(field, other))
    except Bad:
        return one == other
