"""The catalog: everything of one revision, immutable, light until it is used.

It holds a Summary of each entity and loads definitions when somebody asks, through the injected loader, into a cache that it shares with the
catalogs after it: a definition is cached by (id, revision), so what did not change is the same Python object in both.
Public names: Catalog, DefinitionCache, Loader.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.metadata.definitions import Definition, FieldDef, MenuDef, ObjectDef, OptionDef, OptionSetDef
from app.metadata.dump import restore
from app.metadata.ids import number
from app.metadata.summary import Summary, kind_of, summarize

Loader = Callable[[int, int], Mapping[str, Any]]
"""(entity id, revision) → the store's form of the definition. Raises KeyError when there is none."""

CACHE_SIZE = 600
"""Entities kept in memory; an object of 40 fields takes about 60 kB."""
REVISIONS = 3
"""Of one entity: requests under way read the one before; all older ones would only fill the memory."""

Key = tuple[str, str]
"""(kind, name) of an entity."""


class DefinitionCache:
    """The definitions used last, by id and revision. Safe for threads."""

    def __init__(self, loader: Loader, size: int = CACHE_SIZE) -> None:
        self._loader = loader
        self._size = size
        self._kept: OrderedDict[int, dict[int, Definition]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, summary: Summary) -> Definition:
        with self._lock:
            found = self._kept.get(summary.id, {}).get(summary.revision)
            if found is not None:
                self._kept.move_to_end(summary.id)
                return found
        made = restore(summary.kind, self._loader(summary.id, summary.revision))
        with self._lock:
            revisions = self._kept.setdefault(summary.id, {})
            made = revisions.setdefault(summary.revision, made)
            while len(revisions) > REVISIONS:
                del revisions[next(iter(revisions))]
            self._kept.move_to_end(summary.id)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made


