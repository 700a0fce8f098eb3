"""Back to an older revision: its definitions again, the data of what was retired intact, what came later retired."""

from __future__ import annotations

import pytest

from app.errors import Conflict, InvalidInput, NotFound
from app.metadata import edits
from app.metadata.edits import AddField, ChangeField
from app.publishing.publish import rollback
from tests.publishing.desk import ADA, LIN, Desk, everything


def test_everything_returns_and_what_came_later_is_retired(desk: Desk) -> None:
    desk.make("boat", {"name": "colour", "type": "text", "max_length": 20, "label": {"en": "Colour"}})
    desk.publish(edits.PutOptionSet({"name": "sail", "options": [{"value": "full"}]}))
    desk.insert("boat", {"name": "Ann", "colour": "red"})
    then = desk.revision()
    desk.publish(ChangeField("boat", "colour", {"max_length": 200, "label": {"en": "Paint"}}))
    desk.publish(edits.RenameField("boat", "colour", "paint"), AddField("boat", {"name": "length", "type": "integer"}))
    desk.publish(edits.PutOptionSet({"name": "sail", "options": [{"value": "full"}, {"value": "half"}]}))
    desk.insert("boat", {"name": "Bea", "colour": "b" * 150, "length": 9})
    desk.publish(edits.RetireField("boat", "paint"), edits.RenameObject("boat", "ship"))
    desk.make("later")
    done = rollback(desk.session, then, ADA)
    boat = desk.object("boat")
    assert done.revision == desk.revision()
    assert [(f.name, f.label.get("en"), f.retired) for f in boat.fields[1:]] == [("colour", "Colour", False), ("length", None, True)]
    assert desk.values("boat", "colour") == ["red", "b" * 150]
    assert boat.field("colour").param("max_length") == 200  # type: ignore[union-attr]  # a column never shrinks
    assert "later" in desk.catalog().retired_objects
    sail = desk.catalog().option_set("sail")
    assert sail is not None
    assert [option.value for option in sail.options if option.active] == ["full"]
    desk.publish(edits.RestoreField("boat", "length"))
    assert desk.values("boat", "length") == [None, 9]


def test_a_dry_run_changes_nothing_and_an_unknown_revision_is_not_found(desk: Desk) -> None:
    then = desk.revision()
    desk.make("kite")
    before = everything(desk.session)
    plan = rollback(desk.session, then, LIN, dry_run=True).plan
    assert [step.change.kind for step in plan.steps] == ["retire_object"]
    for number in (0, -1, 10_000):
        with pytest.raises(NotFound):
            rollback(desk.session, number, LIN)
    assert rollback(desk.session, desk.revision(), LIN).plan.steps == ()
    assert everything(desk.session) == before


def test_a_rule_of_then_that_records_of_now_break_is_refused_with_the_rows(desk: Desk) -> None:
    desk.make("wagon", {"name": "code", "type": "text", "required": True, "unique": True})
    then = desk.revision()
    desk.publish(ChangeField("wagon", "code", {"required": False, "unique": False}))
    desk.insert("wagon", {"name": "a", "code": "1"}, {"name": "b", "code": "1"}, {"name": "c"})
    with pytest.raises(InvalidInput) as caught:
        rollback(desk.session, then, LIN)
    assert [problem.where for problem in caught.value.problems] == ["fields.code.required", "fields.code.unique"]


def test_what_was_purged_stays_gone(desk: Desk) -> None:
    desk.make("cart", {"name": "code", "type": "text"})
    then = desk.revision()
    desk.publish(edits.RetireField("cart", "code"))
    desk.age_revisions()
    desk.publish(edits.PurgeField("cart", "code"))
    rollback(desk.session, then, LIN)
    assert [f.name for f in desk.object("cart").fields] == ["name"]


def test_purging_waits_until_no_request_can_use_it_any_more(desk: Desk) -> None:
    desk.make("fence", {"name": "code", "type": "text", "indexed": True, "unique": True})
    desk.publish(edits.RetireField("fence", "code"))
    with pytest.raises(Conflict, match="in use a moment ago"):
        desk.publish(edits.PurgeField("fence", "code"))
    desk.age_revisions()
    done = desk.publish(edits.PurgeField("fence", "code"))
    assert [(step.risk, step.needs_confirmation) for step in done.plan.steps] == [("destructive", True)]
    assert "f_code" not in desk.columns("x_fence")
    desk.publish(edits.RetireObject("fence"))
    with pytest.raises(Conflict, match="in use a moment ago"):
        desk.publish(edits.PurgeObject("fence"))
