"""Looking into server processes from outside, by /proc of Linux. Public names: workers_of, resident_mb, processor_seconds."""

from __future__ import annotations

import os
from pathlib import Path

from tests.servers import Server

TICKS = os.sysconf("SC_CLK_TCK")


def workers_of(server: Server) -> list[int]:
    """Process ids of the workers of a gunicorn."""
    master = server.process.pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def resident_mb(server: Server) -> float:
    """Memory that one worker of the server holds (VmRSS), the largest of them."""
    return max(_resident_kb(pid) for pid in workers_of(server)) / 1024


def processor_seconds(server: Server) -> float:
    """Processor time that the master and its workers have used so far: what start-up costs whatever else the machine does."""
    return sum(_ticks(pid) for pid in (server.process.pid, *workers_of(server))) / TICKS


def _resident_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError(f"process {pid} says nothing of its memory")


def _ticks(pid: int) -> int:
    """User and system time of a process, in ticks: fields 14 and 15 of stat, counted after the name in brackets."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])
