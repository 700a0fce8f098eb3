"""Numbered revisions: whole, incremental, as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.metadata.catalog import Catalog
from app.metadata.definitions import Definition, OptionDef, OptionSetDef
from app.models.engine import writing
from app.models.store import catalog_at, current_revision, load_catalog, save_revision, save_versions
from app.models.system import State
from tests.models.things import made, text


def store(session: Session, *definitions: Definition, purged: Iterable[Definition] = ()) -> int:
    """A revision with these definitions, as a publication writes it."""
    revision = current_revision(session) + 1
    with writing(session):
        save_versions(session.connection(), revision, definitions, purged)
        save_revision(session.connection(), revision, None, "", [])
        session.execute(sa.update(State).values(revision=revision))
    return revision


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """What the engine is asked in the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    engine = session.get_bind().engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


def test_a_catalog_is_two_statements_and_reads_definitions_when_they_are_used(session: Session) -> None:
    colours = OptionSetDef("colour", {"en": "Colour"}, (OptionDef("red"),), id=900)
    objects = [replace(made(f"object_{n}", text("code")), id=100 + n) for n in range(20)]
    store(session, *objects, colours)
    with statements(session) as seen:
        catalog = load_catalog(session)
    assert len(seen) == 2
    assert len(catalog.objects) == 20
    with statements(session) as seen:
        assert catalog.object("object_7") == objects[7]
        assert catalog.object("object_7") is catalog.object("object_7")
        assert catalog.option_set("colour") == colours
    assert len(seen) == 2


def test_the_next_catalog_reads_only_what_changed_and_an_unchanged_one_is_the_same(session: Session) -> None:
    first, second = replace(made("first"), id=501), replace(made("second"), id=502)
    store(session, first, second)
    before = load_catalog(session)
    assert load_catalog(session, before) is before
    kept = before.object("second")
    store(session, replace(first, name="renamed", icon="fa-star"))
    after = load_catalog(session, before)
    assert {"renamed", "second"} < set(after.objects)
    assert "first" not in after.objects
    assert after.objects["second"] is before.objects["second"]
    assert after.object("second") is kept
    assert before.object("first") == first, "a pinned catalog goes on reading its own revision"


def test_retired_entities_are_set_apart_and_purged_ones_gone(session: Session) -> None:
    thing = replace(made("passing"), id=601)
    store(session, thing)
    before = load_catalog(session)
    retired = store(session, replace(thing, retired=True))
    later = load_catalog(session, before)
    assert ("passing" in later.objects, "passing" in later.retired_objects) == (False, True)
    store(session, purged=[replace(thing, retired=True)])
    last = load_catalog(session, later)
    assert ("object", "passing") not in last.entities
    assert set(last.entities) == set(load_catalog(session).entities)
    assert "passing" in catalog_at(session.connection(), retired).retired_objects


def test_a_publication_sees_what_it_has_not_committed(session: Session) -> None:
    thing = replace(made("fresh"), id=701)
    connection = session.connection()
    number = current_revision(session) + 1
    save_versions(connection, number, [thing])
    assert catalog_at(connection, number).object("fresh") == thing
    session.rollback()
    assert "fresh" not in load_catalog(session).objects


def test_only_the_newest_of_many_versions_counts(session: Session) -> None:
    catalog = Catalog.of([replace(made("often"), id=801)])
    definition = catalog.object("often")
    assert definition is not None
    start = current_revision(session)
    with writing(session):
        for number in range(start + 1, start + 301):
            save_versions(session.connection(), number, [definition])
        session.execute(sa.update(State).values(revision=start + 300))
    found = load_catalog(session)
    assert found.objects["often"].revision == start + 300
