"""What each kind of job does, one chunk at a time; a hand-written list.

A kind is a function that does the next chunk in the transaction that also writes down how far the job is, so a worker may be killed at any moment: what was
committed is done, the rest is not. Public names: KINDS, Kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.jobs.indexes import build_index
from app.jobs.search import index_chunk, sweep_chunk
from app.models.jobs import BUILD_INDEX, SEARCH_INDEX, SEARCH_SWEEP, Job
from app.records.workspace import Workspace

Kind = Callable[[Workspace, Job], bool]
"""Does the next chunk and moves ``place`` and ``done`` on; True when there is nothing left."""

KINDS: Mapping[str, Kind] = {
    SEARCH_INDEX: index_chunk,
    SEARCH_SWEEP: sweep_chunk,
    BUILD_INDEX: build_index,
}
