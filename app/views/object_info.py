"""What FAB's clients ask an API about itself: labels, columns, permissions, filters, what may be written.

Public names: describe, listed, shown_with.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.fields import known, known_fields, label_of
from app.records.workspace import Workspace
from app.views.cells import operator_words

PERMISSIONS = ("can_list", "can_show", "can_add", "can_edit", "can_delete", "can_export", "can_import", "can_transfer")


def listed(definition: ObjectDef, columns: Iterable[str]) -> dict[str, Any]:
    """The parts that FAB's list answers beside the rows."""
    names = list(columns)
    fields = [field for name in names if (field := known(definition, name))]
    return {
        "list_columns": names,
        "label_columns": {field.name: label_of(field) for field in fields},
        "description_columns": {field.name: described for field in fields if (described := text(field.help))},
        "order_columns": [field.name for field in fields if type_of(field).sortable],
        "list_title": text(definition.label_plural) or text(definition.label, fallback=definition.name),
    }


def shown_with(definition: ObjectDef, columns: Iterable[str]) -> dict[str, Any]:
    """The parts that FAB's answer of one record has beside the record."""
    parts = listed(definition, columns)
    return {
        "show_columns": parts["list_columns"],
        "label_columns": parts["label_columns"],
        "description_columns": parts["description_columns"],
        "show_title": text(definition.label, fallback=definition.name),
    }


def describe(ws: Workspace, definition: ObjectDef) -> dict[str, Any]:
    """FAB's ``_info``."""
    writable = [_column(ws.catalog.resolved(field)) for field in definition.live_fields if field.writable and not type_of(field).generated]
    label = text(definition.label, fallback=definition.name)
    filters = {field.name: [{"name": words, "operator": name} for name, words in operator_words(field)] for field in known_fields(definition)}
    return {
        "add_columns": writable,
        "edit_columns": writable,
        "add_title": _("New %(object)s", object=label),
        "edit_title": _("Edit %(object)s", object=label),
        "filters": filters,
        "permissions": [name for name in PERMISSIONS if ws.actor.may(name, definition.name)],
    }


def _column(field: FieldDef) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": field.name,
        "label": label_of(field),
        "description": text(field.help),
        "type": field.type,
        "required": field.required,
        "unique": field.unique,
        "schema": type_of(field).json_schema(field),
    }
    if field.options:
        made["values"] = [{"id": option.value, "value": text(option.label, fallback=option.value)} for option in field.options if option.active]
    if field.param("target"):
        made["target"] = field.param("target")
    return made