class Catalog:
    """One revision of the metadata. ``summaries`` are all entities that are not purged, retired ones included."""

    def __init__(self, revision: int, summaries: Iterable[Summary], cache: DefinitionCache, drafted: Mapping[Key, Definition] | None = None) -> None:
        self.revision = revision
        self.cache = cache
        self._drafted: Mapping[Key, Definition] = drafted or {}
        """Definitions not yet in the store: of a draft, or of a catalog made in memory."""
        self._all: dict[Key, Summary] = {(s.kind, s.name): s for s in summaries}
        self._by_id = {s.id: s for s in self._all.values() if s.id}
        self.objects: Mapping[str, Summary] = self._pick("object", "live")
        """Live objects by name."""
        self.retired_objects: Mapping[str, Summary] = self._pick("object", "retired")
        self.option_sets: Mapping[str, Summary] = self._pick("option_set", "live")
        self.menus: Mapping[str, Summary] = self._pick("menu", "live")
        self._referrers: dict[str, tuple[tuple[str, str, str], ...]] | None = None
        self._resolved: dict[int, tuple[FieldDef, FieldDef]] = {}
        """Field id → the field and its resolved form, of fields that name an option set."""

    @classmethod
    def load(cls, revision: int, summaries: Iterable[Summary], loader: Loader, previous: Catalog | None = None) -> Catalog:
        """The catalog of a revision; ``previous`` lends its cache and every Summary that is still of the same revision."""
        if previous is None:
            return cls(revision, summaries, DefinitionCache(loader))
        old = previous._by_id
        shared = [old[s.id] if s.id in old and old[s.id] == s else s for s in summaries]
        return cls(revision, shared, previous.cache)

    @classmethod
    def of(cls, definitions: Iterable[Definition] = (), revision: int = 1) -> Catalog:
        """A catalog in memory; ids and physical names that are missing are given."""
        tables, made = set[str](), dict[Key, Definition]()
        given = list(definitions)
        next_id = 1 + max((i for d in given for i in _ids(d)), default=0)
        for definition in given:
            numbered, next_id = number(definition, next_id, tables)
            if isinstance(numbered, ObjectDef):
                tables.add(numbered.table)
            made[kind_of(numbered), numbered.name] = numbered
        return cls(revision, [summarize(d, revision) for d in made.values()], DefinitionCache(_nothing), made)

    def with_changes(self, changed: Mapping[Key, Definition], gone: Iterable[Key] = (), revision: int | None = None) -> Catalog:
        """This catalog with other definitions in place of some; ``gone`` are the keys of purged entities and old names."""
        number_of = self.revision + 1 if revision is None else revision
        left_out = {*gone, *changed}
        kept = [s for key, s in self._all.items() if key not in left_out]
        drafted = {key: d for key, d in self._drafted.items() if key not in left_out} | dict(changed)
        return Catalog(number_of, [*kept, *(summarize(d, number_of) for d in changed.values())], self.cache, drafted)

    @property
    def entities(self) -> Mapping[Key, Summary]:
        """Everything that is not purged, by (kind, name); retired ones included."""
        return MappingProxyType(self._all)

    def definition(self, kind: str, name: str) -> Definition | None:
        """The definition of that kind and name, live or retired."""
        drafted = self._drafted.get((kind, name))
        if drafted is not None:
            return drafted
        summary = self._all.get((kind, name))
        return None if summary is None else self.cache.get(summary)

    def object(self, name: str) -> ObjectDef | None:
        """The live object of that name, or None."""
        found = self.definition("object", name) if name in self.objects else None
        return found if isinstance(found, ObjectDef) else None

    def any_object(self, name: str) -> ObjectDef | None:
        """The object of that name, live or retired."""
        found = self.definition("object", name)
        return found if isinstance(found, ObjectDef) else None

    def by_id(self, entity_id: int) -> Summary | None:
        """The summary of an entity that is not purged, whatever its kind and state."""
        return self._by_id.get(entity_id)

    def option_set(self, name: str) -> OptionSetDef | None:
        found = self.definition("option_set", name) if name in self.option_sets else None
        return found if isinstance(found, OptionSetDef) else None

    def menu(self) -> MenuDef | None:
        """The menu: ``main`` and, after its items, those of all other menus by name; None when there is none."""
        names = sorted(self.menus, key=lambda name: (name != "main", name))
        found = [m for m in (self.definition("menu", name) for name in names) if isinstance(m, MenuDef)]
        if not found:
            return None
        return found[0] if len(found) == 1 else replace(found[0], items=tuple(item for menu in found for item in menu.items))

    def options(self, field: FieldDef) -> tuple[OptionDef, ...]:
        """A picklist's options: its own, or those of the option set it names."""
        named = field.param("options_from")
        if not named:
            return field.options
        found = self.option_set(str(named))
        return found.options if found else ()

    def resolved(self, field: FieldDef) -> FieldDef:
        """The field with the options of its option set filled in: the form in which a field type wants it."""
        if not field.param("options_from"):
            return field
        kept = self._resolved.get(field.id)
        if kept is not None and kept[0] is field:
            return kept[1]
        made = replace(field, options=self.options(field))
        if field.id:
            self._resolved[field.id] = (field, made)
        return made

    def referrers(self, name: str) -> tuple[tuple[str, str, str], ...]:
        """(object, field, on_delete) of every live field that points at the object."""
        if self._referrers is None:
            found: dict[str, list[tuple[str, str, str]]] = {}
            for summary in self.objects.values():
                for field, target, on_delete in summary.references:
                    found.setdefault(target, []).append((summary.name, field, on_delete))
            self._referrers = {target: tuple(rows) for target, rows in found.items()}
        return self._referrers.get(name, ())

    def _pick(self, kind: str, state: str) -> Mapping[str, Summary]:
        return MappingProxyType({s.name: s for s in self._all.values() if s.kind == kind and s.state == state})


def _ids(definition: Definition) -> Iterable[int]:
    yield definition.id
    if isinstance(definition, ObjectDef):
        yield from (f.id for f in definition.fields)


def _nothing(entity_id: int, revision: int) -> Mapping[str, Any]:
    raise KeyError((entity_id, revision))
