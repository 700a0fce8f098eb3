"""A long random walk of edits: after every step the table is exactly what the definition says, and going back leads to the definitions of then."""

from __future__ import annotations

import random
from collections.abc import Callable

from app.errors import Conflict, InvalidInput
from app.fieldtypes.registry import TYPES
from app.metadata import edits
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.edits import AddField, ChangeField, Edit
from app.models.indexes import indexes_of
from app.publishing.publish import rollback
from tests.publishing.desk import LIN, Desk

STEPS = 40
TYPES_USED = ("text", "integer", "decimal", "date", "boolean", "user", "textarea")


def a_step(chance: random.Random, definition: ObjectDef, number: int) -> Edit:
    """One edit of the kind that an admin makes."""
    name = definition.name
    retired = [f.name for f in definition.fields if f.retired]
    field = chance.choice(definition.live_fields)
    if chance.random() < 0.3:
        return AddField(name, {"name": f"field_{number}", "type": chance.choice(TYPES_USED), "indexed": chance.random() < 0.3})
    if retired and chance.random() < 0.5:
        again = edits.RestoreField if number > STEPS / 2 else chance.choice((edits.RestoreField, edits.PurgeField))
        return again(name, chance.choice(retired))
    return chance.choice(kinds(name, field, number))()


def kinds(name: str, field: FieldDef, number: int) -> list[Callable[[], Edit]]:
    return [
        lambda: edits.RenameField(name, field.name, f"renamed_{number}"),
        lambda: edits.RetireField(name, field.name),
        lambda: edits.MoveField(name, field.name, 0),
        lambda: ChangeField(name, field.name, {"indexed": not field.indexed}),
        lambda: ChangeField(name, field.name, {"unique": not field.unique}),
        lambda: ChangeField(name, field.name, {"required": not field.required}),
        lambda: ChangeField(name, field.name, {"max_length": 300 + number * 20}),
        lambda: ChangeField(name, field.name, {"precision": 15, "scale": 3}),
    ]


def is_whole(desk: Desk, definition: ObjectDef) -> bool:
    """Has the table all columns and all indexes of the definition, and no others?"""
    system = {
        "id",
        "owner_id",
        "department_id",
        "created_at",
        "created_by_id",
        "changed_at",
        "changed_by_id",
        "version",
        "deleted_at",
        "deleted_by_id",
        "external_key",
    }
    columns = {f.column for f in definition.fields} | system
    return desk.columns(definition.table) == columns and desk.indexes(definition.table) == set(indexes_of(definition, TYPES))


def live(definition: ObjectDef) -> list[tuple[str, str, bool, bool]]:
    return [(f.name, f.column, f.required, f.unique) for f in definition.live_fields]


def test_the_table_never_falls_behind_and_every_revision_can_be_gone_back_to(desk: Desk) -> None:
    chance = random.Random(20260301)
    desk.make("walk")
    desk.insert("walk", {"name": "kept"})
    seen: dict[int, list[tuple[str, str, bool, bool]]] = {}
    refusals = purged_at = 0
    for number in range(STEPS):
        edit = a_step(chance, desk.object("walk"), number)
        desk.age_revisions()
        try:
            done = desk.publish(edit)
        except (InvalidInput, Conflict):
            refusals += 1
            continue
        purged_at = done.revision if isinstance(edit, edits.PurgeField) else purged_at
        seen[done.revision] = live(desk.object("walk"))
        assert is_whole(desk, desk.object("walk")), edit
    assert refusals < STEPS / 2, "most edits of the walk are good ones"
    for revision in chance.sample([r for r in seen if r >= purged_at], 5):
        rollback(desk.session, revision, LIN)
        assert live(desk.object("walk")) == seen[revision]
        assert is_whole(desk, desk.object("walk"))
