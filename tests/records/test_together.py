"""What is written along with a record, and what its writer is answered."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.fieldtypes.registry import TYPES
from app.metadata.definitions import ObjectDef
from app.metadata.edits import CreateObject
from app.models import postgresql, search
from app.models.engine import writing
from app.models.generated import ModelSet
from app.models.search import SearchRow
from app.models.store import load_catalog
from app.models.system import HistoryRow
from app.publishing.publish import publish
from app.records import read, search_index, write
from app.records.values import read_json
from app.views.record_json import RecordJson, all_names
from tests.fieldtypes.samples import SAMPLES
from tests.records.conftest import Counting
from tests.records.world import BELOW, SIBLING, STAFF, World, person


@pytest.mark.parametrize("object_name", ["deal", "account"])
def test_a_record_its_history_and_its_search_row_are_saved_together_or_not_at_all(world: World, monkeypatch: pytest.MonkeyPatch, object_name: str) -> None:
    def rows(session: Session) -> list[int]:
        tables = (world.models.model(object_name), HistoryRow, SearchRow)
        return [session.scalar(sa.select(sa.func.count()).select_from(one), execution_options={"fl_unscoped": True, "fl_bin": True}) or 0 for one in tables]

    with world.acting(person(), world.matrix("all")) as ws:
        wanted = ws.object(object_name)
        before = rows(ws.session)
        with suppress(KeyError), writing(ws.session):
            write.create(ws, wanted, {"name": "in a transaction of others"})
            write.create(ws, wanted, {"name": "and another"})
            assert rows(ws.session) == [number + 2 for number in before]
            raise KeyError
        assert rows(ws.session) == before
        with monkeypatch.context() as patch:  # the last row to be written is one that the database does not take
            patch.setattr(search_index, "_content", lambda *_anything: None)
            patch.setattr(search, "words_of", lambda _content: "")
            with pytest.raises(IntegrityError):
                write.create(ws, wanted, {"name": "alone"})
        assert rows(ws.session) == before
        made = write.create(ws, wanted, {"name": "alone"})
        assert rows(ws.session) == [number + 1 for number in before]
        with world.acting(person(), world.matrix("all")) as other:
            assert read.get(other, wanted, made).values["name"] == "alone"


def test_on_postgresql_a_new_record_begins_a_transaction_only_when_it_takes_more_than_a_statement(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    if world.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has a transaction for each write")
    begun: list[str] = []
    begin = postgresql._begin

    def noted(connection: Any, context: Any) -> None:
        begun.append("BEGIN")
        begin(connection, context)

    monkeypatch.setattr(postgresql, "_begin", noted)
    with world.acting(person(), world.matrix("all")) as ws:
        account = write.create(ws, ws.object("account"), {"name": "has an automatic number"})
        assert begun
        begun.clear()
        made = write.create(ws, ws.object("deal"), {"name": "x", "account": account})
        assert not begun
        ws.session.rollback()
        assert read.get(ws, ws.object("deal"), made).labels["account"] == "has an automatic number"


@pytest.fixture(scope="module")
def everything(world: World) -> World:
    """The world with an object that has a field of every type and one that has a title of a reference."""
    fields = tuple(replace(sample.field, name=f"a_{name}", label={"en": name}) for name, sample in SAMPLES.items())
    wide = replace(world.models.catalog.object("log") or ObjectDef("log"), id=0, name="everything", table="", title_field="", fields=fields)
    with world.sessions() as session:
        publish(session, [CreateObject(wide)], SYSTEM)
        return replace(world, models=ModelSet(load_catalog(session), TYPES))


GOOD = {name: [json for _text, _value, json in sample.good if "old" not in str(json)] for name, sample in SAMPLES.items() if name != "auto_number"}
"""Type → values that a new record takes; an option that is not active any more is none."""


@pytest.mark.parametrize("turn", range(max(map(len, GOOD.values()))))
def test_a_new_record_is_answered_as_it_is_read(everything: World, turn: int) -> None:
    """Every value of every type, in the form in which the database gives it back; names of targets that were asked for and of such that were not."""
    targets = {"lookup": everything.add("account", STAFF, name=f"Acme {turn}"), "user": SIBLING, "department": 4}
    with everything.acting(person(), everything.matrix("all")) as ws:
        wanted = ws.object("everything")
        given = {f"a_{name}": targets.get(name, good[turn % len(good)]) for name, good in GOOD.items()}
        for values in (given, {**given, "owner": BELOW}, {**given, "owner": BELOW, "department": 2}, {}, {"owner": SIBLING}):
            made = write.create_and_show(ws, wanted, read_json(ws, wanted, values))
            found = read.get(ws, wanted, made.id)
            writer = RecordJson(wanted, all_names(wanted))
            assert writer.of(made) == writer.of(found)
            assert (made.values, made.version) == (found.values, found.version)
            assert len(json.dumps(writer.of(made))) > 100


def test_the_names_of_a_new_record_are_read_with_its_references(everything: World, counting: Counting) -> None:
    region = everything.add("region", name="R")
    own = dict.fromkeys(("owner", "created_by", "changed_by"), "Ann Own")
    with everything.acting(replace(person(), name="Ann Own"), everything.matrix("all")) as ws:
        account = ws.object("account")
        write.create_and_show(ws, account, {"name": "x", "branch": 3})
        with counting() as all_named:
            made = write.create_and_show(ws, account, {"name": "x", "region": region, "manager": BELOW, "owner": STAFF, "department": 3})
        assert made.labels == {**own, "region": "R", "manager": "Cai Child", "department": "Sales east"}
        with counting() as own_department:
            made = write.create_and_show(ws, account, {"name": "x", "region": region})
        assert made.labels == {**own, "region": "R", "department": "Sales"}
    assert len(own_department) == len(all_named) + 1
    assert not [one for one in all_named if "JOIN" in one]
