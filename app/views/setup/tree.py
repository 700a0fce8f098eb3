"""The tree of departments for pages and selects. Public names: Branch, DepartmentTree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.access import departments
from app.access.departments import Node
from app.views.setup.inputs import Choice

WHOLE = 300
"""Departments up to which the whole tree is shown; of more, the way to the chosen one is open, and what stands beside that way."""
INDENT = "\u3000"
"""Before a name in a select, once a level: an ideographic space, which browsers keep."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A department in the tree. ``count`` is its people and those of the departments below."""

    id: int
    name: str
    count: int
    current: bool
    items: tuple[Branch, ...]
    folded: bool = False
    """There are departments below it that are not shown."""

    @property
    def sign(self) -> str:
        """The icon that tells a branch from a leaf."""
        return "fa-chevron-down" if self.items else "fa-chevron-right" if self.folded else "fa-minus"


class DepartmentTree:
    """All departments in use, read once: two statements."""

    def __init__(self, session: Session) -> None:
        self.nodes = departments.tree(session)
        self.by_id = {node.id: node for node in self.nodes}
        self._children: dict[int | None, list[Node]] = {}
        for node in self.nodes:
            self._children.setdefault(node.parent_id, []).append(node)

    def branches(self, current: int | None) -> tuple[Branch, ...]:
        """The tree from its roots; of a large one the way to the current department and what is below that."""
        opened = self.by_id if len(self.nodes) <= WHOLE or current is None else {int(part) for part in self.by_id[current].path.split("/") if part}
        counts = {node.id: node.users for node in self.nodes}
        for node in reversed(self.nodes):  # those below a department stand behind it
            if node.parent_id is not None:
                counts[node.parent_id] += counts[node.id]
        return tuple(self._branch(node, current, counts, opened) for node in self._children.get(None, ()))

    def _branch(self, node: Node, current: int | None, counts: dict[int, int], opened: Collection[int]) -> Branch:
        children = self._children.get(node.id, ())
        items = tuple(self._branch(child, current, counts, opened) for child in children) if node.id in opened else ()
        return Branch(node.id, node.name, counts[node.id], node.id == current, items, bool(children) and not items)

    def below(self, department_id: int) -> set[int]:
        """The department and all below it."""
        path = self.by_id[department_id].path
        return {node.id for node in self.nodes if node.path.startswith(path)}

    def people_below(self, department_id: int) -> int:
        """Active users of the department and of all below it."""
        path = self.by_id[department_id].path
        return sum(node.users for node in self.nodes if node.path.startswith(path))

    def names_above(self, department_id: int) -> list[str]:
        """The names from the root down to its parent."""
        parent = self.by_id.get(self.by_id[department_id].parent_id or 0)
        return [*self.names_above(parent.id), parent.name] if parent else []

    def choices(self, without: int | None = None) -> tuple[Choice, ...]:
        """Every department for a select, indented; ``without`` leaves a branch out."""
        left_out = self.below(without) if without else set()
        return tuple(Choice(str(node.id), INDENT * node.depth + node.name) for node in self.nodes if node.id not in left_out)
