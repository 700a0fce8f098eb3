"""Generated classes: built once, reused while nothing changed, and gone when nobody uses them."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.errors import NotFound
from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.definitions import SYSTEM_FIELDS, ObjectDef
from app.models import ddl
from app.models.engine import writing
from app.models.generated import ModelSet, RecordBase, build
from tests.models.things import made, text, wanted

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def created(session: Session, definition: ObjectDef) -> type[RecordBase]:
    with writing(session):
        ddl.run(session.connection(), ddl.steps_between(None, definition, TYPES, {}), TYPES)
    return build(definition, TYPES)


def test_a_class_speaks_api_names_and_knows_its_object() -> None:
    model = build(made("sales_order", text("code"), text("gone", retired=True), scoped=False), TYPES)
    assert model.__name__ == "SalesOrder"
    assert set(model.columns) == {*SYSTEM_FIELDS, "name", "code"}
    assert (model.object_name, model.scoped, model.columns["owner"].key, model.columns["code"].key) == ("sales_order", False, "owner_id", "f_code")


def test_versions_grow_and_an_overtaken_change_fails(session: Session) -> None:
    model = created(session, made("note"))
    with writing(session):
        record = model(created_at=NOW, changed_at=NOW, f_name="a")
        session.add(record)
    assert (record.version, record.created_at) == (1, NOW)
    with Session(session.get_bind()) as other, writing(other):
        theirs = other.scalars(sa.select(model)).one()
        theirs.f_name = "theirs"
    record.f_name = "mine"
    with pytest.raises(StaleDataError):
        session.flush()
    session.rollback()
    session.refresh(record)
    assert (record.version, record.f_name) == (2, "theirs")


def test_many_threads_get_one_class() -> None:
    models = ModelSet(Catalog.of([made("thing")]), TYPES)
    found: list[type[RecordBase]] = []
    threads = [threading.Thread(target=lambda: found.append(models.model("thing"))) for _client in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    with pytest.raises(NotFound):
        models.model("thnig")


def test_what_did_not_change_keeps_its_class_in_the_next_revision() -> None:
    catalog = Catalog.of([wanted("kept"), wanted("changed")])
    models = ModelSet(catalog, TYPES)
    kept, changed = models.model("kept"), models.model("changed")
    definition = catalog.object("changed")
    assert definition is not None
    following = catalog.with_changes({("object", "changed"): replace(definition, icon="fa-star")})
    later = ModelSet(following, TYPES, models)
    assert later.model("kept") is kept
    assert later.model("changed") is not changed
    assert models.model("changed") is changed


def test_the_least_recently_used_class_is_let_go() -> None:
    models = ModelSet(Catalog.of([wanted("one"), wanted("two"), wanted("three")]), TYPES, size=2)
    one, two = models.model("one"), models.model("two")
    assert models.model("one") is one
    models.model("three")
    assert models.model("one") is one
    assert models.model("two") is not two


def test_classes_of_200_changes_do_not_stay_in_memory(session: Session) -> None:
    """Each revision is used (statements compiled) and replaced; the swap clears the engine's compiled statements."""
    definition = made("busy")
    created(session, definition)
    engine = session.get_bind().engine
    catalog = Catalog.of([definition])
    models = ModelSet(catalog, TYPES)
    alive: list[weakref.ref[type[RecordBase]]] = []
    for number in range(200):
        model = models.model("busy")
        alive.append(weakref.ref(model))
        session.scalars(sa.select(model).where(model.columns["name"] == "x")).all()
        session.rollback()
        catalog = catalog.with_changes({("object", "busy"): replace(definition, icon=f"fa-{number}")})
        models = ModelSet(catalog, TYPES, models)
        engine.clear_compiled_cache()
        del model
    gc.collect()
    assert sum(ref() is not None for ref in alive) <= 2


def test_a_class_of_30_fields_is_built_in_milliseconds() -> None:
    definition = made("wide", *(text(f"field_{number}") for number in range(30)))
    build(definition, TYPES)
    began = time.perf_counter()
    for _round in range(5):
        build(definition, TYPES)
    assert (time.perf_counter() - began) / 5 < 0.1, "10 ms here; a loaded machine may take several times that"
