"""Revisions as the designer lists them."""

from __future__ import annotations

from app.metadata.edits import AddField, ChangeObject, RenameObject
from app.publishing.history import history
from tests.publishing.desk import ADA, Desk


def test_revisions_say_who_when_and_what_newest_first(desk: Desk) -> None:
    definition = desk.make("river")
    desk.make("other")
    desk.publish(AddField("river", {"name": "depth", "type": "integer", "label": {"en": "Depth"}}), author=ADA, note="asked by the office")
    desk.publish(RenameObject("river", "stream"), ChangeObject("other", {"icon": "fa-star"}))
    newest, added, *_older = history(desk.session, definition.id)
    assert (added.author, added.author_id, added.note, added.sentences) == ("Ada Byron", ADA.id, "asked by the office", ('Add the field "Depth" to "River"',))
    assert [change.object for change in newest.changes] == ["stream"], "of an entity, only its own changes"
    assert newest.at > added.at
    assert newest.at.tzinfo is not None
    assert len(history(desk.session, definition.id)) == 3


def test_pages_of_revisions(desk: Desk) -> None:
    for number in range(5):
        desk.make(f"page_{number}")
    first = history(desk.session, limit=2)
    second = history(desk.session, limit=2, before=first[-1].number)
    assert [r.number for r in (*first, *second)] == sorted((r.number for r in (*first, *second)), reverse=True)
    assert len({r.number for r in (*first, *second)}) == 4
    assert first[0].author == "Lin Wang"
    assert first[0].as_json()["changes"][0]["kind"] == "create_object"
