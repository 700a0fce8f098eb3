"""Labels in the metadata packages that a reader would not see in their language: English and Simplified must be there.

Public names: missing_labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

LABELS = ("label", "label_plural", "help", "description", "message")
NEEDED = ("en", "zh_Hans")


def missing_labels(packages: Path) -> list[str]:
    """A line for each label of a YAML file below this folder that lacks a language."""
    return [line for path in sorted(packages.rglob("*.yaml")) for line in _of_file(path, packages)]


def _of_file(path: Path, packages: Path) -> Iterator[str]:
    name = path.relative_to(packages)
    for place, label in _labels(yaml.safe_load(path.read_text(encoding="utf-8")), ""):
        absent = [locale for locale in NEEDED if not label.get(locale)]
        if absent and not label.get("*"):
            yield f"{name}: {place} has no text in {' and '.join(absent)}"


def _labels(node: Any, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(place, label) of every label that is a mapping; a plain text serves every language."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            key = item.get("name") or item.get("value") or number if isinstance(item, dict) else number
            yield from _labels(item, f"{place}.{key}" if place else str(key))
    elif isinstance(node, dict):
        for key, value in node.items():
            where = f"{place}.{key}" if place else str(key)
            if key in LABELS and isinstance(value, dict):
                yield where, value
            else:
                yield from _labels(value, where)
