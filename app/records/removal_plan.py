"""What a delete would take along, and what stands against it: worked out for all records together, a few statements per referring object.

A record goes when everything that must go along may go. What is refused can in turn hold others back, so refusals spread until nothing changes.
Public names: Removal, plan_removal, Node, MOST.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from app.i18n import gettext as _
from app.i18n import labels
from app.metadata.definitions import ObjectDef
from app.records.integrity import count_pointing, pointing
from app.records.workspace import Workspace

MOST = 20_000
"""Records that one delete may take along."""

Node = tuple[str, int]
"""(object, record id)"""


@dataclass(slots=True)
class Removal:
    """The plan: ids by object that go to the bin, and the reason of each record that stays."""

    doomed: dict[str, set[int]] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(len(ids) for ids in self.doomed.values())


@dataclass(slots=True)
class Graph:
    """Who hangs on whom among the records that may go."""

    takes: dict[Node, list[Node]] = field(default_factory=lambda: defaultdict(list))
    """Record → records that go along with it."""
    needs: dict[Node, list[Node]] = field(default_factory=lambda: defaultdict(list))
    """Record → records of the plan that must go too before it may."""
    held: dict[Node, list[tuple[str, int, int]]] = field(default_factory=lambda: defaultdict(list))
    """Record → (object, number of records outside the plan that hold it, of these visible to the actor)."""
    members: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def along(self, roots: Iterable[Node]) -> set[Node]:
        """The roots and everything that goes along with them."""
        found, waiting = set(roots), list(roots)
        while waiting:
            for child in self.takes.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found


def plan_removal(ws: Workspace, definition: ObjectDef, ids: Collection[int]) -> Removal:
    """The plan for records that the actor may delete."""
    if not ids:
        return Removal()
    graph = Graph()
    if not _collect(ws, graph, definition.name, ids):
        what = _("More than %(most)s records would go along.", most=MOST)
        return Removal(refused=dict.fromkeys(ids, what))
    _find_holders(ws, graph)
    return _settle(ws, graph, definition.name, ids)


def _collect(ws: Workspace, graph: Graph, name: str, ids: Collection[int]) -> bool:
    """Follow ``cascade`` downwards; False when there is too much."""
    graph.members[name].update(ids)
    frontier = {name: set(ids)}
    while frontier:
        following: dict[str, set[int]] = defaultdict(set)
        for parent, parent_ids in frontier.items():
            for child, field_name, on_delete in ws.catalog.referrers(parent):
                if on_delete == "cascade":
                    following[child] |= _follow(ws, graph, (parent, parent_ids), (child, field_name))
        frontier = {child: new for child, new in following.items() if new}
        if sum(len(members) for members in graph.members.values()) > MOST:
            return False
    return True


def _follow(ws: Workspace, graph: Graph, above: tuple[str, set[int]], below: tuple[str, str]) -> set[int]:
    parent, parent_ids = above
    child, field_name = below
    new = set()
    for number, target in pointing(ws, ws.model(child), field_name, parent_ids):
        graph.takes[parent, target].append((child, number))
        if number not in graph.members[child]:
            new.add(number)
    graph.members[child] |= new
    return new


def _find_holders(ws: Workspace, graph: Graph) -> None:
    for name, ids in list(graph.members.items()):
        for child, field_name, on_delete in ws.catalog.referrers(name):
            if on_delete != "restrict" or not ids:
                continue
            model, inside = ws.model(child), graph.members.get(child, set())
            for target, (number, seen) in count_pointing(ws, model, field_name, ids, inside).items():
                graph.held[name, target].append((child, number, seen))
            if inside:
                for holder, target in pointing(ws, model, field_name, ids, inside):
                    graph.needs[name, target].append((child, holder))


def _settle(ws: Workspace, graph: Graph, name: str, ids: Collection[int]) -> Removal:
    going = set(ids)
    reach = {number: graph.along([(name, number)]) for number in ids}
    refused: dict[int, str] = {}
    while True:
        doomed = {node for number in going for node in reach[number]}
        stuck = {node for node in doomed if graph.held.get(node) or any(other not in doomed for other in graph.needs.get(node, ()))}
        stay = {number for number in going if reach[number] & stuck}
        if not stay:
            break
        for number in stay:
            refused[number] = _reason(ws, graph, name, (reach[number] & stuck, doomed))
        going -= stay
    plan: dict[str, set[int]] = defaultdict(set)
    for object_name, number in doomed:
        plan[object_name].add(number)
    return Removal(dict(plan), refused)


def _reason(ws: Workspace, graph: Graph, name: str, stuck: tuple[set[Node], set[Node]]) -> str:
    """What holds a record, in words: the objects and numbers that the actor may see, the rest as other records."""
    nodes, doomed = stuck
    seen: dict[str, int] = defaultdict(int)
    hidden = 0
    for node in nodes:
        for child, number, visible in graph.held.get(node, ()):
            seen[child] += visible
            hidden += number - visible
        for child, number in graph.needs.get(node, ()):
            if (child, number) not in doomed:  # it was among those to delete: of the same object it was asked for by name, so the actor sees it
                seen[child] += child == name
                hidden += child != name
    parts = [f"{labels.text(_words(ws, child), fallback=child)} ({number})" for child, number in sorted(seen.items()) if number]
    if hidden:
        parts.append(_("other records (%(count)s)", count=hidden))
    return _("Still in use by: %(list)s.", list=", ".join(parts))


def _words(ws: Workspace, name: str) -> dict[str, str]:
    summary = ws.catalog.objects.get(name)
    return dict(summary.label_plural or summary.label) if summary else {}
