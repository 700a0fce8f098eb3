"""The result that is kept of a run. Public names: Kept."""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.figures import Figures


@dataclass
class Kept:
    """``latest.json``: the standard workload at the top (of PostgreSQL, where it was measured), then everything by database."""

    path: Path
    quick: bool
    databases: dict[str, dict[str, Figures]] = field(default_factory=dict)
    """Database → part → figures."""
    standard: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Database → operations and their ratios."""

    def write(self) -> None:
        """Written after each part, so that a run which is broken off leaves what it found."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        name = "postgresql" if "postgresql" in self.standard else next(iter(self.standard), "")
        made = {
            **self.standard.get(name, {}),
            "database": name,
            "standard": self.standard,
            "databases": {database: {part: _plain(figures) for part, figures in parts.items()} for database, parts in self.databases.items()},
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "quick": self.quick,
            "python": sys.version.split()[0],
            "platform": platform.platform(),
            "processor": platform.machine(),
        }
        self.path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    @property
    def missed(self) -> int:
        return sum(len(figures.missed) for parts in self.databases.values() for figures in parts.values())


def _plain(figures: Figures) -> list[dict[str, Any]]:
    return [{**asdict(figure), "missed": figure.missed} for figure in figures.found]
