"""The jobs of the search index: make it for the records that are there, and look once more at what was saved meanwhile.

Public names: index_chunk, sweep_chunk.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.metadata.definitions import ObjectDef
from app.models.jobs import SEARCH_SWEEP, Job, enqueue
from app.models.search import SearchState
from app.models.search_words import FORMAT
from app.models.system import State
from app.records.search_index import build, indexed, renew
from app.records.workspace import Workspace

CHUNK = 500
"""Records of one transaction: about 0.1 s, so that writers of SQLite hardly wait."""
SWEEP_AFTER_SECONDS = 90
"""Requests that began under the former fields are over by then."""


def index_chunk(ws: Workspace, job: Job) -> bool:
    """Index the next records; at the end the index is declared complete. When the fields change under way it begins again."""
    definition = _object(ws, job)
    if definition is None:
        job.result = {"skipped": "retired"}
        return True
    fields = sorted(indexed(ws, definition).ids)
    place = job.place if isinstance(job.place, dict) and job.place["fields"] == fields else _beginning(ws, definition, job, fields)
    after = int(place["after"])
    last, number = renew(ws, definition, None, after, CHUNK) if job.arguments.get("again") else build(ws, definition, after, CHUNK)
    job.place, job.done = {"after": last, "fields": fields}, job.done + number
    job.total = max(job.total, job.done)
    if number == CHUNK or not _is_newest(ws):
        return False
    _declare_complete(ws, definition)
    since = (job.created_at - timedelta(seconds=SWEEP_AFTER_SECONDS)).isoformat()
    enqueue(ws.session, SEARCH_SWEEP, {"entity": definition.id, "since": since}, after_seconds=SWEEP_AFTER_SECONDS)
    job.result = {"records": job.done}
    return True


def _beginning(ws: Workspace, definition: ObjectDef, job: Job, fields: list[int]) -> dict[str, Any]:
    model = ws.model(definition.name)
    job.total = ws.session.scalar(sa.select(sa.func.count(model.id)), execution_options={"fl_bin": True}) or 0
    job.done = 0
    return {"after": 0, "fields": fields}


def _is_newest(ws: Workspace) -> bool:
    """Is this still the newest revision? None is published until the transaction ends."""
    return ws.session.scalar(sa.select(State.revision).where(State.id == 1).with_for_update(read=True)) == ws.catalog.revision


def _declare_complete(ws: Workspace, definition: ObjectDef) -> None:
    own = indexed(ws, definition)
    values: dict[str, Any] = {"fields": sorted(own.ids), "revision": own.revision, "format": FORMAT}
    changed = ws.session.execute(sa.update(SearchState).where(SearchState.entity_id == definition.id).values(values))
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        ws.session.execute(sa.insert(SearchState).values(entity_id=definition.id, **values))


def sweep_chunk(ws: Workspace, job: Job) -> bool:
    """Index again the records that were changed since the fields were: a request under way may have written a row by the former fields."""
    definition = _object(ws, job)
    if definition is None:
        return True
    since = datetime.fromisoformat(str(job.arguments["since"])).astimezone(UTC)
    last, number = renew(ws, definition, since, int(job.place or 0), CHUNK)
    job.place, job.done = last, job.done + number
    return number < CHUNK


def _object(ws: Workspace, job: Job) -> ObjectDef | None:
    summary = ws.catalog.by_id(int(job.arguments["entity"]))
    return ws.catalog.object(summary.name) if summary is not None else None
