"""The standard workload: leads of a CRM, read and written in a browser and by programs, beside hand-written pages of the same work in the same run.

Public names: Effort, WORKERS, workload_of, measure_standard.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from tests.bench.figures import Figures
from tests.bench.standard.data import moment_of
from tests.bench.standard.fill import fill_ours, fill_plain
from tests.bench.standard.measure import Run, measure
from tests.bench.standard.operations import OPERATIONS, ROWS, Bare, Fab, Ours, Workload
from tests.bench.standard.report import as_json, judge, print_table
from tests.servers import BIN, ROOT, Server, free_port

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    rows: int = 10_000
    rounds: int = 3
    requests: int = 15
    seconds: float = 3
    """Of eight clients, for each operation that they run."""
    operations: Sequence[str] = OPERATIONS


class PlainServer(Server):
    """A gunicorn of one of the hand-written targets, as its documentation starts it."""

    def __init__(self, target: str, url: str) -> None:
        self.port = free_port()
        command = [BIN / "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", str(WORKERS), "--timeout", "600", f"tests.bench.targets.{target}:app"]
        environ = {**os.environ, "BENCH_DATABASE": url}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)


def measure_standard(figures: Figures, ours: str, plain: str, effort: Effort) -> dict[str, Any]:
    """Fill both databases, measure, judge; answers what is kept of the run."""
    for name, fill, url in (("ours", fill_ours, ours), ("plain tables", fill_plain, plain)):
        start = time.monotonic()
        fill(url, effort.rows)
        figures.add(f"{effort.rows:,} leads filled, {name}", time.monotonic() - start, "s")
    workload = workload_of(effort.rows)
    with ExitStack() as stack:
        servers = {"ours": stack.enter_context(Server(ours, WORKERS))}
        servers |= {name: stack.enter_context(PlainServer(target, plain)) for name, target in (("bare", "bare"), ("fab", "fab_view"))}
        kinds = {"ours": Ours, "bare": Bare, "fab": Fab}
        targets = {name: (kinds[name](server.port, workload), server) for name, server in servers.items()}
        run = Run(targets, {"ours": ours, "bare": plain, "fab": plain})
        measure(run, effort.rounds, effort.requests, effort.seconds, effort.operations)
    print_table(run)
    judge(figures, run, effort.rows)
    return as_json(run, effort.rows)


def workload_of(rows: int) -> Workload:
    """Leads are created in the order of their ids, so the last one before the deep page is known without a look."""
    number = rows - Workload(rows, ("", 0)).deep_page * ROWS + 1
    return Workload(rows, (moment_of(number, rows), number))
