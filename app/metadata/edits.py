"""What an admin wants, as data: the words that every door (browser, REST, command line, package) speaks to publishing.

A ``definition`` is a definition or its raw form (contract.md); raw forms are read when the edit is applied, so that all problems come together.
``changes`` is a raw definition with only the keys that change; null puts a key back to its default, a label of some languages leaves the others.
``draft.apply`` carries edits out. Public names: Edit and the classes below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.metadata.definitions import Definition, FieldDef, MenuDef, ObjectDef, OptionSetDef

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CreateObject:
    """A new object with its fields; refused when the name is taken."""

    definition: ObjectDef | Raw
    package: str = ""


@dataclass(frozen=True, slots=True)
class PutObject:
    """Creates the object, or brings it up to the definition: what the definition does not mention stays. What packages do."""

    definition: ObjectDef | Raw
    package: str = ""


@dataclass(frozen=True, slots=True)
class ChangeObject:
    """Other settings of an object; another ``name`` renames it. Fields have edits of their own."""

    name: str
    changes: Raw


@dataclass(frozen=True, slots=True)
class RenameObject:
    """Another API name; table, data and rights stay, lookups and menus follow."""

    name: str
    new_name: str


@dataclass(frozen=True, slots=True)
class RetireObject:
    """Hides the object; its data stays and its name stays taken."""

    name: str


@dataclass(frozen=True, slots=True)
class RestoreObject:
    """Brings a retired object back."""

    name: str


@dataclass(frozen=True, slots=True)
class PurgeObject:
    """Drops a retired object and its data for good."""

    name: str


@dataclass(frozen=True, slots=True)
class AddField:
    """A new field; ``position`` counts live fields from 0 (None: last), ``fill`` is the JSON value that existing records get."""

    object: str
    definition: FieldDef | Raw
    position: int | None = None
    fill: Any = None


@dataclass(frozen=True, slots=True)
class ChangeField:
    """Other settings of a field; another ``name`` renames it. ``fill``: JSON value for records that have none when it becomes required."""

    object: str
    field: str
    changes: Raw
    fill: Any = None


@dataclass(frozen=True, slots=True)
class RenameField:
    """Another API name; the column stays, title, list and order follow."""

    object: str
    field: str
    new_name: str


@dataclass(frozen=True, slots=True)
class MoveField:
    """The field at another place among the live fields, counted from 0."""

    object: str
    field: str
    position: int


@dataclass(frozen=True, slots=True)
class ReorderFields:
    """The live fields in this order; those that are not named follow in their old order."""

    object: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RetireField:
    """Hides the field; its column and data stay and its name stays taken."""

    object: str
    field: str


@dataclass(frozen=True, slots=True)
class RestoreField:
    """Brings a retired field back with its data."""

    object: str
    field: str


@dataclass(frozen=True, slots=True)
class PurgeField:
    """Drops a retired field and its data for good."""

    object: str
    field: str


@dataclass(frozen=True, slots=True)
class PutOptionSet:
    """Creates or replaces a shared option set; an option left out becomes inactive."""

    definition: OptionSetDef | Raw
    package: str = ""


@dataclass(frozen=True, slots=True)
class RetireOptionSet:
    """Hides an option set that no field uses."""

    name: str


@dataclass(frozen=True, slots=True)
class PutMenu:
    """Creates or replaces a menu."""

    definition: MenuDef | Raw
    package: str = ""


@dataclass(frozen=True, slots=True)
class RetireMenu:
    """Takes a menu away."""

    name: str


@dataclass(frozen=True, slots=True)
class Revert:
    """One entity as an older revision had it (``draft.reverting`` makes them): newer fields retire, retired ones return, data stays."""

    definition: Definition


ObjectEdit = CreateObject | PutObject | ChangeObject | RenameObject | RetireObject | RestoreObject | PurgeObject
FieldEdit = AddField | ChangeField | RenameField | MoveField | ReorderFields | RetireField | RestoreField | PurgeField
OtherEdit = PutOptionSet | RetireOptionSet | PutMenu | RetireMenu | Revert
Edit = ObjectEdit | FieldEdit | OtherEdit
