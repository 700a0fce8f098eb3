"""The rights that come and go with an object."""

from __future__ import annotations

import time

import sqlalchemy as sa

from app.metadata import edits
from app.metadata.edits import CreateObject
from app.models.engine import writing
from app.models.permissions import GRANT, PAIR, PERMISSION, ROLE, VIEW_MENU, grant
from app.models.system import HistoryRow, Reach, Sequence, State
from app.publishing.pvms import PERMISSIONS
from tests.publishing.desk import NOW, Desk


def held(desk: Desk, role: str, view: str) -> set[str]:
    """Permissions that a role has on a view menu."""
    joined = GRANT.join(PAIR, PAIR.c.id == GRANT.c.permission_view_id).join(PERMISSION).join(VIEW_MENU).join(ROLE, ROLE.c.id == GRANT.c.role_id)
    statement = sa.select(PERMISSION.c.name).select_from(joined).where(ROLE.c.name == role, VIEW_MENU.c.name == view)
    found = set(desk.session.scalars(statement))
    desk.session.rollback()
    return found


def reaches(desk: Desk, entity_id: int) -> list[Reach]:
    found = list(desk.session.scalars(sa.select(Reach).where(Reach.entity_id == entity_id)))
    desk.session.rollback()
    return found


def access(desk: Desk) -> int:
    found = desk.session.scalar(sa.select(State.access)) or 0
    desk.session.rollback()
    return found


def test_a_new_object_is_admins_only_and_permission_caches_are_told(desk: Desk) -> None:
    before = access(desk)
    definition = desk.make("vault")
    assert access(desk) == before + 1
    assert held(desk, "Admin", "vault") == set(PERMISSIONS)
    assert held(desk, "Staff", "vault") == set()
    (reach,) = reaches(desk, definition.id)
    assert (reach.create, reach.view, reach.edit, reach.delete, reach.transfer, reach.export, reach.import_) == (True, "all", "all", "all", "all", True, True)
    desk.publish(edits.ChangeObject("vault", {"icon": "fa-lock"}))
    assert access(desk) == before + 1


def test_rights_follow_a_rename_sleep_while_retired_and_go_with_a_purge(desk: Desk) -> None:
    definition = desk.make("hall", {"name": "code", "type": "auto_number", "pattern": "H-{0000}"})
    staff = desk.session.scalar(sa.select(ROLE.c.id).where(ROLE.c.name == "Staff")) or 0
    with writing(desk.session):
        grant(desk.session.connection(), staff, [("can_list", "hall")])
        desk.session.add(HistoryRow(entity_id=definition.id, record_id=1, version=1, at=NOW, action="create", changes={}))
        desk.session.add(Sequence(field_id=definition.fields[1].id, period="", value=3))
    desk.publish(edits.RenameObject("hall", "lobby"))
    assert (held(desk, "Staff", "hall"), held(desk, "Staff", "lobby")) == (set(), {"can_list"})
    desk.publish(edits.RetireObject("lobby"))
    desk.publish(edits.RestoreObject("lobby"))
    assert held(desk, "Staff", "lobby") == {"can_list"}
    desk.publish(edits.RetireObject("lobby"))
    desk.age_revisions()
    desk.publish(edits.PurgeObject("lobby"))
    assert (held(desk, "Admin", "lobby"), reaches(desk, definition.id)) == (set(), [])
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(HistoryRow).where(HistoryRow.entity_id == definition.id)) == 0
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Sequence)) == 0
    assert not sa.inspect(desk.session.get_bind()).has_table(definition.table)


def test_the_history_forgets_the_values_of_a_purged_field(desk: Desk) -> None:
    definition = desk.make("person", {"name": "secret", "type": "text"})
    name, secret = (str(f.id) for f in definition.fields)
    with writing(desk.session):
        for number in range(3):
            changes = {name: [None, "Bo"], secret: [None, "canary"]} if number else {name: [None, "Al"]}
            desk.session.add(HistoryRow(entity_id=definition.id, record_id=number, version=1, at=NOW, action="create", changes=changes))
    desk.publish(edits.RetireField("person", "secret"))
    desk.age_revisions()
    desk.publish(edits.PurgeField("person", "secret"))
    kept = desk.session.scalars(sa.select(HistoryRow).where(HistoryRow.entity_id == definition.id).order_by(HistoryRow.id)).all()
    assert [row.changes for row in kept] == [{name: [None, "Al"]}, {name: [None, "Bo"]}, {name: [None, "Bo"]}]
    desk.session.rollback()


def test_many_objects_at_once_take_seconds(desk: Desk) -> None:
    fields = [{"name": f"field_{number}", "type": "text"} for number in range(30)]
    began = time.monotonic()
    desk.publish(*(CreateObject({"name": f"bulk_{number}", "fields": fields}) for number in range(60)))
    assert time.monotonic() - began < 15, "0.5 s here; 500 objects take 4 s on SQLite and 13 s on PostgreSQL"
    assert held(desk, "Admin", "bulk_59") == set(PERMISSIONS)
