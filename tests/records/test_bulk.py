"""Many records in one request."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import MalformedRequest
from app.models.engine import begin_immediate
from app.records import bulk as bulk_module
from app.records import read
from app.records.bulk import bulk
from app.records.bulk_lot import Lot
from app.records.history import entries
from tests.records.conftest import Counting
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


def test_rows_of_one_request_see_what_earlier_rows_did(world: World) -> None:
    """A value taken, given up or swapped, a key used again, a tree turned round: as if every row were written before the next."""
    with world.acting(person(), world.matrix("own")) as ws:
        account = ws.object("account")
        first, second, third = (row.id or 0 for row in bulk(ws, account, [{"name": "1", "code": "S1"}, {"name": "2", "code": "S2"}, {"name": "3"}]))
        rows: list[dict[str, Any]] = [
            {"id": first, "code": "S9"},
            {"name": "takes what was given up", "code": "S1"},
            {"name": "too late", "code": "S1"},
            {"name": "taken by a change", "code": "S9"},
            {"id": second, "code": "S1"},
            {"id": third, "code": None, "name": "3b"},
            {"id": third, "version": 1, "name": "3c"},
            {"id": third, "version": 2, "name": "3d"},
        ]
        done = bulk(ws, account, rows, "id")
        assert [row.action for row in done] == ["updated", "created", "refused", "refused", "refused", "updated", "refused", "updated"]
        assert [row.problems[0].where for row in done if row.action == "refused" and row.problems][:3] == ["code"] * 3
        assert done[7].version == 3
        turned: list[dict[str, Any]] = [
            {"id": second, "parent": first},
            {"id": third, "parent": second},
            {"id": first, "parent": third},
            {"id": first, "parent": first},
        ]
        assert [row.action for row in bulk(ws, account, turned, "id")] == ["updated", "updated", "refused", "refused"]
        moved: list[dict[str, Any]] = [{"id": third, "owner": STAFF, "parent": None}, {"name": "below it", "parent": third}]
        assert [row.action for row in bulk(ws, account, moved, "id")] == ["updated", "created"]


def test_numbers_references_owners_and_history_of_many_rows(world: World, counting: Counting) -> None:
    region, hidden = world.add("region", name="R"), world.add("account", SIBLING, name="CANARY")
    rows: list[dict[str, Any]] = [{"name": f"n{turn}", "code": f"N{turn}", "region": region, "manager": STAFF, "staff": turn} for turn in range(200)]
    rows[7] |= {"parent": hidden}
    rows[9] |= {"owner": SIBLING}
    rows[11] |= {"manager": 999}
    with world.acting(person(), world.matrix("own", region="all")) as ws:
        account = ws.object("account")
        with counting() as few:
            done = bulk(ws, account, rows)
        assert [row.index for row in done if row.action == "refused"] == [7, 9, 11]
        assert [row.problems[0].where for row in done if row.action == "refused"] == ["parent", "owner", "manager"]
        ids = [row.id or 0 for row in done if row.action == "created"]
        assert ids == sorted(ids)
        first, last = (read.get(ws, account, number) for number in (ids[0], ids[-1]))
        assert (first.values["staff"], last.values["staff"], last.values["owner"], last.labels["region"]) == (0, 199, STAFF, "R")
        assert int(str(last.values["number"])[-4:]) - int(str(first.values["number"])[-4:]) == 196, "a refused row takes no number"
        (entry,) = entries(ws, account, ids[-1])
        assert (entry.action, entry.version, next(one.new for one in entry.changes if one.field == "staff")) == ("create", 1, 199)
        with counting() as as_few:
            again = bulk(ws, account, [{"code": f"N{turn}", "staff": turn + 1} for turn in range(200)], "code")
        assert [row.action for row in again].count("updated") == 197
        assert {row.version for row in again if row.action == "updated"} == {2}
    assert max(len(few), len(as_few)) < 20


def test_a_value_that_somebody_saves_meanwhile_stops_its_row_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look for taken values and the INSERT somebody else saves one of them: the lot is written row by row."""
    world.add("account", SIBLING, name="Faster", code="RACED")
    monkeypatch.setattr(Lot, "_holders", lambda _lot, _proposals: {})
    with world.acting(person(), world.matrix("own")) as ws:
        done = bulk(ws, ws.object("account"), [{"name": "a", "code": "R1"}, {"name": "b", "code": "RACED"}, {"name": "c", "code": "R3"}])
    assert [row.action for row in done] == ["created", "refused", "created"]
    assert [problem.where for problem in done[1].problems] == ["code"]


NAMES, CODES, IDS = st.sampled_from(["a", "b", "", None]), st.sampled_from(["C1", "C2", "C3", "C4", None]), st.integers(0, 4)
ROW = st.fixed_dictionaries(
    {}, optional={"name": NAMES, "code": CODES, "id": IDS, "parent": IDS, "version": st.integers(1, 3), "owner": st.sampled_from([STAFF, SIBLING])}
)


def timeless(message: str) -> str:
    """A message without the time of a change, which may be another second in the second run."""
    return re.sub(r"\d{1,2}:\d{2}(:\d{2})?", "…", message)


@given(rows=st.lists(ROW, max_size=9), key=st.sampled_from(["id", "code", "name", None]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_lot_does_what_its_rows_would_do_one_by_one(world: World, rows: list[dict[str, Any]], key: str | None) -> None:
    told = []
    for size in (1, 500):
        with world.acting(person(), world.matrix("own")) as ws, pytest.MonkeyPatch.context() as patch:
            patch.setattr(bulk_module, "LOT", size)
            begin_immediate(ws.session)
            account = ws.object("account")
            start = [row.id or 0 for row in bulk(ws, account, [{"name": f"start {turn}", "code": f"C{turn}"} for turn in range(4)])]
            ids = dict(enumerate(start, 1))
            sent = [{**row, **{name: ids.get(row[name], 10**6) for name in ("id", "parent") if name in row}} for row in rows]
            done = bulk(ws, account, sent, key)
            first = min(start)
            reports = [
                (row.action, (row.id or first) - first, row.version, timeless(row.message), [(p.where, timeless(p.what)) for p in row.problems]) for row in done
            ]
            model = ws.model("account")
            columns = [model.columns[name] for name in ("name", "code", "parent", "version")]
            table = ws.session.execute(sa.select(model.id, *columns).where(model.id >= first).order_by(model.id)).all()
            told.append((reports, [(row[0] - first, *row[1:3], row[3] and row[3] - first, row[4]) for row in table]))
            ws.session.rollback()
    assert told[0] == told[1]
