"""``?dry_run=true`` on writes that have no plan of their own: everything is done and judged, then taken back.

Public name: rehearsable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.models.engine import begin_immediate
from app.runtime.request import session
from app.views.api import dry_run


@contextmanager
def rehearsable() -> Iterator[bool]:
    """A block whose changes hold, or are taken back at its end when the request asks for a dry run; says which."""
    if not dry_run():
        yield False
        return
    begin_immediate(session())
    try:
        yield True
    finally:
        session().rollback()
