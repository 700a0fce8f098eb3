"""What references point at, joined into one statement: a lookup's target, a person, a department, with the column that names it.

Joins are outer joins to aliases; the session hook puts the actor's criteria of the target into their ON clause, so a hidden target joins to nothing: no
id, no name. Public names: Target, Joins, target_of, title_of, title_label, number_label, alias_of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.fieldtypes.registry import type_of
from app.fieldtypes.strings import StringType
from app.i18n.formats import person_name
from app.metadata.definitions import FieldDef, ObjectDef
from app.models.generated import RecordBase
from app.models.users import Department, User
from app.records.workspace import Workspace

_LOCK = Lock()
"""Aliases are made one at a time."""


@dataclass(frozen=True, slots=True)
class Target:
    """The joined target of one reference."""

    alias: Any
    id: Any
    """Its id as joined: empty when the reference is empty, dangling or hidden."""
    names: tuple[Any, ...]
    """Columns that make its label, in the order in which people sort by them."""
    label: Callable[[int, Sequence[Any]], str]
    """The label of an id and the values of ``names``."""


class Joins:
    """The references of one object that a statement needs, each joined once, in the order in which they are asked for."""

    def __init__(self, ws: Workspace, definition: ObjectDef, whole: bool = False) -> None:
        self.ws = ws
        self.definition = definition
        self.whole = whole
        """The statement reads all that match, not a page of them."""
        self.model: type[RecordBase] = ws.model(definition.name)
        self.most: int | None = None
        """More records than that cannot match, as an index of texts has told; None: nobody knows."""
        self._targets: dict[str, Target] = {}

    def __len__(self) -> int:
        return len(self._targets)

    def column(self, field: FieldDef) -> Any:
        """The object's own column of a field."""
        column = self.model.columns[field.name]
        # the driver casts a parameter to its column's type, and an id typed by a person may be too long for 32 bits
        return sa.type_coerce(column, sa.BigInteger) if field.type == "integer" else column

    def target(self, field: FieldDef) -> Target:
        """The joined target of a reference field."""
        found = self._targets.get(field.name)
        if found is None:
            found = self._targets[field.name] = target_of(self.ws, field)
        return found

    def apply(self, statement: Any) -> Any:
        """The statement with all outer joins that have been asked for."""
        for name, target in self._targets.items():
            statement = statement.outerjoin(target.alias, target.id == self.model.columns[name])
        return statement


def alias_of(mapped: type[Any], name: str) -> Any:
    """The alias of a class for the field of that name. Making one costs as much as a whole small list (1–2 ms), so each is kept, on the class itself:
    it goes when the class goes. Within a statement each field is joined once, so no two joins share an alias. Safe for threads."""
    kept: dict[str, Any] = mapped.__dict__.get("fl_aliases") or {}
    found = kept.get(name)
    if found is not None:
        return found
    with _LOCK:
        if "fl_aliases" not in mapped.__dict__:
            mapped.fl_aliases = {}
        found = mapped.fl_aliases.get(name)
        if found is None:
            found = aliased(mapped)
            _ = found.id.expression  # makes the alias's columns and their index now: two threads that make them at once get columns that fit no join
            mapped.fl_aliases[name] = found
        return found


def target_of(ws: Workspace, field: FieldDef) -> Target:
    """A new alias of what a reference field points at."""
    kind = type_of(field).reference
    if kind == "user":
        person = alias_of(User, field.name)
        return Target(person, person.id, (person.last_name, person.first_name), lambda _id, names: person_name(names[1] or "", names[0] or ""))
    if kind == "department":
        department = alias_of(Department, field.name)
        return Target(department, department.id, (department.name,), lambda _id, names: str(names[0]))
    return _record_target(ws, ws.object(str(field.param("target"))), field.name)


def _record_target(ws: Workspace, definition: ObjectDef, name: str) -> Target:
    model = ws.model(definition.name)
    alias = alias_of(model, name)
    title = title_of(ws, definition)
    if title is None:
        return Target(alias, alias.id, (), lambda number, _names: number_label(number))
    column = getattr(alias, model.columns[title.name].key)
    if type(type_of(title)).show is StringType.show:  # the text itself: no need to make what a page prints
        return Target(alias, alias.id, (column,), lambda number, names: names[0] or number_label(number))
    return Target(alias, alias.id, (column,), lambda number, names: title_label(title, number, names[0]))


def title_of(ws: Workspace, definition: ObjectDef) -> FieldDef | None:
    """The field that names a record; None when there is none, or when it is itself a reference."""
    title = definition.field(definition.title_field)
    if title is None or type_of(title).reference:
        return None
    return ws.catalog.resolved(title)


def number_label(number: int) -> str:
    """The label of a record that has no title."""
    return f"#{number}"


def title_label(title: FieldDef, number: int, value: Any) -> str:
    """The label of a record by the value of its title field."""
    return (type_of(title).show(title, value).text if value is not None else "") or number_label(number)
