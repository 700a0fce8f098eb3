"""What each role may do with each object, read once per access version: all of ``fl_reach`` as an immutable table.

Roles add up: the widest reach of the actor's roles counts. Each role's edit, delete and transfer are first narrowed to its own view, so that two roles
together never change what neither of them could. Public names: Entry, Matrix, load_matrix, REACH_ACTIONS, FLAGS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.reach import narrowest, widest
from app.models.system import Reach

REACH_ACTIONS = ("view", "edit", "delete", "transfer")
"""Rights that go as far as a reach."""
MOST_KEPT = 20_000
"""Answers kept: a page asks for the same 30 each time, which took it half a millisecond."""
FLAGS = ("create", "export", "import")
"""Rights that one has or has not."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The rights of one role in one object, as stored."""

    reaches: Mapping[str, str]
    """Action → reach."""
    flags: frozenset[str] = frozenset()

    def reach(self, action: str) -> str:
        """The reach of an action, never further than view."""
        return narrowest((self.reaches.get("view", "none"), self.reaches.get(action, "none")))


NOTHING = Entry({})


class Matrix:
    """All entries of one access version. No entry: nothing."""

    def __init__(self, entries: Mapping[tuple[int, int], Entry] | None = None, version: int = 0) -> None:
        self.version = version
        self._entries = dict(entries or {})
        self._reaches: dict[tuple[tuple[int, ...], int, str], str] = {}

    def entry(self, role_id: int, entity_id: int) -> Entry:
        """What a role may do with an object."""
        return self._entries.get((role_id, entity_id), NOTHING)

    def reach(self, actor: Actor, entity_id: int, action: str) -> str:
        """How far the actor gets with an action (view, edit, delete, transfer) in an object."""
        if actor.is_system:
            return "all"
        key = (actor.role_ids, entity_id, action)
        found = self._reaches.get(key)
        if found is None:
            if len(self._reaches) > MOST_KEPT:
                self._reaches.clear()
            found = self._reaches[key] = widest(self.entry(role_id, entity_id).reach(action) for role_id in actor.role_ids)
        return found

    def sees_all(self, actor: Actor, entity_id: int, scoped: bool) -> bool:
        """Does the actor see every record of an object? Records without owner and department are seen with any reach."""
        reach = self.reach(actor, entity_id, "view")
        return reach == "all" or (reach != "none" and not scoped)

    def allows(self, actor: Actor, entity_id: int, flag: str) -> bool:
        """Has the actor a right without a reach (create, export, import)?"""
        return actor.is_system or any(flag in self.entry(role_id, entity_id).flags for role_id in actor.role_ids)


def load_matrix(session: Session | Connection, version: int = 0) -> Matrix:
    """The matrix as it is now: one statement. ``version`` is the access version that the caller read before."""
    names = ("create", "export", "import_")
    columns = [getattr(Reach, name) for name in ("role_id", "entity_id", *REACH_ACTIONS, *names)]
    entries: dict[tuple[int, int], Entry] = {}
    for role_id, entity_id, *rest in session.execute(sa.select(*columns)):
        reaches = dict(zip(REACH_ACTIONS, rest, strict=False))
        flags = frozenset(flag for flag, given in zip(FLAGS, rest[len(REACH_ACTIONS) :], strict=True) if given)
        entries[role_id, entity_id] = Entry(reaches, flags)
    return Matrix(entries, version)
