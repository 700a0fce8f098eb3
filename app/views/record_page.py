"""Fills the record page: highlights, sections, related lists, history, and whom it belongs to. Reads nothing but what it is given.

Public names: Sight, make_record_page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.formats import number_text
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.fields import SYSTEM, label_of, list_columns, resolved
from app.records.rows import Row
from app.records.workspace import Workspace
from app.views.cells import shown, title_text
from app.views.pages import HistoryEntry, Link, RecordPage, RelatedList, Value, ValueSection

HIGHLIGHTS = 7
OWNERSHIP = ("owner", "department", "created_at", "created_by", "changed_at", "changed_by", "version")


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
    name = definition.name
    label = text(definition.label, fallback=name)
    list_href = f"/o/{name}/list/" if ws.actor.may("can_list", name) else ""
    crumbs = (Link(text(definition.label_plural) or label, list_href),) if list_href else ()
    return RecordPage(
        object_name=name,
        object_label=label,
        icon=definition.icon,
        id=row.id,
        title=title_text(ws, definition, row),
        list_href=list_href,
        crumbs=crumbs,
        subtitle=_subtitle(sight),
        highlights=tuple(_value(sight, field) for field in _highlighted(sight)),
        sections=tuple(_sections(sight)),
        related=tuple(sight.related),
        history=tuple(sight.history),
        history_more_href=sight.history_more_href,
        system=tuple(_value(sight, SYSTEM[name]) for name in OWNERSHIP if definition.scoped or name not in ("owner", "department")),
        edit_href=f"/o/{name}/edit/{row.id}" if sight.may_edit else "",
        delete_href=f"/o/{name}/delete/{row.id}" if sight.may_delete else "",
        version=row.version,
    )


def _value(sight: Sight, field: FieldDef) -> Value:
    return Value(label_of(field), shown(sight.ws, field, sight.row), text(field.help), type_of(field).wide)


def _subtitle(sight: Sight) -> str:
    """The record's number, when it has one and is not called by it."""
    numbers = (field for field in sight.definition.live_fields if type_of(field).generated and field.name != sight.definition.title_field)
    return next((shown(sight.ws, field, sight.row).text for field in numbers), "")


def _highlighted(sight: Sight) -> list[FieldDef]:
    names = [name for name in list_columns(sight.definition) if name != sight.definition.title_field]
    fields = (resolved(sight.ws, sight.definition, name) for name in names)
    return [field for field in fields if field is not None and not type_of(field).wide][:HIGHLIGHTS]


def _sections(sight: Sight) -> Iterable[ValueSection]:
    sections = {section.name: text(section.label, fallback=section.name) for section in sight.definition.sections}
    placed: dict[str, list[Value]] = {name: [] for name in ["", *sections]}
    first = next(iter(sections), "")
    for field in sight.definition.live_fields:
        place = field.section if field.section in sections else first
        placed[place].append(_value(sight, sight.ws.catalog.resolved(field)))
    return [ValueSection(sections.get(name, "") or _("Details"), tuple(values), name) for name, values in placed.items() if values]


def count_text(total: int | None, kind: str) -> str:
    """``12``, ``1,000+``, ``≈ 1,000,000``, or nothing when it was not counted."""
    return "" if total is None else ("≈ " if kind == "estimate" else "") + number_text(total) + ("+" if kind == "at_least" else "")
