"""Two admins change the same thing: one wins, the other is told what changed, by whom and when."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import Conflict, InvalidInput
from app.metadata.edits import AddField, ChangeField, ChangeObject, PutOptionSet, RenameObject, RetireObject
from app.publishing.publish import publish
from tests.publishing.desk import ADA, LIN, Desk


def test_the_second_one_is_told_what_changed_by_whom_and_when(desk: Desk) -> None:
    desk.make("order_one", {"name": "code", "type": "text", "label": {"en": "Code"}})
    base = desk.revision()
    desk.publish(ChangeField("order_one", "code", {"max_length": 400}), author=ADA, base=base)
    with pytest.raises(Conflict, match="Ada Byron") as caught:
        desk.publish(AddField("order_one", {"name": "more", "type": "text"}), base=base)
    (change,) = caught.value.details  # type: ignore[misc]
    assert (change["author"], change["revision"]) == ("Ada Byron", base + 1)
    assert [step["what"] for step in change["changes"]] == ['Make room for longer values in the field "Code" of "Order_One"']
    desk.publish(AddField("order_one", {"name": "more", "type": "text"}), base=base + 1)


def test_a_dry_run_tells_it_too(desk: Desk) -> None:
    desk.make("order_dry")
    base = desk.revision()
    desk.publish(ChangeObject("order_dry", {"icon": "fa-star"}), author=ADA)
    with pytest.raises(Conflict):
        desk.publish(ChangeObject("order_dry", {"icon": "fa-moon"}), base=base, dry_run=True)


def test_changes_of_other_things_are_in_nobodys_way(desk: Desk) -> None:
    desk.make("left")
    desk.make("right")
    base = desk.revision()
    desk.publish(ChangeObject("left", {"icon": "fa-star"}), author=ADA, base=base)
    desk.publish(ChangeObject("right", {"icon": "fa-moon"}), base=base)


def test_what_was_renamed_or_retired_meanwhile_is_a_conflict_and_not_unknown(desk: Desk) -> None:
    desk.make("moving")
    base = desk.revision()
    desk.publish(RenameObject("moving", "moved"), author=ADA)
    with pytest.raises(Conflict, match="Ada Byron"):
        desk.publish(AddField("moving", {"name": "more", "type": "text"}), base=base)
    base = desk.revision()
    desk.publish(RetireObject("moved"), author=ADA)
    with pytest.raises(Conflict, match="Ada Byron"):
        desk.publish(ChangeObject("moved", {"icon": "fa-star"}), base=base)


def test_shared_option_sets_are_guarded_as_well(desk: Desk) -> None:
    desk.publish(PutOptionSet({"name": "tone", "options": [{"value": "red"}]}))
    base = desk.revision()
    desk.publish(PutOptionSet({"name": "tone", "options": [{"value": "red"}, {"value": "blue"}]}), author=ADA)
    with pytest.raises(Conflict, match="Ada Byron"):
        desk.publish(PutOptionSet({"name": "tone", "options": [{"value": "green"}]}), base=base)


def test_at_the_same_moment_one_wins_and_every_field_is_there_once(engine: sa.Engine, desk: Desk) -> None:
    desk.make("rush")
    base = desk.revision()
    outcomes: list[str] = []

    def add(number: int) -> None:
        with Session(engine) as session:
            try:
                publish(session, [AddField("rush", {"name": f"own_{number}", "type": "text"})], LIN if number % 2 else ADA, base=base)
                outcomes.append("won")
            except Conflict:
                outcomes.append("told")
            try:
                publish(session, [AddField("rush", {"name": "same", "type": "text"})], LIN)
                outcomes.append("first")
            except InvalidInput:
                outcomes.append("taken")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == sorted(["won", "first", *["told"] * 5, *["taken"] * 5])
    assert len(desk.object("rush").live_fields) == 3
    assert desk.revision() == base + 2
