"""The mapped class of an object, made from its definition when it is first used, and the set of classes of one revision.

Each class has a registry and a MetaData of its own and no relationships (ADR 0002): it depends on nothing but its definition, so a revision goes on using the
classes of what it did not change, and a class that nobody uses any more is simply collected. Public names: RecordBase, build, ModelSet.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Mapped, registry

from app.errors import NotFound
from app.fieldtypes.base import Types
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.models.tables import SYSTEM_COLUMNS, table_of

if TYPE_CHECKING:
    from app.metadata.catalog import Catalog


T = TypeVar("T")
KEPT = 8
"""Things kept for each class."""


class RecordBase:
    """Base of all generated classes: the columns that every record has. A field's attribute is named like its column, ``f_status``."""

    entity_id: ClassVar[int]
    """Stable id of the object."""
    object_name: ClassVar[str]
    """API name of the object in the revision that the class was built for."""
    scoped: ClassVar[bool]
    columns: ClassVar[Mapping[str, InstrumentedAttribute[Any]]]
    """API name → attribute, of all live fields and system fields (``owner`` → owner_id)."""

    id: Mapped[int]
    owner_id: Mapped[int | None]
    department_id: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None]
    version: Mapped[int]
    """1 for a new record, grown by the session at every change; a change of a version that is no longer there raises StaleDataError."""
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None]
    external_key: Mapped[str | None]

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)


def build(definition: ObjectDef, types: Types) -> type[RecordBase]:
    """A new class for a definition: about 10 ms for 30 fields."""
    metadata = sa.MetaData()
    own_registry = registry(metadata=metadata)
    table = table_of(definition, types, metadata)
    name = "".join(part.capitalize() for part in definition.name.split("_"))
    marks = {"entity_id": definition.id, "object_name": definition.name, "scoped": definition.scoped, "__module__": __name__, "__table__": table}
    record_class: type[RecordBase] = type(name, (RecordBase,), marks)
    own_registry.map_imperatively(record_class, table, version_id_col=table.c.version)
    own_registry.configure()
    columns = {api_name: getattr(record_class, column) for api_name, column in SYSTEM_COLUMNS.items()}
    columns.update((field.name, getattr(record_class, field.column)) for field in definition.live_fields)
    record_class.columns = MappingProxyType(columns)
    return record_class


class ModelSet:
    """The generated classes of one revision, each built at its first use; safe for threads. The least recently used ones are let go."""

    def __init__(self, catalog: Catalog, types: Types, previous: ModelSet | None = None, size: int = 256) -> None:
        self.catalog = catalog
        self._types = types
        self._size = size
        self._lock = RLock()
        self._built: OrderedDict[tuple[int, int], type[RecordBase]] = OrderedDict()
        self._kept_things: OrderedDict[Hashable, Any] = OrderedDict()
        if previous is not None:
            self._take_over(previous)

    def _take_over(self, previous: ModelSet) -> None:
        current = {(summary.id, summary.revision) for summary in self.catalog.objects.values()}
        with previous._lock:
            self._built.update((key, built) for key, built in previous._built.items() if key in current)

    def model(self, object_name: str) -> type[RecordBase]:
        """The class of a live object. Raises: NotFound."""
        summary = self.catalog.objects.get(object_name)
        if summary is None:
            raise NotFound(_('There is no object "%(name)s".', name=object_name))
        return self._kept((summary.id, summary.revision)) or self._make((summary.id, summary.revision), object_name)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What somebody worked out from this revision's metadata, under a key of theirs; made at its first use, by two threads perhaps."""
        with self._lock:
            if key in self._kept_things:
                self._kept_things.move_to_end(key)
                found: T = self._kept_things[key]
                return found
        made = make()
        with self._lock:
            self._kept_things[key] = made
            while len(self._kept_things) > KEPT * self._size:
                self._kept_things.popitem(last=False)
        return made

    def _kept(self, key: tuple[int, int]) -> type[RecordBase] | None:
        with self._lock:
            built = self._built.get(key)
            if built is not None:
                self._built.move_to_end(key)
            return built

    def _make(self, key: tuple[int, int], object_name: str) -> type[RecordBase]:
        definition = self.catalog.object(object_name)  # may read from the database: not under the lock
        if definition is None:
            raise NotFound(_('There is no object "%(name)s".', name=object_name))
        with self._lock:
            built = self._built.get(key)
            if built is None:
                built = self._built[key] = build(definition, self._types)
                while len(self._built) > self._size:
                    self._built.popitem(last=False)
            return built
