"""Collects garbage in a thread of its own, for servers with threads on Python 3.11.

Python 3.11 collects inside an allocation. When that happens while the ``__dict__`` of an instance is being made, a finalizer may let another thread
run, which makes the ``__dict__`` of the same instance a second time: both own the same values, and the process dies at the next collection (seen under 8
clients and continuous publications, in SQLAlchemy's shared types). From 3.12 on Python collects between bytecodes, where this cannot happen (python/cpython
gh-97922). Public name: start.
"""

from __future__ import annotations

import gc
import sys
import threading
import time

PAUSE = 0.25
"""Seconds between two looks."""
YOUNG = 2_000
"""Containers made and not yet freed since the last look: so many, and the young ones are collected. A request leaves up to 150 in circles, 20 KB: 10,000
were 4 MB more in each process."""
MIDDLE_EVERY, FULL_EVERY = 8, 40
"""Collections of young ones until those are looked through that were in use at one of them, and until all are (at most every 10 seconds)."""


def start() -> None:
    """Call it in each worker process after the fork; does nothing where Python needs no such care."""
    if sys.version_info >= (3, 12):
        return
    gc.disable()
    threading.Thread(target=_collect, name="collector", daemon=True).start()


def _collect() -> None:
    done = 0
    while True:
        time.sleep(PAUSE)
        if gc.get_count()[0] >= YOUNG:
            done += 1
            gc.collect(2 if done % FULL_EVERY == 0 else 1 if done % MIDDLE_EVERY == 0 else 0)
