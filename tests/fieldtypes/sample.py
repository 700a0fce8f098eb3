"""What the contract test knows of a type: a field, values in four shapes, texts it must refuse, and what each operator must find.

Public names: Sample, NAMES_OF_THE_WORLD, HOSTILE.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.metadata.definitions import FieldDef

NAMES_OF_THE_WORLD = (
    "华信科技（上海）有限公司",
    "華碩電腦股份有限公司",
    "株式会社トヨタ自動車",
    "삼성전자 주식회사",
    "شركة النور للتجارة",
    "חברת החשמל לישראל",
    "ООО «Ромашка»",
    "บริษัท ปตท. จำกัด",
    "भारतीय रेल",
    "Ελληνικά Πετρέλαια",
    "Société Générale",
    "👩‍💻 emoji 🇨🇳 Ltd.",
    "𠮷野家",
)
"""Names in twelve scripts, one with emoji that are joined by U+200D, one with a character beyond 16 bits."""

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %} %(name)s %s",
    "'; DROP TABLE x; --",
    "=1+1",
    "100% _under\\score/ [a-z]",
)


@dataclass(frozen=True)
class Sample:
    """``good``: (what a person types, value, JSON). The first three values are in ascending order of the column."""

    field: FieldDef
    good: tuple[tuple[str, Any, Any], ...]
    bad_texts: tuple[str, ...] = ()
    bad_json: tuple[Any, ...] = (True, 5, [], {}, "\x00")
    finds: Mapping[str, tuple[str, set[int]]] = field(default_factory=dict)
    """operator → (operand's text, indexes into ``good`` that it must find; -1 is the empty row)."""
    breaks: tuple[tuple[FieldDef, Any], ...] = ()
    """(field, value): a value of the right kind that a rule of that field refuses."""
    ddl: tuple[str, str] = ("", "")
    """The column's type on SQLite and PostgreSQL."""
    others_labels: bool = False
    """True: what is shown is the label that the record path gives."""
