"""What a catalog holds of every entity before it is used: small enough for thousands, read by one query.

Public names: Reference, Summary, summarize, kind_of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.metadata.conditions import fields_of, parse
from app.metadata.definitions import Definition, FieldDef, Label, MenuDef, ObjectDef, empty

Reference = tuple[str, str, str]
"""(name of the field, name of the object it points at, on_delete)"""


@dataclass(frozen=True, slots=True)
class Summary:
    """One object, option set or menu at the revision that last changed it."""

    id: int
    kind: str
    """object | option_set | menu"""
    name: str
    revision: int
    state: str = "live"
    """live | retired"""
    label: Label = field(default_factory=empty)
    label_plural: Label = field(default_factory=empty)
    icon: str = ""
    title_field: str = ""
    scoped: bool = True
    references: tuple[Reference, ...] = ()
    """Of live fields."""
    dormant: tuple[Reference, ...] = ()
    """Of retired fields."""
    requires: tuple[str, ...] = ()
    """Objects that a required live field points at: no record without one of theirs."""
    option_sets: tuple[str, ...] = ()
    """Option sets that live fields use."""
    filters: tuple[tuple[str, str], ...] = ()
    """(target, field of the target) that the filter of a lookup reads, retired lookups included."""
    table: str = ""
    package: str = ""

    def as_json(self) -> dict[str, Any]:
        """What ``fl_version.summary`` keeps beside the columns of its own."""
        return {
            "label": dict(self.label),
            "label_plural": dict(self.label_plural),
            "icon": self.icon,
            "title_field": self.title_field,
            "scoped": self.scoped,
            "references": [list(r) for r in self.references],
            "dormant": [list(r) for r in self.dormant],
            "requires": list(self.requires),
            "option_sets": list(self.option_sets),
            "filters": [list(f) for f in self.filters],
            "table": self.table,
            "package": self.package,
        }

    @classmethod
    def from_json(cls, entity_id: int, kind: str, name: str, revision: int, state: str, raw: Mapping[str, Any]) -> Summary:
        """The summary of a row of ``fl_version``."""
        rows = {key: tuple((f, target, on_delete) for f, target, on_delete in raw.get(key, ())) for key in ("references", "dormant")}
        names = {key: tuple(raw.get(key, ())) for key in ("requires", "option_sets")}
        filters = tuple((target, read) for target, read in raw.get("filters", ()))
        return cls(entity_id, kind, name, revision, state, **{**raw, **rows, **names, "filters": filters})


def kind_of(definition: Definition) -> str:
    """object | option_set | menu"""
    if isinstance(definition, ObjectDef):
        return "object"
    return "menu" if isinstance(definition, MenuDef) else "option_set"


def summarize(definition: Definition, revision: int) -> Summary:
    """The summary of a definition that ``revision`` published."""
    state = "retired" if definition.retired else "live"
    if not isinstance(definition, ObjectDef):
        return Summary(definition.id, kind_of(definition), definition.name, revision, state, definition.label, package=definition.package)
    pointing = [f for f in definition.fields if f.param("target")]
    return Summary(
        *(definition.id, "object", definition.name, revision, state, definition.label, definition.label_plural, definition.icon),
        title_field=definition.title_field,
        scoped=definition.scoped,
        references=tuple(_reference(f) for f in pointing if not f.retired),
        dormant=tuple(_reference(f) for f in pointing if f.retired),
        requires=tuple({str(f.param("target")): 0 for f in pointing if f.required and not f.retired}),
        option_sets=tuple({str(f.param("options_from")): 0 for f in definition.live_fields if f.param("options_from")}),
        filters=tuple(dict.fromkeys(pair for f in pointing for pair in _filters(f))),
        table=definition.table,
        package=definition.package,
    )


def _reference(found: FieldDef) -> Reference:
    return found.name, str(found.param("target")), str(found.param("on_delete", "restrict"))


def _filters(found: FieldDef) -> Iterator[tuple[str, str]]:
    if found.param("filter") is not None:
        for path in fields_of(parse(found.param("filter"))[0]):
            yield str(found.param("target")), path.split(".")[0]
