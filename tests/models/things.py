"""Definitions that the tests of tables and classes share."""

from __future__ import annotations

from typing import Any

from app.metadata.catalog import Catalog
from app.metadata.definitions import FieldDef, ObjectDef


def text(name: str, **more: Any) -> FieldDef:
    params = more.pop("params", {"max_length": 80})
    return FieldDef(name, "text", label={"*": name.title()}, params=params, **more)


def wanted(name: str, *fields: FieldDef, **more: Any) -> ObjectDef:
    """An object as it is before the store has given ids; title field ``name``."""
    return ObjectDef(name, title_field="name", fields=(text("name"), *fields), **more)


def made(name: str, *fields: FieldDef, **more: Any) -> ObjectDef:
    """The same with ids, counted from 1, and physical names."""
    found = Catalog.of([wanted(name, *fields, **more)]).object(name)
    assert found is not None
    return found
