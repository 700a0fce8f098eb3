"""Changes laid over a definition: what a PATCH and a package mean for what is already there.

null puts a key back to its default; a label merges by language; an option left out of a new list stays as an inactive one, so that
records that hold it keep their word. Public names: merged_raw, merged_field, merged_options, raw_object, mentioned, words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.errors import Problem
from app.metadata.definitions import FieldDef, ObjectDef, OptionDef
from app.metadata.dump import dump, dump_field
from app.metadata.fieldkinds import Kinds
from app.metadata.load import load_field

LABELS = ("label", "label_plural", "description", "help")


def words(name: str) -> str:
    """An API name as words: the label of what was given none."""
    return name.replace("_", " ").strip().capitalize()


def merged_raw(present: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The raw definition with the changes in place."""
    merged = dict(present)
    for key, value in changes.items():
        old = merged.get(key)
        if key in LABELS and isinstance(value, Mapping) and old:
            texts = {"*": old} if isinstance(old, str) else dict(old)
            merged[key] = {locale: text for locale, text in {**texts, **value}.items() if text is not None}
        elif value is None:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


def merged_field(field: FieldDef, changes: Mapping[str, Any], types: Kinds, where: str) -> tuple[FieldDef, list[Problem]]:
    """The field with the changes, and the problems of their shape. Name, type, id, column and tombstone stay."""
    raw = merged_raw(dump_field(field), changes)
    raw |= {"name": field.name, "type": field.type}
    if changes.get("options_from") and "options" not in changes:
        raw.pop("options", None)
    made, problems = load_field(raw, types, where)
    options = () if made.param("options_from") else merged_options(field.options, made.options)
    return replace(made, options=options, id=field.id, column=field.column, retired=field.retired), problems


def merged_options(old: tuple[OptionDef, ...], new: tuple[OptionDef, ...]) -> tuple[OptionDef, ...]:
    """The new options and, inactive, the old ones that are missing among them."""
    if not new:
        return old if not old else tuple(replace(o, active=False) for o in old)
    given = {o.value for o in new}
    return (*new, *(replace(o, active=False) for o in old if o.value not in given))


def raw_object(definition: ObjectDef) -> dict[str, Any]:
    """An object's own settings as raw data, without its fields."""
    raw = dump(definition)
    raw.pop("fields", None)
    return raw


def mentioned(definition: ObjectDef) -> dict[str, Any]:
    """Those of an object's own settings that differ from what they are when nobody says anything."""
    silent = raw_object(ObjectDef(definition.name))
    return {key: value for key, value in raw_object(definition).items() if key not in silent or silent[key] != value}
