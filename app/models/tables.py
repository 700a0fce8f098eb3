"""The physical table of an object: its system columns, a column per field, its indexes.

Indexes are named by stable ids (``ix_x_lead_41``), so a rename touches none of them. Unique means: among the records that are not in the bin.
User columns are nullable: required is kept by the record path (ADR 0004). Public names: SYSTEM_COLUMNS, system_columns, column_of,
IndexDef, index_of, indexes_of, table_of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.fieldtypes.base import Types
from app.fieldtypes.columns import UtcDateTime
from app.metadata.definitions import FieldDef, ObjectDef

SYSTEM_COLUMNS = {
    "id": "id",
    "owner": "owner_id",
    "department": "department_id",
    "created_at": "created_at",
    "created_by": "created_by_id",
    "changed_at": "changed_at",
    "changed_by": "changed_by_id",
    "version": "version",
}
"""API name of a system field → its column."""
LONGEST_INDEXED = 600
"""Characters of four bytes each that surely fit into a B-tree entry of PostgreSQL."""
INDEXED_SYSTEM_COLUMNS = ("owner_id", "department_id", "created_at", "external_key")


def system_columns() -> list[sa.Column[object]]:
    """New columns that every record table begins with."""
    return [
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("owner_id", sa.Integer),
        sa.Column("department_id", sa.Integer),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by_id", sa.Integer),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("changed_by_id", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("deleted_at", UtcDateTime),
        sa.Column("deleted_by_id", sa.Integer),
        sa.Column("external_key", sa.String(120)),
    ]


def column_of(field: FieldDef, types: Types) -> sa.Column[object]:
    """A new column for a field, retired or not."""
    return sa.Column(field.column, types[field.type].column_type(field), nullable=True)


@dataclass(frozen=True, slots=True)
class IndexDef:
    """One index of a record table."""

    name: str
    column: str
    unique: bool = False
    """Among the records outside the bin."""
    long: bool = False
    """The column may hold more than a B-tree entry of PostgreSQL takes (2,704 bytes): indexed there by a hash of the value."""


def index_of(definition: ObjectDef, field: FieldDef, types: Types) -> IndexDef | None:
    """The field's index, or None. A retired field keeps a plain index but is no longer unique: new records leave it empty, and a
    record that comes back from the bin must not fail for a value that nobody sees."""
    is_long = _is_long(types[field.type].column_type(field))
    ending = f"{definition.table}_{field.id}{'_h' if is_long else ''}"
    if field.unique:
        return None if field.retired else IndexDef(f"uq_{ending}", field.column, True, is_long)
    if field.indexed or types[field.type].reference:
        return IndexDef(f"ix_{ending}", field.column, False, is_long)
    return None


def _is_long(column_type: sa.types.TypeEngine[Any]) -> bool:
    plain = column_type.impl_instance if isinstance(column_type, sa.types.TypeDecorator) else column_type
    return isinstance(plain, sa.String) and (plain.length is None or plain.length > LONGEST_INDEXED)


def indexes_of(definition: ObjectDef, types: Types) -> dict[str, IndexDef]:
    """All indexes of an object's table, by name."""
    found = [IndexDef(f"ix_{definition.table}_{column}", column) for column in INDEXED_SYSTEM_COLUMNS]
    found += [index for field in definition.fields if (index := index_of(definition, field, types))]
    return {index.name: index for index in found}


def table_of(definition: ObjectDef, types: Types, metadata: sa.MetaData) -> sa.Table:
    """The table as generated classes map it: columns of live fields, no indexes (DDL makes those by ``models.ddl``)."""
    return sa.Table(definition.table, metadata, *system_columns(), *(column_of(f, types) for f in definition.live_fields))
