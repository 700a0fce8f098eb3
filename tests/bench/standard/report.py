"""What a run found: a table on the terminal, the figures with their targets, and the form in which it is kept.

Public names: TARGETS, judge, print_table, as_json.
"""

from __future__ import annotations

from typing import Any

from tests.bench.figures import Figures, say
from tests.bench.standard.measure import Run
from tests.bench.standard.operations import OPERATIONS

TARGETS: dict[str, tuple[float | None, float | None]] = {
    "list": (2.5, 12), "list_dept": (2.5, 12), "list_filter": (1.5, 5), "search": (0.5, 30), "search_rare": (0.5, 30), "record": (2.5, 5),
    "form": (None, 3), "create_html": (2.5, 3), "api_list": (2, 10), "api_create": (2, 3), "deep": (0.3, 4), "deep_keyset": (2.5, None),
}  # fmt: skip
"""Operation → (p50 at most so many times bare's, at least so many times faster than FAB's)."""
MANY = 1_000_000
"""The targets are meant for PostgreSQL with so many leads."""
RATE_OF_BARE, RATE_OF_FAB, MEMORY = 0.2, 15, 1.3


def ratios(run: Run, operation: str) -> dict[str, float]:
    """``bare``: ours as so many times bare's p50; ``fab``: ours so many times faster than FAB's."""
    ours = run.of(operation, "ours").middle
    bare, fab = (run.of(operation, name).middle for name in ("bare", "fab"))
    found = {"bare": ours / bare if ours and bare else None, "fab": fab / ours if ours and fab else None}
    return {name: round(value, 3) for name, value in found.items() if value is not None}


def judge(figures: Figures, run: Run, rows: int) -> None:
    """Every ratio as a figure; with its target where there is one."""
    meant = rows >= MANY and figures.database == "postgresql"
    for operation, (most, least) in TARGETS.items():
        found = ratios(run, operation)
        if "bare" in found:
            figures.add(f"{operation}: p50 as against bare", found["bare"], "×", most if meant else None)
        if "fab" in found:
            figures.add(f"{operation}: so many times faster than FAB", found["fab"], "×", least=least if meant else None)
    ours, bare, fab = (run.of("list", name).rate for name in ("ours", "bare", "fab"))
    if ours and bare and fab:
        figures.add("list, eight clients: requests per second as against bare", ours / bare, "×", least=RATE_OF_BARE if meant else None)
        figures.add("list, eight clients: requests per second as against FAB", ours / fab, "×", least=RATE_OF_FAB if meant else None)
    for kind in ("resident", "proportional"):
        figures.add(f"memory as against FAB, {kind}", getattr(run.memory["ours"], kind) / getattr(run.memory["fab"], kind), "×", MEMORY)


def print_table(run: Run) -> None:
    """p50 / p95, processor time, statements, rate of all operations."""
    say(f"  {'':<12}" + "".join(f" | {name + ': p50 / p95 ms, cpu ms, sql, r/s':<40}" for name in run.targets))
    for operation in OPERATIONS:
        cells = []
        for name in run.targets:
            one = run.of(operation, name)
            middle = "-" if one.middle is None else f"{one.middle:.1f} / {one.late:.1f}"
            rest = (f"{one.work:.1f}" if one.work else "-", "-" if one.statements is None else one.statements, f"{one.rate:.0f}" if one.rate else "-")
            cells.append(f" | {middle:<18} {rest[0]:>7} {rest[1]:>4} {rest[2]:>6}  ")
        say(f"  {operation:<12}" + "".join(cells))
    for name, memory in run.memory.items():
        say(f"  memory of {name}: {memory.processes} processes, {memory.resident:.0f} MB resident, {memory.proportional:.0f} MB proportional")


def as_json(run: Run, rows: int) -> dict[str, Any]:
    """``{operation: {target: p50 ms}}``, ``ratios``, and the rest by kind: ``p95``, ``cpu``, ``statements``, ``rate``, ``memory``, ``failed``."""
    made: dict[str, Any] = {}
    rest: dict[str, dict[str, dict[str, Any]]] = {}
    for operation in OPERATIONS:
        for name in run.targets:
            one = run.of(operation, name)
            if one.middle is not None:
                made.setdefault(operation, {})[name] = round(one.middle, 3)
            parts = {"p95": one.late, "cpu": one.work, "statements": one.statements, "rate": one.rate, "size": one.size or None, "failed": one.failure or None}
            for kind, value in parts.items():
                if value is not None:
                    rest.setdefault(kind, {}).setdefault(operation, {})[name] = round(value, 3) if isinstance(value, float) else value
    memory = {name: {"processes": one.processes, "resident": one.resident, "proportional": one.proportional} for name, one in run.memory.items()}
    return {**made, "ratios": {operation: ratios(run, operation) for operation in OPERATIONS}, "rows": rows, **rest, "memory": memory}
