"""Many records in one request."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import MalformedRequest
from app.records import read
from app.records.bulk import bulk
from tests.records.world import SIBLING, STAFF, World, person


def test_every_row_is_reported_and_a_bad_one_stops_no_other(world: World) -> None:
    rows = [{"name": "a", "code": "B1"}, {"code": "B2"}, {"name": "c", "code": "B1"}, {"name": "d", "code": "B4", "nonsense": 1}, {"name": "e"}]
    with world.acting(person(), world.matrix("own")) as ws:
        account = ws.object("account")
        done = bulk(ws, account, rows)
        assert [row.action for row in done] == ["created", "refused", "refused", "refused", "created"]
        assert [problem.where for row in done for problem in row.problems] == ["name", "code", "nonsense"]
        assert done[1].as_json()["problems"][0]["what"]
        assert read.get(ws, account, done[4].id or 0).values["name"] == "e"


def test_a_key_updates_what_it_finds_in_sight(world: World) -> None:
    present = world.add("account", STAFF, name="old", code="K1")
    hidden = world.add("account", SIBLING, name="CANARY", staff=77)
    rows: list[dict[str, Any]] = [
        {"code": "K1", "name": "new"},
        {"code": "K2", "name": "made"},
        {"code": "K2", "name": "made, then changed"},
        {"name": "no key"},
    ]
    with world.acting(person(), world.matrix("own")) as ws:
        account = ws.object("account")
        done = bulk(ws, account, rows, "code")
        assert [row.action for row in done] == ["updated", "created", "updated", "created"]
        assert (done[0].id, done[0].version, done[1].id) == (present, 2, done[2].id)
        (by_hidden,) = bulk(ws, account, [{"staff": 77, "name": "x"}], "staff")
        assert by_hidden.action == "created"
        assert by_hidden.id != hidden
        several = [{"name": "new", "staff": 1}, {"name": "made, then changed", "staff": 2}, {"name": "x", "staff": 3}, {"name": "x", "staff": 4}]
        assert [row.action for row in bulk(ws, account, several, "name")] == ["updated", "updated", "updated", "updated"]
        bulk(ws, account, [{"name": "twin"}, {"name": "twin"}])
        assert bulk(ws, account, [{"name": "twin"}], "name")[0].problems[0].where == "name"


def test_ids_and_versions_are_honoured(world: World) -> None:
    present = world.add("account", STAFF, name="old")
    with world.acting(person(), world.matrix("own")) as ws:
        account = ws.object("account")
        rows: list[dict[str, Any]] = [
            {"id": present, "version": 1, "name": "a"},
            {"id": present, "version": 1, "name": "b"},
            {"id": 10**6, "name": "c"},
            {"id": 2**70, "name": "c"},
            {"id": present, "version": "x", "name": "d"},
        ]
        done = bulk(ws, account, rows, "id")
        assert [row.action for row in done] == ["updated", "refused", "refused", "refused", "refused"]


@pytest.mark.parametrize(
    ("records", "key"),
    [({}, None), ([1], None), ("x", None), (None, None), ([{}] * 1001, None), ([], "nonsense"), ([], "region"), ([], 7), ([], "notes"), ([], {})],
)
def test_what_is_no_list_of_records_is_malformed(world: World, records: object, key: object) -> None:
    with world.acting(person(), world.matrix("own")) as ws, pytest.raises(MalformedRequest):
        bulk(ws, ws.object("account"), records, key)
