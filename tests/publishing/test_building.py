"""Indexes of a definition's own: made at once where nobody has to wait, by a job beside the publication where a table is large; and what is suggested."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.fieldtypes.registry import TYPES
from app.jobs.worker import Worker
from app.metadata.edits import ChangeField, ChangeObject
from app.models import ddl
from app.models.engine import writing
from app.models.indexes import own_index
from app.models.jobs import BUILD_INDEX, Job, enqueue
from app.models.sizes import index_sizes
from app.models.slow_lists import note
from app.publishing import building
from app.publishing.building import BUILDING, FAILED, READY, order_again, own_indexes
from app.publishing.suggestions import suggestions
from tests.publishing.desk import NOW, Desk

PLACE = {"name": "place", "type": "text", "max_length": 40}
AMOUNT = {"name": "amount", "type": "decimal"}
MANY = 30_000
ON_POSTGRESQL = pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)


def states(desk: Desk, name: str) -> list[str]:
    definition = desk.object(name)
    return [one.state for one in own_indexes(desk.session, definition)]


def work(engine: sa.Engine) -> None:
    Worker(sessionmaker(engine, expire_on_commit=False)).run(until_idle=True, patience=0)


def fill(desk: Desk, name: str) -> None:
    """Many records by one statement."""
    model = desk.model(name)
    with writing(desk.session):
        stamps = {"created_at": NOW, "changed_at": NOW, "version": 1}
        desk.session.execute(sa.insert(model), [{"f_name": f"n{n}", "f_place": f"p{n % 50}", "f_amount": n % 977, **stamps} for n in range(MANY)])
    with desk.session.get_bind().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # type: ignore[union-attr]
        connection.execute(sa.text(f'ANALYZE "{desk.object(name).table}"'))


def test_an_index_of_a_small_table_is_there_with_the_publication(desk: Desk) -> None:
    definition = desk.make("parcel", PLACE, AMOUNT)
    desk.publish(ChangeObject("parcel", {"indexes": ["place,-amount"]}))
    definition = desk.object("parcel")
    assert own_index(definition, "place,-amount") in index_sizes(desk.session.connection(), definition.table)
    assert states(desk, "parcel") == [READY]
    desk.publish(ChangeObject("parcel", {"indexes": []}))
    assert own_index(definition, "place,-amount") not in index_sizes(desk.session.connection(), definition.table)


@ON_POSTGRESQL
def test_an_index_of_a_large_table_is_made_by_a_job_on_postgresql(desk: Desk, engine: sa.Engine) -> None:
    desk.make("crate", PLACE, AMOUNT)
    fill(desk, "crate")
    desk.publish(ChangeObject("crate", {"indexes": ["place,-amount"]}), ChangeField("crate", "amount", {"indexed": True}))
    assert states(desk, "crate") == [BUILDING]
    with Session(engine) as reader:
        reader.execute(sa.select(sa.func.count()).select_from(desk.model("crate")))
        reader.rollback()
    work(engine)
    assert states(desk, "crate") == [READY]
    table = desk.object("crate").table
    names = index_sizes(desk.session.connection(), table)
    assert any(name.endswith("_o") for name in names), names
    plan = "\n".join(
        desk.session.scalars(sa.text("EXPLAIN SELECT id FROM x_crate WHERE f_place = 'p7' AND deleted_at IS NULL ORDER BY f_amount DESC NULLS LAST LIMIT 5"))
    )
    assert "_c on x_crate" in plan, plan


@ON_POSTGRESQL
def test_an_unfinished_index_is_made_anew_and_one_that_nobody_wants_is_not(desk: Desk, engine: sa.Engine) -> None:
    desk.make("barrel", PLACE, AMOUNT)
    fill(desk, "barrel")
    desk.publish(ChangeObject("barrel", {"indexes": ["place,amount"]}))
    definition = desk.object("barrel")
    name = own_index(definition, "place,amount")
    step = ddl.CreateIndex(definition.table, building.indexes_of(definition, TYPES)[name])
    with engine.begin() as connection:
        ddl.run(connection, [step], TYPES)
        connection.execute(sa.text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(:name)"), {"name": f'"{name}"'})
    with writing(desk.session):
        desk.session.execute(sa.update(Job).where(Job.kind == BUILD_INDEX).values(state="failed"))
    assert states(desk, "barrel") == [FAILED]
    order_again(desk.session, definition, "place,amount", None)
    work(engine)
    assert states(desk, "barrel") == [READY]
    with writing(desk.session):
        enqueue(desk.session, BUILD_INDEX, {"entity": definition.id, "index": "ix_of_nobody"})
    work(engine)
    assert desk.session.scalars(sa.select(Job.state).where(Job.kind == BUILD_INDEX).order_by(Job.id.desc()).limit(1)).one() == "done"


def test_slow_lists_suggest_what_they_compare_and_are_ordered_by(desk: Desk) -> None:
    definition = desk.make("chest", PLACE, AMOUNT, {"name": "state", "type": "picklist", "options": ["new", "old"]})
    ids = {f.name: f.id for f in definition.fields}
    slow = [
        (definition.id, f"{ids['state']}||-{ids['amount']}", 0.4),
        (definition.id, f"{ids['state']}||-{ids['amount']}", 1.2),
        (definition.id, f"{ids['place']}||{ids['state']}", 0.3),
        (definition.id, "owner||", 0.3),
        (definition.id, f"{ids['state']}|created_at|-{ids['amount']}", 0.2),
        (definition.id, "999999||", 5.0),
    ]
    with writing(desk.session):
        note(desk.session, slow)
    found = {one.index: one for one in suggestions(desk.session, definition)}
    assert set(found) == {"state,-amount", "place", "state,created_at"}
    assert (found["state,-amount"].times, found["state,-amount"].worst) == (2, 1200)
    assert found["place"].single
    desk.publish(ChangeObject("chest", {"indexes": ["state,-amount"]}), ChangeField("chest", "place", {"indexed": True}))
    assert [one.index for one in suggestions(desk.session, desk.object("chest"))] == ["state,created_at"]
