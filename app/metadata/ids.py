"""Stable ids and physical names: given once, at first publication, and never again.

A rename keeps both. Ids come from one counter for objects, fields, option sets and menus. Public names: number_object, number.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.metadata.definitions import Definition, ObjectDef
from app.metadata.names import column_name, table_name


def number(definition: Definition, next_id: int, tables: Collection[str]) -> tuple[Definition, int]:
    """The definition with an id and physical names wherever they were missing, and the next free id. ``tables``: those of all objects."""
    if isinstance(definition, ObjectDef):
        return number_object(definition, next_id, tables)
    return (definition, next_id) if definition.id else (replace(definition, id=next_id), next_id + 1)


def number_object(definition: ObjectDef, next_id: int, tables: Collection[str]) -> tuple[ObjectDef, int]:
    """As ``number``, for an object and its fields."""
    entity_id = definition.id
    if not entity_id:
        entity_id, next_id = next_id, next_id + 1
    table = definition.table or table_name(definition.name, entity_id, tables)
    columns = {f.column for f in definition.fields if f.column}
    fields = []
    for field in definition.fields:
        field_id = field.id
        if not field_id:
            field_id, next_id = next_id, next_id + 1
        column = field.column or column_name(field.name, field_id, columns)
        columns.add(column)
        fields.append(field if field.id and field.column else replace(field, id=field_id, column=column))
    return replace(definition, id=entity_id, table=table, fields=tuple(fields)), next_id
