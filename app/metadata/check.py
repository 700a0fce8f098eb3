"""Whether definitions make sense, alone and beside each other: every problem at once, each with its place and a remedy.

Only what changed is looked at, and what points at it; 500 objects cost what the changed one costs. Public names: check.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.errors import Problem
from app.metadata.catalog import Catalog, Key
from app.metadata.check_links import departures, required_circle
from app.metadata.check_lists import check_menu, check_option_set
from app.metadata.check_object import check_object
from app.metadata.definitions import MenuDef, ObjectDef, OptionSetDef
from app.metadata.fieldkinds import Kinds


def check(before: Catalog | None, after: Catalog, types: Kinds) -> list[Problem]:
    """What is wrong with everything in ``after`` that is new or different; without ``before`` all of it.

    ``where`` starts at the definition (``fields.status.options``), and with the entity's name when several changed.
    """
    changed = _changed(before, after)
    found: list[tuple[str, Problem]] = []
    for kind, name in changed:
        found += [(name, problem) for problem in _check_one(after, kind, name, types)]
    found += departures(before, after) if before is not None else []
    found += required_circle(after, [name for kind, name in changed if kind == "object"])
    if len({name for kind, name in changed}) <= 1:
        return [problem for name, problem in found]
    return [replace(p, where=f"{name}.{p.where}" if p.where else name) for name, p in found]


def _changed(before: Catalog | None, after: Catalog) -> list[Key]:
    if before is None:
        return list(after.entities)
    old = before.entities
    return [key for key, summary in after.entities.items() if key not in old or (old[key] is not summary and old[key] != summary)]


def _check_one(after: Catalog, kind: str, name: str, types: Kinds) -> Iterable[Problem]:
    definition = after.definition(kind, name)
    if definition is None or definition.retired:
        return []
    if isinstance(definition, ObjectDef):
        return check_object(definition, after, types)
    if isinstance(definition, OptionSetDef):
        return check_option_set(definition)
    return check_menu(definition, after) if isinstance(definition, MenuDef) else []
