"""Figures: what was measured, with the target where there is one; printed as lines, kept as JSON.

Public names: Figure, Figures, say, percentile.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ``most``: the target is missed above it; ``least``: below it."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def missed(self) -> bool:
        return (self.most is not None and self.value > self.most) or (self.least is not None and self.value < self.least)

    def line(self) -> str:
        wanted = "" if self.most is None else f"at most {self.most:g}"
        wanted = wanted if self.least is None else f"at least {self.least:g}"
        target = f"   ({wanted}: {'MISSED' if self.missed else 'met'})" if wanted else ""
        return f"  {self.name:<64} {self.value:>10.3f} {self.unit}{target}"


@dataclass
class Figures:
    """All figures of one database, printed as they come."""

    database: str
    found: list[Figure] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, most: float | None = None, *, least: float | None = None) -> None:
        figure = Figure(name, round(value, 4), unit, most, least)
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
