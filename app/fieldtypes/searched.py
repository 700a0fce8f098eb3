"""Which fields a search looks into: one rule for the index, the search and the publication that must keep them together.

Public names: searched, read_aloud.
"""

from __future__ import annotations

from app.fieldtypes.registry import type_of
from app.metadata.definitions import FieldDef, ObjectDef


def searched(definition: ObjectDef) -> tuple[FieldDef, ...]:
    """The title, and every text that is searchable, indexed or unique."""
    texts = (f for f in definition.live_fields if "starts" in type_of(f).operators or (f.searchable and type_of(f).name == "textarea"))
    return tuple(f for f in texts if f.name == definition.title_field or f.searchable or f.indexed or f.unique)


def read_aloud(field: FieldDef) -> bool:
    """Is a searched field found by pinyin, too? Texts of one line are; in an essay every syllable is found."""
    return "starts" in type_of(field).operators
