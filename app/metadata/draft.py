"""A draft: the catalog as it would be after some edits, and what changed to make it so.

``apply`` is pure: nothing is stored, no id is given. Publishing then gives ids (``assign_ids``), compares (``diff``) and carries out.
Public names: Entry, Draft, apply, assign_ids, reverting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.errors import InvalidInput
from app.i18n import gettext as _
from app.metadata import field_edits, object_edits, other_edits
from app.metadata.catalog import Catalog, Key
from app.metadata.check import check
from app.metadata.definitions import Definition, ObjectDef
from app.metadata.edits import Edit, FieldEdit, ObjectEdit, Revert
from app.metadata.fieldkinds import Kinds
from app.metadata.ids import number
from app.metadata.workpiece import Workpiece


@dataclass(frozen=True, slots=True)
class Entry:
    """One entity that changed: as it was (None: new) and as it will be (None: purged)."""

    kind: str
    before: Definition | None
    after: Definition | None

    @property
    def name(self) -> str:
        """Its name after the change, or its last one."""
        present = self.after or self.before
        return present.name if present else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """``catalog`` is the whole after-state; ``entries`` only what differs from ``before``, in the order of the edits."""

    before: Catalog
    catalog: Catalog
    entries: tuple[Entry, ...]
    fills: Mapping[tuple[str, str], Any]
    """(object, field) → JSON value for existing records without one."""

    @property
    def changed(self) -> tuple[Key, ...]:
        """(kind, name) of what is new or different and still there."""
        return tuple((e.kind, e.name) for e in self.entries if e.after is not None)


def apply(catalog: Catalog, edits: Iterable[Edit], types: Kinds) -> Draft:
    """The draft after the edits, one after the other, checked. Raises InvalidInput with ALL problems, NotFound and Conflict (retired)."""
    wanted = list(edits)
    work = Workpiece(catalog, types)
    for edit in wanted:
        if isinstance(edit, ObjectEdit):
            object_edits.carry_out(work, edit)
        elif isinstance(edit, FieldEdit):
            field_edits.carry_out(work, edit)
        else:
            other_edits.carry_out(work, edit)
    entries = tuple(Entry(kind, before, after) for kind, before, after in work.entries())
    after = catalog.with_changes({(e.kind, e.name): e.after for e in entries if e.after}, work.gone())
    problems = [*work.problems(), *check(catalog, after, types)]
    if problems:
        raise InvalidInput(_("The definition has problems."), dict.fromkeys(problems))
    return Draft(catalog, after, entries, work.fills)


def assign_ids(draft: Draft, next_id: int) -> tuple[Draft, int]:
    """The draft with ids and physical names for everything new, and the next free id."""
    tables = {s.table for s in draft.before.entities.values() if s.table}
    entries = []
    for entry in draft.entries:
        after = entry.after
        if after is not None:
            after, next_id = number(after, next_id, tables)
            if isinstance(after, ObjectDef):
                tables.add(after.table)
        entries.append(replace(entry, after=after))
    gone = {(e.kind, e.before.name) for e in entries if e.before is not None}
    catalog = draft.before.with_changes({(e.kind, e.name): e.after for e in entries if e.after}, gone)
    return replace(draft, catalog=catalog, entries=tuple(entries)), next_id


def reverting(present: Catalog, past: Catalog) -> list[Revert]:
    """The edits that bring ``present`` back to ``past``; what came after is retired, what was purged since is left out."""
    known = {s.id: s for s in present.entities.values()}
    edits = []
    for (kind, name), summary in past.entities.items():
        found = known.pop(summary.id, None)
        definition = past.definition(kind, name)
        if found is not None and definition is not None and found.revision != summary.revision:
            edits.append(Revert(definition))
    for summary in known.values():
        definition = present.definition(summary.kind, summary.name)
        if definition is not None and not definition.retired:
            edits.append(Revert(replace(definition, retired=True)))
    return edits
