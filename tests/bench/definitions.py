"""Many objects of 30 fields that all look up the first one, and objects of many columns. Public names: HUB, hub, spoke, wide."""

from __future__ import annotations

from typing import Any

HUB = "hub"
KINDS: tuple[dict[str, Any], ...] = (
    {"type": "text", "max_length": 120},
    {"type": "textarea"},
    {"type": "integer"},
    {"type": "currency"},
    {"type": "date"},
    {"type": "datetime"},
    {"type": "boolean"},
    {"type": "email"},
    {"type": "phone"},
    {"type": "percent"},
    {"type": "user"},
    {"type": "picklist", "options": [{"value": f"step_{n}", "label": {"en": f"Step {n}", "zh_Hans": f"第{n}步"}} for n in range(1, 7)]},
)


def hub(fields: int = 30) -> dict[str, Any]:
    """The object that the others look up."""
    return _object(HUB, "Hub", "枢纽", _plain_fields(fields))


def spoke(number: int, fields: int = 30) -> dict[str, Any]:
    """Object ``spoke_<number>`` with a lookup of the hub."""
    lookup = {"name": "hub", "type": "lookup", "target": HUB, "label": {"en": "Hub", "zh_Hans": "枢纽"}, "on_delete": "clear"}
    return _object(f"spoke_{number}", f"Spoke {number}", f"辐条{number}", [*_plain_fields(fields - 1), lookup])


def wide(name: str, columns: int) -> dict[str, Any]:
    """An object of so many columns of the types in turn, nobody looking it up."""
    return _object(name, f"{columns} columns", f"{columns}列", _plain_fields(columns))


def _object(name: str, english: str, chinese: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    label = {"en": english, "zh_Hans": chinese}
    return {"name": name, "label": label, "label_plural": label, "title_field": "name", "fields": fields}


def _plain_fields(count: int) -> list[dict[str, Any]]:
    """A name and ``count - 1`` fields of the types in turn."""
    named: dict[str, Any] = {"name": "name", "type": "text", "label": {"en": "Name", "zh_Hans": "名称"}, "required": True, "max_length": 120, "indexed": True}
    return [named, *({"name": f"field_{n}", "label": {"en": f"Field {n}", "zh_Hans": f"字段{n}"}, **KINDS[n % len(KINDS)]} for n in range(1, count))]
