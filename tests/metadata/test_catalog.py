"""The catalog: light until used, shared between revisions, whole in its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.metadata.catalog import REVISIONS, Catalog
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.dump import dump
from app.metadata.edits import AddField, PutMenu, RetireField, RetireObject
from app.metadata.summary import Summary, summarize
from tests.metadata.conftest import changed


class Store:
    """Definitions by (id, revision), counting how often each is read."""

    def __init__(self, *definitions: ObjectDef) -> None:
        self.rows = {(d.id, 1): dump(d, internal=True) for d in definitions}
        self.reads: list[tuple[int, int]] = []

    def load(self, entity_id: int, revision: int) -> Mapping[str, Any]:
        self.reads.append((entity_id, revision))
        return self.rows[entity_id, revision]


def stored(catalog: Catalog) -> tuple[Store, list[Summary]]:
    definitions = [d for name in catalog.objects if (d := catalog.object(name))]
    return Store(*definitions), [summarize(d, 1) for d in definitions]


def test_nothing_is_loaded_before_it_is_used_and_then_once(catalog: Catalog) -> None:
    store, summaries = stored(catalog)
    loaded = Catalog.load(1, summaries, store.load)
    assert set(loaded.objects) == {"account", "lead"}
    assert loaded.referrers("account") == (("account", "parent", "clear"), ("lead", "account", "restrict"))
    assert store.reads == []
    assert loaded.object("lead") == catalog.object("lead")
    assert loaded.object("lead") is loaded.object("lead")
    assert len(store.reads) == 1


def test_what_did_not_change_is_the_same_object_in_the_next_revision(catalog: Catalog) -> None:
    store, summaries = stored(catalog)
    first = Catalog.load(1, summaries, store.load)
    account, lead = first.object("account"), first.object("lead")
    after = changed(catalog, AddField("lead", {"name": "note", "type": "text"})).object("lead")
    assert after is not None
    store.rows[after.id, 2] = dump(after, internal=True)
    again = [summarize(d, 1) for d in (account, lead) if d]
    second = Catalog.load(2, [again[0], summarize(after, 2)], store.load, previous=first)
    assert second.objects["account"] is first.objects["account"]
    assert second.object("account") is account
    assert second.object("lead") == after
    assert first.object("lead") is lead


def test_only_so_many_definitions_stay_in_memory(catalog: Catalog) -> None:
    store, summaries = stored(catalog)
    loaded = Catalog.load(1, summaries, store.load)
    loaded.cache._size = 1
    for name in ("lead", "account", "lead"):
        assert loaded.object(name) is not None
    assert len(store.reads) == 3


def test_of_one_object_only_the_last_revisions_stay_in_memory(catalog: Catalog) -> None:
    store, summaries = stored(catalog)
    loaded = Catalog.load(1, summaries, store.load)
    lead = catalog.object("lead")
    assert lead is not None
    for revision in range(1, REVISIONS + 2):
        store.rows[lead.id, revision] = store.rows[lead.id, 1]
        loaded = Catalog.load(revision, [summarize(lead, revision)], store.load, loaded)
        assert loaded.object("lead") is loaded.object("lead")
    assert len(store.reads) == REVISIONS + 1
    assert list(loaded.cache._kept[lead.id]) == [2, 3, 4]


def test_live_and_retired_are_kept_apart(catalog: Catalog) -> None:
    after = changed(catalog, RetireField("lead", "account"), RetireObject("account"))
    assert set(after.objects) == {"lead"}
    assert set(after.retired_objects) == {"account"}
    assert after.object("account") is None
    assert after.any_object("account") is not None
    assert after.referrers("account") == ()
    retired = after.retired_objects["account"]
    assert after.by_id(retired.id) is retired
    assert after.object("nothing") is None


def test_a_picklist_takes_its_options_from_its_set(catalog: Catalog) -> None:
    lead = catalog.object("lead")
    assert lead is not None
    grade, status = lead.field("grade"), lead.field("status")
    assert isinstance(grade, FieldDef)
    assert isinstance(status, FieldDef)
    assert [o.value for o in catalog.options(grade)] == ["a", "b"]
    assert [o.value for o in catalog.resolved(grade).options] == ["a", "b"]
    assert catalog.resolved(status) is status


def test_menus_of_several_packages_make_one(catalog: Catalog) -> None:
    assert Catalog.of().menu() is None
    after = changed(catalog, PutMenu({"name": "extra", "items": [{"name": "more", "page": "/more"}]}))
    menu = after.menu()
    assert menu is not None
    assert (menu.name, [item.name for item in menu.items]) == ("main", ["sales", "more"])


def test_a_catalog_in_memory_gives_ids_and_physical_names() -> None:
    made = Catalog.of([ObjectDef("lead", fields=(FieldDef("name", "text"),)), ObjectDef("lead2", table="x_lead", id=9)])
    lead = made.object("lead")
    assert lead is not None
    assert lead.id > 9
    assert lead.field("name") == FieldDef("name", "text", id=lead.id + 1, column="f_name")
