"""Figures: what was measured, with the target where there is one; printed as lines, kept as JSON.

Public names: Figure, Figures, say, percentile, write.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ``most``: the target is missed above it."""

    name: str
    value: float
    unit: str
    most: float | None = None

    @property
    def missed(self) -> bool:
        return self.most is not None and self.value > self.most

    def line(self) -> str:
        target = "" if self.most is None else f"   (at most {self.most:g}: {'MISSED' if self.missed else 'met'})"
        return f"  {self.name:<64} {self.value:>10.3f} {self.unit}{target}"


@dataclass
class Figures:
    """All figures of one database, printed as they come."""

    database: str
    found: list[Figure] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, most: float | None = None) -> None:
        figure = Figure(name, round(value, 4), unit, most)
        self.found.append(figure)
        say(figure.line())

    @property
    def missed(self) -> list[Figure]:
        return [figure for figure in self.found if figure.missed]


def say(line: str) -> None:
    """A line on the terminal, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many per cent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def write(path: Path, databases: Sequence[Figures], quick: bool) -> None:
    """Keep the figures of a run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": sys.version.split()[0], "platform": platform.platform(), "processor": platform.machine()}
    made = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        **machine,
        "databases": {figures.database: [{**asdict(figure), "missed": figure.missed} for figure in figures.found] for figures in databases},
    }
    path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
