"""A minute of metadata changes without a pause, with eight clients on two servers: no 5xx, and memory that stays. Public names: measure_load."""

from __future__ import annotations

import time

from tests.bench.figures import Figures, percentile, say
from tests.bench.processes import resident_mb
from tests.load import FIELDS, change_under_load
from tests.servers import Client, Server

GROWTH = 1.15
"""Target: memory after the run as against before it."""


def measure_load(figures: Figures, servers: tuple[Server, Server], seconds: float) -> None:
    """A first part, half as long and at least until each field was added and retired, lets the memory of the workers come to rest (on SQLite it rose by 20 MB
    in the first 20 s, by 12 MB in the 170 s after them, by 1 MB in the last 40 s of these); then it is measured before and after."""
    with Client(servers[0].port, "admin") as admin:
        turns, early, rested = 0, 0, time.monotonic() + seconds / 2
        while turns < 2 * FIELDS or time.monotonic() < rested:
            first = change_under_load(admin, servers, min(seconds, 5), turns)
            turns += len(first.publications)
            early += sum(first.failures.values())
        before = [resident_mb(server) for server in servers]
        load = change_under_load(admin, servers, seconds, turns)
        after = [resident_mb(server) for server in servers]
    say("  answers by status: " + ", ".join(f"{status}: {count}" for status, count in sorted(load.statuses.items())))
    figures.add(f"answers within {seconds:g} s, 8 clients on 2 servers", load.statuses.total(), "")
    figures.add("answers of 5xx, the first part included", early + sum(load.failures.values()), "", 0)
    figures.add("publications meanwhile", len(load.publications), "")
    figures.add("one publication meanwhile, p50", percentile(load.publications, 50), "s")
    figures.add("one publication meanwhile, p95", percentile(load.publications, 95), "s")
    for number in (0, 1):
        figures.add(f"memory of worker {number + 1} before", before[number], "MB")
        figures.add(f"memory of worker {number + 1} after as against before", after[number] / before[number], "×", GROWTH)
