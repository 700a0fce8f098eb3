"""Automatic numbers: one counter per field and period, raised by one atomic statement.

The counter's row stays locked until the record's transaction ends, so two records never get the same number, and a refused record gives its number back.
Public names: next_number.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.dialects import postgresql, sqlite

from app.fieldtypes.sequence import DEFAULT_PATTERN, period, render
from app.metadata.definitions import FieldDef
from app.models.system import Sequence
from app.records.workspace import Workspace


def next_number(ws: Workspace, field: FieldDef, day: date) -> str:
    """The next number of an auto_number field on a local day; one statement."""
    pattern = str(field.param("pattern") or DEFAULT_PATTERN)
    insert = postgresql.insert if ws.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(Sequence).values(field_id=field.id, period=period(pattern, day), value=1)
    raised = first.on_conflict_do_update(index_elements=["field_id", "period"], set_={"value": Sequence.value + 1})
    count = ws.session.execute(raised.returning(Sequence.value)).scalar_one()
    return render(pattern, day, count)
