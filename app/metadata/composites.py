"""Indexes over several columns, as a definition writes them: ``status,-created_at``, in the form of a list's order.

Public names: parts_of, written, check_composites, renamed, without, MOST_COLUMNS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.definitions import SYSTEM_FIELDS, ObjectDef
from app.metadata.fieldkinds import Kinds
from app.metadata.names import suggestion

MOST = 12
"""Of one object: each costs time at every save."""
MOST_COLUMNS = 4

Part = tuple[str, bool]
"""(API name, descending)."""


def parts_of(index: str) -> tuple[Part, ...]:
    """The columns of an index in their order."""
    return tuple((part.removeprefix("-"), part.startswith("-")) for part in (raw.strip() for raw in index.split(",")) if part)


def written(parts: Iterable[Part]) -> str:
    """The way back."""
    return ",".join(f"-{name}" if descending else name for name, descending in parts)


def check_composites(definition: ObjectDef, types: Kinds) -> Iterator[Problem]:
    """What is wrong with the indexes of an object."""
    if len(definition.indexes) > MOST:
        hint = _("Each index costs time at every save; keep those that lists need.")
        yield Problem("indexes", _("There are %(count)s indexes; %(limit)s is the limit.", count=len(definition.indexes), limit=MOST), hint)
    seen: set[tuple[Part, ...]] = set()
    for index in definition.indexes:
        where, parts = f"indexes.{index[:60]}", parts_of(index)
        names = [name for name, _descending in parts]
        if not 2 <= len(parts) <= MOST_COLUMNS or len(set(names)) < len(names):
            hint = _('Name between two and %(limit)s different fields, for example "status,-created_at".', limit=MOST_COLUMNS)
            yield Problem(where, _("An index of its own has several fields."), hint)
        elif parts in seen:
            yield Problem(where, _("This index is given twice."), _("Leave one of them out."))
        seen.add(parts)
        for name in names:
            yield from _column(definition, types, where, name)


def _column(definition: ObjectDef, types: Kinds, where: str, name: str) -> Iterator[Problem]:
    field = definition.field(name)
    able = [f.name for f in definition.live_fields if (kind := types.get(f.type)) and kind.sortable]
    if field is None and name not in SYSTEM_FIELDS:
        yield Problem(where, _('There is no field "%(name)s".', name=name[:60]), suggestion(name, [*able, *SYSTEM_FIELDS], _("Name a field of this object.")))
    elif field is not None and field.type in types and (name not in able or field.type == "textarea"):
        yield Problem(where, _('Lists cannot be sorted by "%(name)s".', name=name), _("Choose a field of another type."))


def renamed(indexes: Iterable[str], follow: Callable[[str], str]) -> tuple[str, ...]:
    """The indexes after a field got another API name."""
    return tuple(written((follow(name), descending) for name, descending in parts_of(index)) for index in indexes)


def without(indexes: Iterable[str], gone: str) -> tuple[str, ...]:
    """The indexes that do not need a field that is retired."""
    return tuple(index for index in indexes if gone not in [name for name, _descending in parts_of(index)])
