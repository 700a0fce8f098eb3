"""Checks over the lines between entities: what leaves while others point at it, and circles nobody could enter.

Public names: departures, required_circle.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.metadata.definitions import SYSTEM_FIELDS

SHOWN = 5
"""Referrers that a message names; the others are counted."""


def departures(before: Catalog, after: Catalog) -> list[tuple[str, Problem]]:
    """(name, problem) of each object or option set that is retired or gone while live fields still use it."""
    found = []
    for name in before.objects:
        if name not in after.objects and (users := [f"{owner}.{field}" for owner, field, rule in after.referrers(name) if owner != name]):
            what = _('Fields of other objects look up "%(name)s": %(fields)s.', name=name, fields=_listed(users))
            found.append((name, Problem("", what, _("Retire those fields first, or in the same change."))))
    for name in before.option_sets:
        if name not in after.option_sets and (users := [s.name for s in after.objects.values() if name in s.option_sets]):
            what = _('Objects use the option set "%(name)s": %(objects)s.', name=name, objects=_listed(users))
            found.append((name, Problem("", what, _("Give their fields options of their own first."))))
    return found + _filters(before, after)


def _filters(before: Catalog, after: Catalog) -> list[tuple[str, Problem]]:
    """(name, problem) of each field that left while the filter of a lookup elsewhere still reads it."""
    found = []
    read = {(target, field): s.name for s in after.objects.values() for target, field in s.filters if s is before.objects.get(s.name)}
    for (target, field), owner in read.items():
        moved = target in after.objects and after.objects[target] is not before.objects.get(target)
        aimed = after.object(target) if moved and field not in SYSTEM_FIELDS else None
        if aimed is not None and aimed.field(field) is None:
            what = _('A lookup of "%(object)s" filters by the field "%(field)s".', object=owner, field=field)
            found.append((target, Problem(f"fields.{field}", what, _("Change that filter first."))))
    return found


def _listed(names: Sequence[str]) -> str:
    more = _(" and %(count)s more", count=len(names) - SHOWN) if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def required_circle(after: Catalog, changed: Sequence[str]) -> list[tuple[str, Problem]]:
    """A problem for a changed object whose required lookups lead back to itself: its first record could never be made."""
    for name in changed:
        circle = _circle(after, name)
        if circle:
            path = " → ".join(circle)
            what = _("Required lookups form a circle, so that no first record could be made: %(path)s.", path=path)
            return [(name, Problem("fields", what, _("Make one of these lookups optional.")))]
    return []


def _circle(after: Catalog, start: str) -> list[str]:
    """The shortest way from the object back to itself along required lookups, or []."""
    came_from: dict[str, str] = {}
    front = [start]
    while front:
        following = []
        for name in front:
            for target in after.objects[name].requires if name in after.objects else ():
                if target == start:
                    return _way(came_from, start, name)
                if target not in came_from:
                    came_from[target] = name
                    following.append(target)
        front = following
    return []


def _way(came_from: dict[str, str], start: str, last: str) -> list[str]:
    backwards = [start]
    while last != start:
        backwards.append(last)
        last = came_from[last]
    return [*backwards, start][::-1]
