"""What edits work on: the definitions as they are so far, the problems met, and where each came from.

Lives only inside ``draft.apply``. Public names: Workpiece.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.errors import Conflict, NotFound, Problem
from app.i18n import gettext as _
from app.metadata.catalog import Catalog, Key
from app.metadata.definitions import Definition, FieldDef, ObjectDef
from app.metadata.fieldkinds import Kinds
from app.metadata.names import suggestion
from app.metadata.summary import kind_of


class Workpiece:
    """A catalog being changed."""

    def __init__(self, before: Catalog, types: Kinds) -> None:
        self.before = before
        self.types = types
        self.fills: dict[tuple[str, str], Any] = {}
        self._now: dict[Key, Definition | None] = {}
        """What differs so far; None: purged, or renamed away."""
        self._origin: dict[Key, Key] = {}
        """Key now → key in ``before``, of what was renamed."""
        self._problems: list[tuple[str, Problem]] = []

    # -- problems ---------------------------------------------------------------------------------------------------------------

    def refuse(self, entity: str, where: str, what: str, hint: str = "") -> None:
        self._problems.append((entity, Problem(where, what, hint)))

    def add_problems(self, entity: str, problems: list[Problem]) -> None:
        self._problems += [(entity, problem) for problem in problems]

    def changes(self, entity: str, where: str, raw: object) -> dict[str, Any]:
        """The changes of an edit as a dict of their own; a problem when they are something else."""
        if isinstance(raw, Mapping):
            return dict(raw)
        self.refuse(entity, where, _("A group of keys and values is expected here."), _("Send only the keys that change."))
        return {}

    def problems(self) -> list[Problem]:
        """All problems; with the entity's name in front when several entities are being changed."""
        changed = {name for (kind, name), after in self._now.items() if after is not None}
        if len(changed | {entity for entity, found in self._problems}) <= 1:
            return [problem for entity, problem in self._problems]
        return [replace(p, where=f"{entity}.{p.where}" if p.where else entity) for entity, p in self._problems]

    # -- what is there ------------------------------------------------------------------------------------------------------------

    def find(self, kind: str, name: str) -> Definition | None:
        """The entity, live or retired."""
        key = (kind, name)
        return self._now[key] if key in self._now else self.before.definition(kind, name)

    def any_object(self, name: str) -> ObjectDef:
        """The object, live or retired. Raises NotFound."""
        found = self.find("object", name)
        if isinstance(found, ObjectDef):
            return found
        known = [*self.before.objects, *(name for kind, name in self._now if kind == "object")]
        raise NotFound(_('There is no object "%(name)s".', name=name[:60]), [Problem("", suggestion(name, known))] if suggestion(name, known) else ())

    def object(self, name: str) -> ObjectDef:
        """The live object. Raises NotFound, and Conflict when it is retired."""
        found = self.any_object(name)
        if found.retired:
            raise Conflict(_('The object "%(name)s" is retired; restore it first.', name=name))
        return found

    def any_field(self, owner: ObjectDef, name: str) -> FieldDef:
        """The field, live or retired. Raises NotFound."""
        found = owner.any_field(name)
        if found is not None:
            return found
        hint = suggestion(name, [f.name for f in owner.live_fields])
        raise NotFound(_('The object "%(object)s" has no field "%(name)s".', object=owner.name, name=name[:60]), [Problem("", hint)] if hint else ())

    def field(self, owner: ObjectDef, name: str) -> FieldDef:
        """The live field. Raises NotFound, and Conflict when it is retired."""
        found = self.any_field(owner, name)
        if found.retired:
            raise Conflict(_('The field "%(name)s" is retired; restore it first.', name=name))
        return found

    def drafted_objects(self) -> list[ObjectDef]:
        """Objects that differ so far."""
        return [d for d in self._now.values() if isinstance(d, ObjectDef)]

    # -- what changes -------------------------------------------------------------------------------------------------------------

    def put(self, definition: Definition) -> None:
        self._now[kind_of(definition), definition.name] = definition

    def remove(self, definition: Definition) -> None:
        """Purged."""
        self._now[kind_of(definition), definition.name] = None

    def rename(self, definition: Definition, new_name: str) -> None:
        """The same entity under another name."""
        kind = kind_of(definition)
        old, new = (kind, definition.name), (kind, new_name)
        self._now[old] = None
        self._now[new] = replace(definition, name=new_name)
        self._origin[new] = self._origin.pop(old, old)

    # -- the outcome --------------------------------------------------------------------------------------------------------------

    def entries(self) -> Iterator[tuple[str, Definition | None, Definition | None]]:
        """(kind, before, after) of each entity that differs."""
        moved = set(self._origin.values())
        for key, after in self._now.items():
            before = None if key in moved and key not in self._origin else self.before.definition(*self._origin.get(key, key))
            if before is not None and after is not None and before.id != after.id:  # purged and made anew
                yield key[0], before, None
                before = None
            if before != after:
                yield key[0], before, after

    def gone(self) -> list[Key]:
        """Keys of ``before`` that no longer exist."""
        return [key for key, after in self._now.items() if after is None]
