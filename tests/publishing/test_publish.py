"""One path of a metadata change: every kind of change, its plan, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.errors import InvalidInput, NotFound
from app.metadata import edits
from app.metadata.edits import AddField, ChangeField, ChangeObject, CreateObject, Edit
from tests.publishing.desk import ADA, Desk, everything


def test_a_new_object_is_a_table_a_revision_and_a_plan(desk: Desk) -> None:
    before = desk.revision()
    done = desk.publish(CreateObject({"name": "plant", "label": {"en": "Plant", "zh_Hans": "植物"}, "fields": [{"name": "name", "type": "text"}]}), author=ADA)
    assert done.revision == before + 1
    assert [step.sentence for step in done.plan.steps] == ['Create the object "Plant" with 1 fields']
    assert {"f_name", "owner_id", "deleted_at"} < desk.columns("x_plant")
    desk.insert("plant", {"name": "Ginkgo"})
    assert desk.values("plant", "name") == ["Ginkgo"]


def test_what_changes_nothing_makes_no_revision(desk: Desk) -> None:
    desk.make("still", {"name": "code", "type": "text", "required": True})
    before = everything(desk.session)
    done = desk.publish(ChangeField("still", "code", {"required": True}), edits.MoveField("still", "code", 1))
    assert (done.revision, done.plan.steps) == (desk.revision(), ())
    assert everything(desk.session) == before


def test_a_dry_run_answers_the_plan_and_the_problems_and_changes_nothing(desk: Desk) -> None:
    desk.make("tried")
    desk.insert("tried", {"name": "a"}, {"name": "a"})
    before = everything(desk.session)
    done = desk.publish(AddField("tried", {"name": "code", "type": "text"}), edits.RetireObject("tried"), dry_run=True)
    assert done.revision == desk.revision()
    assert [(step.risk, step.rows) for step in done.plan.steps] == [("check", 2), ("safe", None)]
    with pytest.raises(InvalidInput, match="share values"):
        desk.publish(ChangeField("tried", "name", {"unique": True}), dry_run=True)
    with pytest.raises(NotFound):
        desk.publish(edits.RetireObject("nothing"), dry_run=True)
    assert everything(desk.session) == before


@dataclass(frozen=True)
class Kind:
    """One kind of change to the object ``o``, the kinds of its plan's steps, and what must hold afterwards (desk, object, table)."""

    edit: Callable[[str], Edit]
    steps: list[str]
    holds: Callable[[Desk, str, str], bool]


KINDS = {
    "add": Kind(lambda o: AddField(o, {"name": "more", "type": "decimal"}), ["add_field"], lambda d, o, t: "f_more" in d.columns(t)),
    "label": Kind(lambda o: ChangeField(o, "code", {"label": {"en": "No."}}), ["rename_label_field"], lambda d, o, t: d.field(o, "code").label["en"] == "No."),
    "api name": Kind(lambda o: edits.RenameField(o, "code", "number"), ["rename_api_field"], lambda d, o, t: d.field(o, "number").column == "f_code"),
    "object": Kind(lambda o: edits.RenameObject(o, f"{o}_new"), ["rename_api_object"], lambda d, o, t: d.object(f"{o}_new").table == t),
    "widen": Kind(lambda o: ChangeField(o, "code", {"max_length": 500}), ["widen_field"], lambda d, o, t: d.field(o, "code").param("max_length") == 500),
    "index": Kind(lambda o: ChangeField(o, "code", {"indexed": True}), ["add_index"], lambda d, o, t: f"ix_{t}_{d.field(o, 'code').id}_o" in d.indexes(t)),
    "unique": Kind(lambda o: ChangeField(o, "code", {"unique": True}), ["add_unique"], lambda d, o, t: f"uq_{t}_{d.field(o, 'code').id}" in d.indexes(t)),
    "required": Kind(lambda o: ChangeField(o, "code", {"required": True}, fill="-"), ["require_field"], lambda d, o, t: d.values(o, "code") == ["c1", "-"]),
    "order": Kind(lambda o: edits.MoveField(o, "code", 0), ["reorder"], lambda d, o, t: d.object(o).live_fields[0].name == "code"),
    "retire": Kind(lambda o: edits.RetireField(o, "code"), ["retire_field"], lambda d, o, t: d.object(o).field("code") is None and "f_code" in d.columns(t)),
    "icon": Kind(lambda o: ChangeObject(o, {"icon": "fa-star"}), ["change_object"], lambda d, o, t: d.object(o).icon == "fa-star"),
    "hide": Kind(lambda o: edits.RetireObject(o), ["retire_object"], lambda d, o, t: o in d.catalog().retired_objects and "f_code" in d.columns(t)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_change_keeps_the_data(desk: Desk, kind: str) -> None:
    own = f"o_{list(KINDS).index(kind)}"
    definition = desk.make(own, {"name": "code", "type": "text", "max_length": 40})
    desk.insert(own, {"name": "first", "code": "c1"}, {"name": "second"})
    case = KINDS[kind]
    done = desk.publish(case.edit(own))
    assert [step.change.kind for step in done.plan.steps] == case.steps
    assert case.holds(desk, own, definition.table)
    rows = desk.session.connection().exec_driver_sql(f"SELECT f_name, f_code FROM {definition.table} ORDER BY id").all()
    assert [tuple(row) for row in rows] == [("first", "c1"), ("second", "-" if kind == "required" else None)]


def test_a_restored_field_comes_back_with_its_data(desk: Desk) -> None:
    desk.make("garden", {"name": "kind", "type": "text", "unique": True})
    desk.insert("garden", {"name": "a", "kind": "rose"})
    desk.publish(edits.RetireField("garden", "kind"))
    assert "kind" not in desk.model("garden").columns
    desk.publish(edits.RestoreField("garden", "kind"))
    assert desk.values("garden", "kind") == ["rose"]
    desk.publish(edits.RetireObject("garden"))
    desk.publish(edits.RestoreObject("garden"))
    assert desk.values("garden", "kind") == ["rose"]


def test_a_new_field_with_the_name_of_a_renamed_one_gets_a_column_of_its_own(desk: Desk) -> None:
    desk.make("twice", {"name": "code", "type": "text"})
    desk.insert("twice", {"name": "a", "code": "old"})
    desk.publish(edits.RenameField("twice", "code", "former"))
    desk.publish(AddField("twice", {"name": "code", "type": "integer"}))
    assert desk.field("twice", "former").column == "f_code"
    assert desk.field("twice", "code").column not in ("f_code", "")
    assert (desk.values("twice", "former"), desk.values("twice", "code")) == (["old"], [None])
