"""Which indexes an object's table has, by rule.

Lists see no record of the bin, so what serves their order leaves the bin out, and ends with the id, which settles ties: a page begins where an index says, in
either direction. The index of the newest records holds owner and department too: whoever sees only some departments walks it without touching the table,
and a page far down is found in it alone. Stretches of time have the plain one beside it: PostgreSQL thinks far too badly of one that begins with the same
column and goes on (a month and a status of 1,000,000 records: 84 ms instead of 30).

Indexes are named by stable ids (``ix_x_lead_41``), so a rename touches none of them; another rule has another name.
Public names: IndexDef, index_of, indexes_of, parts_of_indexes, own_index, has_order, EMPTY_LAST.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from app.fieldtypes.base import FieldType, Types
from app.metadata.composites import Part, parts_of
from app.metadata.definitions import FieldDef, ObjectDef
from app.models.tables import SYSTEM_COLUMNS

LONGEST_INDEXED = 600
"""Characters of four bytes each that surely fit into a B-tree entry of PostgreSQL."""
OUTSIDE_BIN = "deleted_at IS NULL"
EMPTY_LAST = " NULLS LAST"
"""As lists have it; SQLite has no word for it in an index, and no need of one: there empty values are the smallest."""
NEVER_SORTED_BY = ("id", "owner", "department", "created_by", "changed_by")
"""System fields: the primary key serves the id, the others are sorted by a name."""


@dataclass(frozen=True, slots=True)
class IndexDef:
    """One index of a record table."""

    name: str
    columns: tuple[str, ...]
    """As SQL writes them: ``f_status``, ``created_at DESC``."""
    unique: bool = False
    """Among the records outside the bin."""
    long: bool = False
    """The column may hold more than a B-tree entry of PostgreSQL takes (2,704 bytes): indexed there by a hash of the value."""
    where: str = ""
    """Only records of which this is true."""


def indexes_of(definition: ObjectDef, types: Types) -> dict[str, IndexDef]:
    """All indexes of an object's table, by name."""
    found = [*_system(definition.table)]
    found += [index for field in definition.fields if (index := index_of(definition, field, types))]
    covered = {index.columns[:2] for index in found}
    for index in (_default_order(definition, types), *(_composite(definition, parts_of(text)) for text in definition.indexes)):
        if index is not None and not (len(index.columns) == 2 and index.columns in covered):
            found.append(index)
    return {index.name: index for index in found}


def parts_of_indexes(definition: ObjectDef, types: Types) -> list[tuple[Part, ...]]:
    """What the indexes of an object's table order or find records by, in API names; the id that ends many of them is left out."""
    names = {column: name for name, column in SYSTEM_COLUMNS.items()} | {field.column: field.name for field in definition.live_fields}
    found: dict[tuple[Part, ...], None] = {}
    for index in indexes_of(definition, types).values():
        parts = tuple((names.get(column.split()[0], ""), " DESC" in column) for column in index.columns if column.split()[0] != "id")
        if not index.long and all(name for name, _descending in parts):
            found[parts] = None
    return list(found)


def own_index(definition: ObjectDef, text: str) -> str:
    """The name of an index that the definition writes like this; '' when it names a column that is not there."""
    made = _composite(definition, parts_of(text))
    return made.name if made is not None else ""


def _system(table: str) -> Iterator[IndexDef]:
    yield IndexDef(f"ix_{table}_owner_id", ("owner_id",))
    yield IndexDef(f"ix_{table}_department_id", ("department_id",))
    yield IndexDef(f"ix_{table}_created_at", ("created_at",))
    yield IndexDef(f"ix_{table}_newest", ("created_at", "id", "owner_id", "department_id"), where=OUTSIDE_BIN)
    yield IndexDef(f"ix_{table}_changed", ("changed_at", "id"), where=OUTSIDE_BIN)  # what a home page shows; an update costs one entry more
    yield IndexDef(f"ix_{table}_key", ("external_key",), where="external_key IS NOT NULL")


def index_of(definition: ObjectDef, field: FieldDef, types: Types) -> IndexDef | None:
    """The field's index, or None. A retired field keeps a plain index but is no longer unique: new records leave it empty, and a
    record that comes back from the bin must not fail for a value that nobody sees."""
    kind = types[field.type]
    is_long = _is_long(kind.column_type(field))
    ending = f"{definition.table}_{field.id}{'_h' if is_long else ''}"
    if field.unique:
        return None if field.retired else IndexDef(f"uq_{ending}", (field.column,), True, is_long, OUTSIDE_BIN)
    if field.indexed and not is_long and has_order(kind):
        return IndexDef(f"ix_{ending}_o", (field.column, "id"), where=OUTSIDE_BIN)
    if field.indexed or kind.reference:
        return IndexDef(f"ix_{ending}", (field.column,), False, is_long)
    return None


def has_order(kind: FieldType) -> bool:
    """Do lists sort by the very values? References are sorted by names, choices by the order of their options."""
    return kind.sortable and not kind.reference and not kind.has_options and kind.name != "boolean"


def _is_long(column_type: sa.types.TypeEngine[object]) -> bool:
    plain = column_type.impl_instance if isinstance(column_type, sa.types.TypeDecorator) else column_type
    return isinstance(plain, sa.String) and (plain.length is None or plain.length > LONGEST_INDEXED)


def _default_order(definition: ObjectDef, types: Types) -> IndexDef | None:
    """For the order in which the list opens, where values themselves make it."""
    parts = parts_of(definition.sort)
    for name, _descending in parts:
        field = definition.field(name)
        plain = name not in NEVER_SORTED_BY if field is None else has_order(types[field.type]) and not _is_long(types[field.type].column_type(field))
        if not plain or (field is None and name not in SYSTEM_COLUMNS):
            return None
    if not parts or parts[0][0] == "created_at":
        return None
    return _composite(definition, parts)


def _composite(definition: ObjectDef, parts: tuple[Part, ...]) -> IndexDef | None:
    """An index over several columns, and the id in the direction of the last; of one column it is walked in either direction."""
    names: list[str] = []
    columns: dict[str, str] = {}
    for name, descending in (*parts, ("id", parts[-1][1] if parts else False)):
        field = definition.field(name)
        column = SYSTEM_COLUMNS.get(name) if field is None else field.column
        if column is None:
            return None
        turned = descending and len(parts) > 1
        names.append(f"{column if field is None else field.id}{'d' if turned else ''}")
        columns.setdefault(column, f"{column} DESC{'' if field is None else EMPTY_LAST}" if turned else column)
    return IndexDef(f"ix_{definition.table}_{'_'.join(names[: len(parts)])}_c", tuple(columns.values()), where=OUTSIDE_BIN)
