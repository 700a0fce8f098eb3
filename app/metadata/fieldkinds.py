"""What metadata needs to know of a field type: the part of ``fieldtypes.base.FieldType`` that checks read.

Metadata lies below the field types and never imports them; the registry is handed in as ``types``. Public names: ParamKind, FieldKind, Kinds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.errors import Problem
from app.metadata.definitions import FieldDef


class ParamKind(Protocol):
    """A setting that a type's definition may carry."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> type: ...
    @property
    def default(self) -> Any: ...
    @property
    def required(self) -> bool: ...
    @property
    def low(self) -> int | None: ...
    @property
    def high(self) -> int | None: ...
    @property
    def choices(self) -> tuple[str, ...]: ...


class FieldKind(Protocol):
    """One field type."""

    @property
    def name(self) -> str: ...
    @property
    def params(self) -> Sequence[ParamKind]: ...
    @property
    def operators(self) -> tuple[str, ...]: ...
    @property
    def sortable(self) -> bool: ...
    @property
    def may_be_unique(self) -> bool: ...
    @property
    def may_be_title(self) -> bool: ...
    @property
    def has_options(self) -> bool: ...
    @property
    def reference(self) -> str: ...
    @property
    def generated(self) -> bool: ...

    def check_definition(self, field: FieldDef) -> list[Problem]: ...

    def from_json(self, field: FieldDef, raw: Any) -> Any: ...

    def check_value(self, field: FieldDef, value: Any) -> list[tuple[str, str]]: ...


Kinds = Mapping[str, FieldKind]
"""The registry: type name → its one instance."""
