"""The related lists of a record page: which of them this user may see, what heads them, and the records of those that are open.

Public names: lists_of, opened_list.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import NotFound
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.records import read
from app.records.fields import label_of, resolved
from app.records.related import COLUMNS, Referrer, columns_of, referrers, related, related_rows
from app.records.related import RelatedList as Found
from app.records.rows import Row
from app.records.workspace import Workspace
from app.views.cells import shown, title_text
from app.views.pages import Column, ListRow, RelatedList, assign_cards

SHOWN_WHEN_OPENED = 10
"""Records of a list that somebody opens: as far as counting goes."""


def lists_of(ws: Workspace, definition: ObjectDef, number: int) -> tuple[RelatedList, ...]:
    """The lists of a record in sight: one statement for all counts, one for each list that comes open."""
    return tuple(_list(ws, definition, number, one) for one in related(ws, _seen(ws, definition), number))


def opened_list(ws: Workspace, definition: ObjectDef, number: int, key: str) -> RelatedList:
    """One list with its records. Raises: NotFound when the record or the list is missing or hidden."""
    one = next((one for one in _seen(ws, definition) if one.key == key), None)
    if one is None:
        raise NotFound(_("This record does not exist."))
    read.get(ws, definition, number, ("id",))
    rows, more = related_rows(ws, one, number, SHOWN_WHEN_OPENED)
    return _list(ws, definition, number, Found(one, len(rows), more, rows))


def _seen(ws: Workspace, definition: ObjectDef) -> tuple[Referrer, ...]:
    return tuple(one for one in referrers(ws, definition) if ws.actor.may("can_list", one.summary.name))


def _list(ws: Workspace, definition: ObjectDef, number: int, found: Found) -> RelatedList:
    one, other = found.referrer, found.referrer.summary
    columns, rows = _table(ws, one, found.rows) if found.rows else ((), ())
    count = "" if found.count is None else f"{found.count}+" if found.more else str(found.count)
    more = found.more or found.rows is None or len(found.rows) != found.count
    return RelatedList(
        key=one.key,
        label=_label(ws, definition, one),
        icon=other.icon,
        count_text=count,
        columns=columns,
        rows=rows,
        all_href=f"/o/{other.name}/list/?{one.field}={number}" if more else "",
        add_href=f"/o/{other.name}/add?{one.field}={number}" if _may_add(ws, one) else "",
        load_href=f"/o/{definition.name}/show/{number}/related/{one.key}" if found.rows is None and found.count != 0 else "",
    )


def _label(ws: Workspace, definition: ObjectDef, one: Referrer) -> str:
    other = one.summary
    label = text(other.label_plural) or text(other.label, fallback=other.name)
    if sum(target == definition.name for _field, target, _on_delete in other.references) == 1:
        return label
    field = ws.object(other.name).field(one.field)
    return f"{label} · {label_of(field)}" if field else label


def _may_add(ws: Workspace, one: Referrer) -> bool:
    field = ws.object(one.summary.name).field(one.field)
    return field is not None and field.writable and ws.actor.may("can_add", one.summary.name)


def _column(other: ObjectDef, field: FieldDef) -> Column:
    kind = type_of(field)
    return Column(field.name, label_of(field), align=kind.align, unit=kind.unit(field), is_title=field.name == other.title_field)


def _table(ws: Workspace, one: Referrer, found: Sequence[Row]) -> tuple[tuple[Column, ...], tuple[ListRow, ...]]:
    other = ws.object(one.summary.name)
    fields = [field for name in columns_of(other, one.field)[:COLUMNS] if (field := resolved(ws, other, name))]
    columns = assign_cards(_column(other, field) for field in fields)
    opens = ws.actor.may("can_show", other.name)
    rows = (
        ListRow(row.id, tuple(shown(ws, field, row) for field in fields), f"/o/{other.name}/show/{row.id}" if opens else "", title_text(ws, other, row))
        for row in found
    )
    return columns, tuple(rows)
