"""The tree of departments for pages and selects. Public names: Branch, DepartmentTree."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.access import departments
from app.access.departments import Node
from app.views.setup.inputs import Choice

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

    @property
    def sign(self) -> str:
        """The icon that tells a branch from a leaf."""
        return "fa-chevron-down" if self.items else "fa-minus"


class DepartmentTree:
    """All departments in use, read once: two statements."""

    def __init__(self, session: Session) -> None:
        self.nodes = departments.tree(session)
        self.by_id = {node.id: node for node in self.nodes}
        self._children: dict[int | None, list[Node]] = {}
        for node in self.nodes:
            self._children.setdefault(node.parent_id, []).append(node)

    def branches(self, current: int | None, parent: int | None = None) -> tuple[Branch, ...]:
        """The branches below ``parent``, the whole tree by default."""
        return tuple(self._branch(node, current) for node in self._children.get(parent, ()))

    def _branch(self, node: Node, current: int | None) -> Branch:
        items = self.branches(current, node.id)
        return Branch(node.id, node.name, node.users + sum(item.count for item in items), node.id == current, items)

    def below(self, department_id: int) -> set[int]:
        """The department and all below it."""
        path = self.by_id[department_id].path
        return {node.id for node in self.nodes if node.path.startswith(path)}

    def people_below(self, department_id: int) -> int:
        """Active users of the department and of all below it."""
        return sum(self.by_id[number].users for number in self.below(department_id))

    def names_above(self, department_id: int) -> list[str]:
        """The names from the root down to its parent."""
        parent = self.by_id.get(self.by_id[department_id].parent_id or 0)
        return [*self.names_above(parent.id), parent.name] if parent else []

    def choices(self, without: int | None = None) -> tuple[Choice, ...]:
        """Every department for a select, indented; ``without`` leaves a branch out."""
        left_out = self.below(without) if without else set()
        return tuple(Choice(str(node.id), INDENT * node.depth + node.name) for node in self.nodes if node.id not in left_out)
