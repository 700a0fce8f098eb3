"""A small catalog to change, and the short way to change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.errors import FieldloomError
from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.draft import Draft, apply, assign_ids
from app.metadata.edits import CreateObject, Edit, PutMenu, PutOptionSet

ACCOUNT: dict[str, Any] = {
    "name": "account",
    "label": {"en": "Account", "zh_Hans": "客户"},
    "fields": [{"name": "name", "type": "text", "max_length": 80}, {"name": "parent", "type": "lookup", "target": "account", "on_delete": "clear"}],
    "tree": "parent",
}
LEAD: dict[str, Any] = {
    "name": "lead",
    "label": {"en": "Lead", "zh_Hans": "线索"},
    "title_field": "name",
    "list_fields": ["name", "status", "owner"],
    "sort": "-created_at,status",
    "sections": [{"name": "basics", "label": "Basics"}],
    "fields": [
        {"name": "name", "type": "text", "max_length": 60, "required": True, "section": "basics"},
        {"name": "status", "type": "picklist", "options": ["new", {"value": "won", "color": "green"}], "default": "new"},
        {"name": "grade", "type": "picklist", "options_from": "grade"},
        {"name": "amount", "type": "decimal", "precision": 12, "scale": 2},
        {"name": "account", "type": "lookup", "target": "account", "on_delete": "restrict"},
    ],
}
GRADE: dict[str, Any] = {"name": "grade", "label": "Grade", "options": ["a", "b"]}
MENU: dict[str, Any] = {"name": "main", "items": [{"name": "sales", "items": [{"object": "lead"}, {"object": "account"}]}]}


def drafted(catalog: Catalog, *edits: Edit) -> Draft:
    """The draft after the edits, with ids."""
    return assign_ids(apply(catalog, edits, TYPES), 1000 * (catalog.revision + 1))[0]


def changed(catalog: Catalog, *edits: Edit) -> Catalog:
    """The catalog after the edits."""
    return drafted(catalog, *edits).catalog


def lead_of(catalog: Catalog) -> ObjectDef:
    found = catalog.object("lead")
    assert found is not None
    return found


def field_of(catalog: Catalog, name: str) -> FieldDef:
    found = lead_of(catalog).any_field(name)
    assert found is not None
    return found


def live(catalog: Catalog) -> list[str]:
    return [f.name for f in lead_of(catalog).live_fields]


@pytest.fixture
def catalog() -> Catalog:
    """account, lead (looks up account), option set grade, menu main."""
    return changed(Catalog.of(), PutOptionSet(GRADE), CreateObject(ACCOUNT), CreateObject(LEAD), PutMenu(MENU))


@pytest.fixture
def refusal(catalog: Catalog) -> Callable[..., dict[str, str]]:
    """Place → "what hint" of the problems that edits of the catalog meet; the error's own class under the key ``error``."""

    def refused(*edits: Edit) -> dict[str, str]:
        with pytest.raises(FieldloomError) as caught:
            apply(catalog, edits, TYPES)
        named = {p.where: f"{p.what} {p.hint}" for p in caught.value.problems}
        return {"error": f"{type(caught.value).__name__} {caught.value.message}", **named}

    return refused
