"""A record that was just made, as its maker sees it, without reading it: what was written, and the names that were read when its references were checked.

Whoever makes a record sees it (``records.ownership``). Public name: as_made.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.metadata.definitions import FieldDef
from app.records.proposal import Proposal
from app.records.references import Found
from app.records.rows import Row
from app.records.sheet import Sheet
from app.records.titles import Titles
from app.records.workspace import Workspace


def as_made(proposal: Proposal, number: int) -> Row:
    """The new record with all its fields; one statement for the names that are not known yet, mostly none."""
    ws, sheet, given = proposal.ws, proposal.sheet, proposal.values
    who = ws.actor.id or None
    values: dict[str, Any] = {**dict.fromkeys(sheet.slots), "created_at": proposal.now, "created_by": who, "changed_at": proposal.now, "changed_by": who}
    values.update((name, value) for name, value in given.items() if name in sheet.slots)
    values.update(id=number, version=1)
    dialect = ws.session.get_bind().dialect
    for name, kind in _decorated(ws, sheet):
        if values[name] is not None:
            values[name] = kind.process_result_value(kind.process_bind_param(values[name], dialect), dialect)
    return Row(number, values, _labels(ws, sheet, values, proposal.found), 1)


def _decorated(ws: Workspace, sheet: Sheet) -> list[tuple[str, Any]]:
    """(API name, type of the column) of the columns that may give a value back in another form than they took it."""

    def make() -> list[tuple[str, Any]]:
        kinds = ((name, sheet.model.columns[name].type) for name in sheet.slots)
        return [(name, kind) for name, kind in kinds if isinstance(kind, sa.types.TypeDecorator)]

    return ws.models.kept(("decorated", sheet.definition.name), make)


def _labels(ws: Workspace, sheet: Sheet, values: dict[str, Any], found: Found) -> dict[str, str | None]:
    """API name of a reference → what its target is called."""
    labels: dict[str, str | None] = {}
    left: list[FieldDef] = []
    for name, slot in sheet.slots.items():
        if not slot.kind.reference or (value := values[name]) is None:
            continue
        label = ws.actor.name if slot.kind.reference == "user" and value == ws.actor.id else found.label(ws, slot.field, value)
        if label:
            labels[name] = label
        else:
            left.append(slot.field)
    if left:
        titles = Titles(ws)
        for field in left:
            titles.want(field, [values[field.name]])
        titles.load()
        labels.update((field.name, titles.of(field, values[field.name])) for field in left)
    return labels
