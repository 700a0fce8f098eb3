"""Values made ready for pages: in the reader's language, with links only to what the reader may open.

Public names: shown, shown_part, title_text, choices_path, input_of, options_of, operator_words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.fieldtypes.base import Shown
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.rows import Columns, Row
from app.records.workspace import Workspace
from app.views.pages import Option


def shown(ws: Workspace, field: FieldDef, row: Row) -> Shown:
    """The row's value of a resolved field."""
    made = type_of(field).show(field, row.values.get(field.name), row.labels.get(field.name))
    if made.kind == "record" and not ws.actor.may("can_show", str(field.param("target"))):
        return made._replace(href="")
    return made


def shown_part(ws: Workspace, columns: Columns, field: FieldDef) -> tuple[int | slice, Callable[[Any], Shown]]:
    """What of an answer tells one of its columns, and ``shown`` of that part, in the present language and with the present rights."""
    kind, place = type_of(field), columns.place(field.name)
    show = kind.show
    if place is not None:
        return place, lambda value: show(field, value)
    part, label = columns.label(field.name)
    if kind.reference == "record" and not ws.actor.may("can_show", str(field.param("target"))):
        return part, lambda found: show(field, found[0], label(found))._replace(href="")
    return part, lambda found: show(field, found[0], label(found))


def title_text(ws: Workspace, definition: ObjectDef, row: Row) -> str:
    """What the record is called: the text of its title field, ``#7`` when that is empty."""
    title = definition.field(definition.title_field)
    return (shown(ws, ws.catalog.resolved(title), row).text if title else "") or f"#{row.id}"


def choices_path(definition: ObjectDef, field: FieldDef) -> str:
    """Where the browser asks for the entries of a reference; empty for other fields."""
    return f"/o/{definition.name}/choices/{field.name}" if type_of(field).reference else ""


INPUTS = {
    "select": "select",
    "multi_select": "select",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "lookup": "lookup",
}


def input_of(field: FieldDef) -> str:
    """The input of the filter panel."""
    kind = type_of(field)
    return "lookup" if kind.reference else INPUTS.get(kind.widget, "text")


def options_of(field: FieldDef, chosen: frozenset[str] = frozenset(), all_of_them: bool = False) -> tuple[Option, ...]:
    """The options of a resolved picklist: those in use, and chosen ones that are no longer."""
    found = (option for option in field.options if all_of_them or option.active or option.value in chosen)
    return tuple(Option(o.value, text(o.label, fallback=o.value), o.color, o.value in chosen, o.active) for o in found)


def operator_words(field: FieldDef) -> tuple[tuple[str, str], ...]:
    """(operator, its words) of a field's type, the usual one first."""
    kind = type_of(field)
    words = _moments() if kind.group == "time" else _comparisons()
    if kind.reference or kind.has_options:
        words = {**words, "contains": _("contains all of")}
    order = ("contains", *kind.operators) if "contains" in kind.operators and kind.group == "text" else kind.operators
    return tuple((name, words[name]) for name in dict.fromkeys(order))


def _comparisons() -> dict[str, str]:
    return {
        "eq": _("is"),
        "ne": _("is not"),
        "lt": _("is less than"),
        "le": _("is at most"),
        "gt": _("is more than"),
        "ge": _("is at least"),
        "in": _("is one of"),
        "contains": _("contains"),
        "starts": _("begins with"),
        "null": _("is empty"),
    }


def _moments() -> dict[str, str]:
    return {**_comparisons(), "lt": _("is before"), "le": _("is not after"), "gt": _("is after"), "ge": _("is not before")}
