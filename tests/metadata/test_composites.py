"""Indexes over several columns: what is taken, what is refused, and how they follow their fields."""

from __future__ import annotations

import pytest

from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.check import check
from app.metadata.composites import parts_of, written
from app.metadata.draft import apply
from app.metadata.dump import dump, restore
from app.metadata.edits import ChangeObject, RenameField, RetireField
from app.metadata.load import load_object

FIELDS = [
    {"name": "name", "type": "text", "label": "Name"},
    {"name": "status", "type": "text", "label": "Status"},
    {"name": "amount", "type": "decimal", "label": "Amount"},
    {"name": "note", "type": "textarea", "label": "Note"},
]


def catalog(*indexes: str) -> Catalog:
    made, problems = load_object({"name": "deal", "title_field": "name", "fields": FIELDS, "indexes": list(indexes)}, TYPES)
    assert problems == []
    return Catalog.of([made])


def found(*indexes: str) -> list[str]:
    return [f"{one.where}: {one.what}" for one in check(None, catalog(*indexes), TYPES) if "indexes" in one.where]


def test_an_index_is_written_like_the_order_of_a_list() -> None:
    assert parts_of(" status, -created_at ") == (("status", False), ("created_at", True))
    assert written(parts_of("status,-created_at")) == "status,-created_at"
    definition = catalog(" status , -created_at").object("deal")
    assert definition is not None
    assert definition.indexes == ("status,-created_at",)
    assert restore("object", dump(definition, internal=True)).indexes == definition.indexes  # type: ignore[union-attr]


@pytest.mark.parametrize("index", ["status,-created_at", "owner,status,-amount", "department,-created_at"])
def test_good_ones_are_taken(index: str) -> None:
    assert found(index) == []


@pytest.mark.parametrize("index", ["status", "status,status", "status,nowhere", "status,note", "a,b,c,d,e"])
def test_what_cannot_be_an_index_is_refused(index: str) -> None:
    assert found(index)


def test_the_same_index_twice_is_refused() -> None:
    assert found("status,-amount", "status, -amount")


def test_an_index_follows_its_field_and_goes_with_it() -> None:
    present = catalog("status,-amount", "name,-created_at")
    after = apply(present, [RenameField("deal", "status", "stage")], TYPES).catalog.object("deal")
    assert after is not None
    assert after.indexes == ("stage,-amount", "name,-created_at")
    after = apply(present, [RetireField("deal", "amount")], TYPES).catalog.object("deal")
    assert after is not None
    assert after.indexes == ("name,-created_at",)


def test_the_object_can_be_given_others() -> None:
    after = apply(catalog("status,-amount"), [ChangeObject("deal", {"indexes": ["status,-created_at"]})], TYPES).catalog.object("deal")
    assert after is not None
    assert after.indexes == ("status,-created_at",)
