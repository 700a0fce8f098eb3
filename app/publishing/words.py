"""Changes in words that people know: labels in place of API names. Public names: sentence, definitions_of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.metadata.definitions import Definition, Label, ObjectDef
from app.metadata.diff import Change
from app.metadata.draft import Draft
from app.metadata.sentences import describe


def sentence(change: Change, definitions: Mapping[int, Definition]) -> str:
    """One change in the reader's language; ``definitions`` by entity id lend their labels, whatever name they bear now."""
    words: dict[str, Label] = {}
    definition = definitions.get(change.entity_id)
    if definition is not None:
        words[change.object] = definition.label
    if isinstance(definition, ObjectDef) and change.field:
        field = next((f for f in definition.fields if f.id == change.field_id), None)
        words[f"{change.object}.{change.field}"] = field.label if field else {}
    return describe(change, words=words)


def definitions_of(draft: Draft) -> dict[int, Definition]:
    """The definitions that a draft changes, by entity id: as they will be, or as they were when they go."""
    present: Iterable[Definition | None] = (e.after or e.before for e in draft.entries)
    return {d.id: d for d in present if d is not None}
