"""What a draft changes: one Change for each step that a person would name.

Public names: diff; Change and describe for those who import them from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.metadata.change import CHECK, DESTRUCTIVE, SAFE, Change
from app.metadata.definitions import Definition, FieldDef, ObjectDef
from app.metadata.draft import Draft
from app.metadata.dump import dump, dump_field
from app.metadata.sentences import describe
from app.metadata.widening import widens

__all__ = ["Change", "describe", "diff"]


def diff(draft: Draft) -> tuple[Change, ...]:
    """Every step of the draft, entity by entity in the order of the edits; within an object: itself, its fields, their order."""
    return tuple(change for entry in draft.entries for change in _entity(draft, entry.kind, entry.before, entry.after))


def _entity(draft: Draft, kind: str, before: Definition | None, after: Definition | None) -> Iterator[Change]:
    if after is None:
        if before is not None:
            yield Change(f"purge_{kind}", before.name, before=dump(before), risk=DESTRUCTIVE, entity_id=before.id)
    elif before is None:
        yield Change(f"create_{kind}", after.name, after=dump(after), entity_id=after.id)
    else:
        if before.retired != after.retired:
            yield _flip(kind, after)
        if before.name != after.name:
            yield Change(f"rename_api_{kind}", after.name, before=before.name, after=after.name, risk=CHECK, entity_id=after.id)
        yield from _settings(kind, before, after)
        if isinstance(before, ObjectDef) and isinstance(after, ObjectDef):
            yield from _fields(draft, before, after)


def _flip(kind: str, after: Definition) -> Change:
    verb, risk = ("retire", CHECK) if after.retired else ("restore", SAFE)
    return Change(f"{verb}_{kind}", after.name, risk=risk, entity_id=after.id)


def _settings(kind: str, before: Definition, after: Definition) -> Iterator[Change]:
    """What differs in an entity's own settings, labels apart from the rest."""
    old, new = dump(before), dump(after)
    for raw in (old, new):
        raw.pop("name")
        if kind == "object":
            raw.pop("fields", None)
    labels = ("label", "label_plural")
    for name, keys in ((f"rename_label_{kind}", labels), (f"change_{kind}", [k for k in {**old, **new} if k not in labels])):
        was, will = _differing(old, new, keys)
        if was or will:
            yield Change(name, after.name, before=was, after=will, entity_id=after.id)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], keys: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    different = [key for key in keys if old.get(key) != new.get(key)]
    return {k: old[k] for k in different if k in old}, {k: new[k] for k in different if k in new}


def _fields(draft: Draft, before: ObjectDef, after: ObjectDef) -> Iterator[Change]:
    old = {f.id: f for f in before.fields}
    kept = {f.id for f in after.fields}
    for field in before.fields:
        if field.id not in kept:
            yield _step(after, field, "purge_field", before=dump_field(field), risk=DESTRUCTIVE)
    for field in after.fields:
        fill = draft.fills.get((after.name, field.name))
        if field.id not in old:
            risk = CHECK if field.unique or (field.required and fill is None) else SAFE
            yield _step(after, field, "add_field", after=dump_field(field), risk=risk, fill=fill)
        else:
            yield from _field(after, old[field.id], field, fill)
    order = [f.id for f in before.live_fields if f.id in {g.id for g in after.live_fields}]
    if order != [f.id for f in after.live_fields if f.id in set(order)]:
        names = [[f.name for f in owner.live_fields] for owner in (before, after)]
        yield Change("reorder", after.name, before=names[0], after=names[1], entity_id=after.id)


def _step(owner: ObjectDef, field: FieldDef, kind: str, **more: Any) -> Change:
    return Change(kind, owner.name, field.name, entity_id=owner.id, field_id=field.id, **more)


def _field(owner: ObjectDef, old: FieldDef, new: FieldDef, fill: Any) -> Iterator[Change]:
    """The steps from a field to its new form: tombstone, name, label, size, required, unique, index, and the rest."""
    if old.retired != new.retired:
        yield _step(owner, new, "retire_field" if new.retired else "restore_field", risk=CHECK if new.retired else SAFE)
    if old.name != new.name:
        yield _step(owner, new, "rename_api_field", before=old.name, after=new.name, risk=CHECK)
    if old.label != new.label:
        yield _step(owner, new, "rename_label_field", before=dict(old.label), after=dict(new.label))
    if widens(old, new):
        yield _step(owner, new, "widen_field", before=dump_field(old), after=dump_field(new))
    if old.required != new.required:
        yield _step(owner, new, "require_field", risk=CHECK, fill=fill) if new.required else _step(owner, new, "relax_field")
    if old.unique != new.unique:
        yield _step(owner, new, "add_unique", risk=CHECK) if new.unique else _step(owner, new, "drop_unique")
    if old.indexed != new.indexed:
        yield _step(owner, new, "add_index" if new.indexed else "drop_index")
    raws = dump_field(old), dump_field(new)
    own = {"name", "label", "required", "unique", "indexed", "max_length", "precision", "scale"}
    was, will = _differing(*raws, [key for key in {**raws[0], **raws[1]} if key not in own])
    if was or will:
        yield _step(owner, new, "change_field", before=was, after=will)
