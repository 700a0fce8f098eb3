"""Who acts: the user of a request, or the system itself, with all that row scopes need to know.

An actor is immutable and built once a request by ``access.load``. Public names: Actor, SYSTEM.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """A user with departments and permissions, as they are at the start of the request."""

    id: int
    username: str = ""
    name: str = ""
    department_id: int | None = None
    """Main department: what new records carry."""
    department_ids: tuple[int, ...] = ()
    """Own departments: main and further ones."""
    tree_ids: tuple[int, ...] = ()
    """Own departments and all below them."""
    role_ids: tuple[int, ...] = ()
    permissions: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    """FAB's (permission, view menu) pairs of all roles, e.g. ``("can_list", "lead")``."""
    locale: str = "en"
    timezone: str = "UTC"
    is_system: bool = False
    """Seeds, migrations and jobs without a user: every row, every right. Never given to a request."""

    def may(self, permission: str, view: str) -> bool:
        return self.is_system or (permission, view) in self.permissions


SYSTEM = Actor(id=0, username="system", is_system=True)
