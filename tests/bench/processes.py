"""Looking into server processes from outside, by /proc of Linux. Public names: workers_of, resident_mb, processor_seconds, Memory, memory_of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.servers import Server


def workers_of(server: Server) -> list[int]:
    """Process ids of the workers of a gunicorn."""
    return _children(server.process.pid)


def resident_mb(server: Server) -> float:
    """Memory that one worker of the server holds (VmRSS), the largest of them."""
    return max(_kilobytes(pid, "status", "VmRSS") for pid in workers_of(server)) / 1024


def processor_seconds(server: Server) -> float:
    """Processor time that the server's processes have used so far: hardly touched by what else the machine does."""
    tasks = (task for pid in _tree(server.process.pid) for task in Path(f"/proc/{pid}/task").iterdir())
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of a server's processes together, MB: as each counts it (resident), and with what they share counted once (proportional)."""

    processes: int
    resident: float
    proportional: float


def memory_of(server: Server) -> Memory:
    tree = _tree(server.process.pid)
    resident, proportional = (sum(_kilobytes(pid, "smaps_rollup", kind) for pid in tree) / 1024 for kind in ("Rss", "Pss"))
    return Memory(len(tree), round(resident, 1), round(proportional, 1))


def _tree(pid: int) -> list[int]:
    return [pid, *(below for child in _children(pid) for below in _tree(child))]


def _children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


def _kilobytes(pid: int, file: str, kind: str) -> int:
    found = re.search(rf"^{kind}:\s+(\d+) kB", Path(f"/proc/{pid}/{file}").read_text(), re.MULTILINE)
    assert found, f"process {pid} says nothing of its memory"
    return int(found[1])
