"""What an object, a field and an option ARE: the frozen definitions everything else is built from.

A definition is data: made by ``load`` from YAML or JSON, checked by ``check``, compared by ``diff``, stored and versioned by ``models.store``.
Public names: Label, OptionDef, FieldDef, SectionDef, ObjectDef, OptionSetDef, MenuItemDef, MenuDef, SYSTEM_FIELDS, EMPTY, empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Label = Mapping[str, str]
"""Text per locale (``en``, ``zh_Hans``, ``zh_Hant``); the key ``*`` holds a text that serves every locale."""

EMPTY: Mapping[str, Any] = MappingProxyType({})


def empty() -> Mapping[str, Any]:
    return EMPTY  # a mappingproxy has no hash before Python 3.12, so dataclasses refuse it as a plain default


SYSTEM_FIELDS = ("id", "owner", "department", "created_at", "created_by", "changed_at", "changed_by", "version")
"""API names of the columns that every record has; never declared by a definition."""


@dataclass(frozen=True, slots=True)
class OptionDef:
    """One value of a picklist. An inactive option cannot be chosen any more but keeps its history."""

    value: str
    label: Label = field(default_factory=empty)
    color: str = "gray"
    active: bool = True
    record_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldDef:
    """One field of an object. ``params`` holds what only its type knows (max_length, target, options_from …)."""

    name: str
    type: str
    label: Label = field(default_factory=empty)
    help: Label = field(default_factory=empty)
    required: bool = False
    unique: bool = False
    indexed: bool = False
    default: Any = None
    options: tuple[OptionDef, ...] = ()
    section: str = ""
    """Name of the form section it stands in; empty: the first."""
    read_only: bool = False
    written_by: str = ""
    """``engine``: only mechanisms write it; read-only in forms and API."""
    attribute: bool = False
    """Routing and rules may read it (crm.md 3)."""
    personal: bool = False
    """Personal data: masked and erased by the functions for that."""
    searchable: bool = False
    params: Mapping[str, Any] = field(default_factory=empty)
    id: int = 0
    """Stable id given by the store at first publication; 0: not yet published. Never in packages."""
    column: str = ""
    """Physical column, given once by the store (``f_status``); a rename keeps it. Never in packages."""
    retired: bool = False
    """Tombstone: hidden, data kept, restorable."""

    def param(self, name: str, default: Any = None) -> Any:
        return self.params.get(name, default)

    @property
    def writable(self) -> bool:
        return not (self.read_only or self.written_by or self.retired)


@dataclass(frozen=True, slots=True)
class SectionDef:
    """A part of the form and record page with a heading of its own."""

    name: str
    label: Label = field(default_factory=empty)


@dataclass(frozen=True, slots=True)
class ObjectDef:
    """One object: its words, its fields in order, its behaviour."""

    name: str
    label: Label = field(default_factory=empty)
    label_plural: Label = field(default_factory=empty)
    icon: str = "fa-table"
    title_field: str = ""
    description: Label = field(default_factory=empty)
    history: bool = True
    scoped: bool = True
    """Owner and department on each record, rows reached by them; False: visible to whoever has the function."""
    tree: str = ""
    """Name of the self-lookup that makes the records a tree."""
    append_only: bool = False
    pooled: bool = False
    record_type: str = ""
    list_fields: tuple[str, ...] = ()
    """Columns of the list page; empty: title field and the next six."""
    sort: str = ""
    """Default order of the list, e.g. ``-created_at``."""
    indexes: tuple[str, ...] = ()
    """Indexes over several columns, each written like ``sort``: ``status,-created_at``."""
    keys: tuple[Mapping[str, Any], ...] = ()
    sections: tuple[SectionDef, ...] = ()
    fields: tuple[FieldDef, ...] = ()
    package: str = ""
    """Name of the package that brought it; empty: made here."""
    id: int = 0
    """Stable id given by the store; 0: not yet published. Never in packages."""
    table: str = ""
    """Physical table, given once by the store (``x_lead``). Never in packages."""
    retired: bool = False
    extra: Mapping[str, Any] = field(default_factory=empty)
    """Keys of the format that a later mechanism reads; carried unchanged."""

    @property
    def live_fields(self) -> tuple[FieldDef, ...]:
        return tuple(f for f in self.fields if not f.retired)

    def field(self, name: str) -> FieldDef | None:
        """The live field of that API name, or None."""
        return next((f for f in self.fields if f.name == name and not f.retired), None)

    def any_field(self, name: str) -> FieldDef | None:
        """The field of that API name, retired or not."""
        return next((f for f in self.fields if f.name == name), None)

    def references(self) -> Iterator[FieldDef]:
        """Live fields that point at another object."""
        return (f for f in self.live_fields if f.param("target"))


@dataclass(frozen=True, slots=True)
class OptionSetDef:
    """Options shared by the picklists that name it in ``options_from``."""

    name: str
    label: Label = field(default_factory=empty)
    options: tuple[OptionDef, ...] = ()
    package: str = ""
    id: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class MenuItemDef:
    """A line of the menu: an object, a page, or a heading with items below it."""

    name: str
    label: Label = field(default_factory=empty)
    icon: str = ""
    object: str = ""
    page: str = ""
    """Path of a page of the console, e.g. ``/``; only paths of this site."""
    items: tuple[MenuItemDef, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuDef:
    """The menu of the console. Objects that no item names are listed under a heading of their own."""

    name: str
    label: Label = field(default_factory=empty)
    items: tuple[MenuItemDef, ...] = ()
    package: str = ""
    id: int = 0
    retired: bool = False


Definition = ObjectDef | OptionSetDef | MenuDef
"""Everything the store keeps in numbered versions."""
