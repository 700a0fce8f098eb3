"""How long a server takes to start and what it holds then, with many objects as against none.

Other work on the machine only adds to a time, so the best of several starts counts; full and empty take turns. Public names: compare_starts.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.bench.definitions import HUB
from tests.bench.figures import Figures
from tests.bench.processes import processor_seconds, resident_mb
from tests.servers import Client, Server

RATIO = 1.3
"""Target: full as against empty."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start; times in seconds from the start of the process, memory in MB of the one worker."""

    health: float
    processor: float
    memory: float
    list_page: float
    memory_after_list: float


def compare_starts(figures: Figures, full: str, empty: str, times: int) -> None:
    """Both URLs name databases with the hub object; ``full`` has many others beside it."""
    starts: dict[str, list[Start]] = {"full": [], "empty": []}
    for _ in range(times):
        starts["empty"].append(_start(empty))
        starts["full"].append(_start(full))
    best = {(kind, part): min(getattr(start, part) for start in found) for kind, found in starts.items() for part in Start.__slots__}
    words = {
        "health": ("start to the first answer of /healthz", "s"),
        "processor": ("start to /healthz, processor time", "s"),
        "list_page": ("start to the first list of the hub", "s"),
        "memory": ("memory of a worker after start", "MB"),
        "memory_after_list": ("memory of a worker after the first list", "MB"),
    }
    for part, (name, unit) in words.items():
        figures.add(f"{name}, empty", best["empty", part], unit)
        figures.add(f"{name}, full", best["full", part], unit)
        figures.add(f"{name}, ratio", best["full", part] / best["empty", part], "×", RATIO)


def _start(url: str) -> Start:
    begun = time.monotonic()
    with Server(url) as server:
        health = time.monotonic() - begun
        processor, memory = processor_seconds(server), resident_mb(server)
        with Client(server.port, "admin") as admin:
            logged_in = time.monotonic()  # checking a password costs the same with any number of objects
            answer = admin.get(f"/api/v1/o/{HUB}/")
            assert answer.status == 200, answer.text
        first_list = time.monotonic() - logged_in
        return Start(health, processor, memory, health + first_list, resident_mb(server))
