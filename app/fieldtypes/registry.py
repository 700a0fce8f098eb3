"""The list of all field types, written by hand: one line a type.

Public names: TYPES, type_of.
"""

from __future__ import annotations

from types import MappingProxyType

from app.fieldtypes.base import FieldType, Types
from app.metadata.definitions import FieldDef

TYPES: Types = MappingProxyType({})


def type_of(field: FieldDef) -> FieldType:
    """The type of a field of a checked definition."""
    return TYPES[field.type]
