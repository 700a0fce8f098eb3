"""One step of a draft, as data: a plan can print it, publishing carries it out, a revision keeps it. Public names: Change, SAFE, CHECK, DESTRUCTIVE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SAFE, CHECK, DESTRUCTIVE = "safe", "check", "destructive"


@dataclass(frozen=True, slots=True)
class Change:
    """One step. For objects: create, change, rename_label, rename_api, retire, restore, purge (``create_object`` …) and ``reorder``; for fields the
    same with ``_field`` (create is ``add_field``) and widen_field, require_field, relax_field, add_index, drop_index, add_unique, drop_unique;
    for option sets and menus create, change, retire, restore (``create_option_set`` …). ``before`` and ``after`` are JSON: a whole definition where
    one comes or goes, else the keys that differ."""

    kind: str
    object: str
    """Name of the entity after the change."""
    field: str = ""
    """Name of the field after the change."""
    before: Any = None
    after: Any = None
    risk: str = SAFE
    """safe | check (depends on the data, or hides something) | destructive (data is lost)"""
    fill: Any = None
    """JSON value for records that have none (require_field, add_field)."""
    entity_id: int = 0
    field_id: int = 0

    def as_json(self) -> dict[str, Any]:
        """The form in which a revision keeps it; what is empty is left out."""
        names = ("kind", "object", "field", "before", "after", "risk", "fill", "entity_id", "field_id")
        return {name: value for name in names if (value := getattr(self, name)) not in (None, "", 0) or name in ("kind", "object")}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Change:
        """The change of ``as_json``."""
        return cls(**raw)
