"""A change that fails half-way leaves database and metadata as they were, and no text of the database's error reaches a person."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Conflict, InvalidInput
from app.metadata.edits import AddField, ChangeField, CreateObject, Edit, PurgeField, RetireField
from app.models.engine import writing
from app.models.store import load_catalog
from app.publishing.publish import publish
from tests.publishing.desk import LIN, Desk, everything

TEXT = {"name": "name", "type": "text"}


def fails(desk: Desk, *wanted: Edit) -> Conflict:
    """Publishing these must fail and change nothing."""
    before = everything(desk.session)
    with pytest.raises(Conflict, match="Nothing was changed") as caught:
        desk.publish(*wanted)
    assert everything(desk.session) == before
    assert "x_" not in str(caught.value)
    assert "SQL" not in str(caught.value)
    return caught.value


def run(desk: Desk, statement: str) -> None:
    with writing(desk.session):
        desk.session.execute(sa.text(statement))


def test_when_an_index_of_the_same_name_is_in_the_way(desk: Desk) -> None:
    definition = desk.make("blocked", {"name": "code", "type": "text"})
    field = desk.field("blocked", "code")
    run(desk, f"CREATE INDEX ix_{definition.table}_{field.id}_o ON {definition.table} (owner_id)")
    fails(
        desk,
        CreateObject({"name": "along", "fields": [TEXT]}),
        AddField("blocked", {"name": "more", "type": "text"}),
        ChangeField("blocked", "code", {"indexed": True}),
    )
    assert "along" not in desk.catalog().objects


def test_when_the_last_statement_fails(desk: Desk) -> None:
    """The revision row is written last: one of that number is already there."""
    desk.make("last", {"name": "code", "type": "text"})
    desk.publish(RetireField("last", "code"))
    desk.age_revisions()
    run(desk, f"INSERT INTO fl_revision (number, created_at, summary, diff) VALUES ({desk.revision() + 1}, '2026-01-01 00:00:00', '', '[]')")
    fails(desk, CreateObject({"name": "along_too", "fields": [TEXT]}), PurgeField("last", "code"))
    run(desk, f"DELETE FROM fl_revision WHERE number = {desk.revision() + 1}")
    desk.publish(PurgeField("last", "code"))


def test_when_a_table_of_the_same_name_is_in_the_way(desk: Desk) -> None:
    run(desk, "CREATE TABLE x_foreign (id INTEGER)")
    fails(desk, CreateObject({"name": "foreign", "fields": [TEXT]}))


def test_when_one_of_several_edits_is_wrong_all_problems_come_together(desk: Desk) -> None:
    desk.make("mixed")
    before = everything(desk.session)
    with pytest.raises(InvalidInput) as caught:
        desk.publish(
            AddField("mixed", {"name": "good", "type": "text"}),
            AddField("mixed", {"name": "bad", "type": "txet"}),
            CreateObject({"name": "other", "fields": [{"name": "id", "type": "text"}]}),
        )
    assert len(caught.value.problems) >= 2
    assert everything(desk.session) == before


def test_inside_an_outer_block_everything_belongs_to_it(desk: Desk) -> None:
    before = everything(desk.session)
    with pytest.raises(RuntimeError, match="the rest of the package failed"):
        two_in_one(desk.session)
    assert everything(desk.session) == before


def two_in_one(session: Session) -> None:
    """What installing a package does: definitions, then what needs them, as one block."""
    with writing(session):
        publish(session, [CreateObject({"name": "outer_one", "fields": [TEXT]})], LIN)
        publish(session, [CreateObject({"name": "outer_two", "fields": [TEXT, {"name": "one", "type": "lookup", "target": "outer_one"}]})], LIN)
        found = load_catalog(session).object("outer_two")
        assert found is not None, "the block sees what it has published"
        raise RuntimeError("the rest of the package failed")


def test_a_table_that_stays_in_use_ends_in_try_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL; on SQLite readers are in nobody's way."""
    monkeypatch.setattr("app.models.ddl.ATTEMPTS", 2)
    desk.make("held")
    kept = " FOR SHARE" if desk.session.get_bind().dialect.name == "postgresql" else ""
    with Session(desk.session.get_bind()) as reader:
        reader.execute(sa.text(f"SELECT * FROM x_held{kept}"))
        if desk.session.get_bind().dialect.name == "postgresql":
            assert "try again" in fails(desk, AddField("held", {"name": "more", "type": "text"})).message
            reader.rollback()
        desk.publish(AddField("held", {"name": "more", "type": "text"}))
    assert "f_more" in desk.columns("x_held")
