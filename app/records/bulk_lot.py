"""A lot: rows of one bulk request that do not depend on one another, judged together and written by few statements.

What each row asks of the database is asked for all at once: the records to change, the references, who has the unique values. Then the rows are judged one
after the other as if each had been written before the next: a value that an earlier row took is taken; where an earlier row gave one up or moved a record
in its tree, what is accepted so far is written first. When the database refuses the lot (a race), the rows are written one by one.
Public names: Item, BulkRow, Lot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.errors import FieldloomError, InvalidInput, Problem
from app.i18n import gettext as _
from app.records.carrying import carry_out
from app.records.history import conflict_of
from app.records.integrity import holders, taken
from app.records.proposal import Proposal, begin, judge, moves_in_tree, refuse_taken, settle, wanted_references, wanted_unique
from app.records.references import visible
from app.records.sheet import Sheet
from app.records.values import Given
from app.records.workspace import Workspace
from app.records.write import create, refuse_creation, rows_to_edit, update


@dataclass(frozen=True, slots=True)
class BulkRow:
    """What became of one row. ``action``: created, updated or refused."""

    index: int
    """Its place in the request, from 0."""
    action: str
    id: int | None = None
    version: int | None = None
    message: str = ""
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        told = {"message": self.message, "problems": [problem.as_json() for problem in self.problems]} if self.action == "refused" else {}
        return {"index": self.index, "action": self.action, "id": self.id, "version": self.version, **told}


@dataclass(slots=True)
class Item:
    """One row that can be read."""

    place: int
    given: Given
    target: int | None = None
    """Id of the record to change; None: a new one."""
    version: int | None = None
    """That the change started from."""
    proposal: Proposal | None = None

    def refused(self, error: FieldloomError) -> BulkRow:
        return BulkRow(self.place, "refused", self.target, message=error.message, problems=tuple(error.problems))


@dataclass(slots=True)
class Lot:
    """The rows of a lot, written by ``run``; what became of each is put into ``reports`` by its place."""

    ws: Workspace
    sheet: Sheet
    reports: dict[int, BulkRow]
    accepted: list[Item] = field(default_factory=list)
    """Judged, not yet written."""
    claimed: set[tuple[str, Any]] = field(default_factory=set)
    """(field, unique value) of what is accepted."""
    freed: set[tuple[str, Any]] = field(default_factory=set)
    """(field, unique value) that an accepted change gives up."""
    moved: bool = False
    """Does an accepted change move a record in its tree?"""

    def run(self, items: Sequence[Item]) -> None:
        """Judge and write."""
        now = datetime.now(UTC)
        begun = self._begin(items, now)
        found = visible(self.ws, [pair for item in begun if item.proposal for pair in wanted_references(item.proposal)])
        held = self._holders([item.proposal for item in begun if item.proposal])
        for item in begun:
            proposal = item.proposal
            if proposal is None:
                continue
            if self.moved and moves_in_tree(proposal):
                self._write()
            try:
                judge(proposal, found)
                self._judge_unique(proposal, held)
                settle(proposal)
            except FieldloomError as error:
                self.reports[item.place] = item.refused(error)
            else:
                self._accept(item, proposal)
        self._write()

    def _begin(self, items: Sequence[Item], now: datetime) -> list[Item]:
        """The rows that may be judged, with their proposals; the others are reported."""
        ids = [item.target for item in items if item.target is not None]
        rows = dict(zip(ids, rows_to_edit(self.ws, self.sheet.definition, ids), strict=True)) if ids else {}
        begun = []
        for item in items:
            before = rows.get(item.target) if item.target is not None else None
            try:
                if isinstance(before, FieldloomError):
                    raise before
                if before is None:
                    refuse_creation(self.ws, self.sheet.definition)
                elif item.version is not None and item.version != before.version:
                    raise conflict_of(self.ws, self.sheet.definition, before, item.version)
            except FieldloomError as error:
                self.reports[item.place] = item.refused(error)
            else:
                item.proposal = begin(self.ws, self.sheet, item.given, before, now)
                begun.append(item)
        return begun

    def _holders(self, proposals: Iterable[Proposal]) -> Mapping[tuple[str, Any], set[int]]:
        """(field, unique value) → ids of the records that have it."""
        wanted: dict[str, dict[Any, None]] = {}
        for proposal in proposals:
            for name, value in wanted_unique(proposal).items():
                wanted.setdefault(name, {})[value] = None
        return holders(self.ws, self.sheet.model, {name: list(values) for name, values in wanted.items()})

    def _judge_unique(self, proposal: Proposal, held: Mapping[tuple[str, Any], set[int]]) -> None:
        unique = wanted_unique(proposal)
        own = proposal.before.id if proposal.before else None
        if not self.freed.isdisjoint(unique.items()):
            self._write()
            refuse_taken(proposal, taken(self.ws, self.sheet.model, unique, own))
            return
        refuse_taken(proposal, {name for name, value in unique.items() if (name, value) in self.claimed or held.get((name, value), set()) - {own}})

    def _accept(self, item: Item, proposal: Proposal) -> None:
        self.accepted.append(item)
        unique = wanted_unique(proposal)
        self.claimed.update(unique.items())
        for slot in self.sheet.unique if proposal.before is not None else ():
            name = slot.field.name
            if name in proposal.values and proposal.values[name] != proposal.old(name):
                self.freed.add((name, proposal.old(name)))
        self.moved = self.moved or moves_in_tree(proposal)

    def _write(self) -> None:
        """Write what is accepted: all by few statements, or one by one when the database refuses that."""
        items, proposals = self.accepted, [item.proposal for item in self.accepted if item.proposal]
        self.accepted, self.moved = [], False
        if not items:
            return
        try:
            with self.ws.session.begin_nested():
                places = carry_out(self.ws, self.sheet, proposals)
        except IntegrityError:
            places = []
        if not places:
            for item in items:
                self.reports[item.place] = self._write_one(item)
            return
        for item, (number, version) in zip(items, places, strict=True):
            self.reports[item.place] = BulkRow(item.place, "updated" if item.target is not None else "created", number, version)

    def _write_one(self, item: Item) -> BulkRow:
        definition = self.sheet.definition
        try:
            with self.ws.session.begin_nested():
                if item.target is None:
                    return BulkRow(item.place, "created", create(self.ws, definition, item.given), 1)
                return BulkRow(item.place, "updated", item.target, update(self.ws, definition, item.target, item.given, item.version))
        except FieldloomError as error:
            return item.refused(error)


def unreadable(place: int, target: int | None, problem: Problem) -> BulkRow:
    """The report of a row that is refused before it is looked at."""
    return Item(place, Given(), target).refused(InvalidInput(_("The record cannot be saved."), (problem,)))
