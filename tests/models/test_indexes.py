"""The rules of indexes, and tables of an earlier version brought to them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from app.access.actor import SYSTEM
from app.fieldtypes.registry import TYPES
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.edits import CreateObject, RetireObject
from app.models import engine as engines
from app.models.indexes import indexes_of
from app.models.setup import create_system_tables
from app.models.upkeep import follow_index_rules
from app.publishing.publish import publish
from tests.models.things import made, text


def rules(*fields: FieldDef, **more: Any) -> dict[str, tuple[str, ...]]:
    """Columns by name without the table, the system's own left out."""
    definition: ObjectDef = made("thing", *fields, **more)
    found = {name.replace("_x_thing_", "_"): index.columns for name, index in indexes_of(definition, TYPES).items()}
    assert found.pop("ix_newest") == ("created_at", "id", "owner_id", "department_id")
    assert found.pop("ix_changed") == ("changed_at", "id")
    plain = {"owner_id": "owner_id", "department_id": "department_id", "created_at": "created_at", "key": "external_key"}
    assert all(found.pop(f"ix_{name}") == (column,) for name, column in plain.items())
    return found


STATUS = FieldDef("status", "picklist", indexed=True)
AMOUNT = FieldDef("amount", "decimal", indexed=True)


def test_a_field_has_the_index_of_its_kind() -> None:
    first, second = "ix_3", "uq_3"
    assert rules(STATUS) == {first: ("f_status",)}
    assert rules(AMOUNT) == {f"{first}_o": ("f_amount", "id")}
    assert rules(text("code", unique=True)) == {second: ("f_code",)}
    assert rules(FieldDef("up", "lookup", params={"target": "thing"})) == {first: ("f_up",)}
    assert rules(FieldDef("body", "textarea", indexed=True)) == {f"{first}_h": ("f_body",)}
    assert rules(text("plain")) == {}


@pytest.mark.parametrize("sort", ["", "-created_at", "created_at,name", "owner", "-id", "status", "nonsense"])
def test_an_order_that_an_index_serves_already_or_never_will_gets_none(sort: str) -> None:
    assert list(rules(STATUS, sort=sort)) == ["ix_3"]


def test_the_order_in_which_a_list_opens_and_composites_get_an_index() -> None:
    assert rules(FieldDef("day", "date"), sort="-day") == {"ix_3_c": ("f_day", "id")}
    assert rules(FieldDef("day", "date"), sort="day") == rules(FieldDef("day", "date"), sort="-day"), "it is walked in either direction"
    assert list(rules(AMOUNT, sort="-amount")) == ["ix_3_o"]
    assert rules(FieldDef("day", "date"), sort="-changed_at,day") == {"ix_changed_atd_3_c": ("changed_at DESC", "f_day", "id")}
    assert rules(STATUS, indexes=("status,-created_at",))["ix_3_created_atd_c"] == ("f_status", "created_at DESC", "id DESC")
    assert rules(STATUS, AMOUNT, indexes=("status,-amount",))["ix_3_4d_c"] == ("f_status", "f_amount DESC NULLS LAST", "id DESC")


@pytest.fixture
def engine(engine_url: str) -> Any:
    engine = engines.create(engine_url)
    create_system_tables(engine)
    yield engine
    engine.dispose()


def names(engine: Engine, table: str) -> set[str]:
    return {str(index["name"]) for index in sa.inspect(engine).get_indexes(table)}


def test_tables_of_an_earlier_version_are_brought_to_the_rules(engine: Engine) -> None:

    fields = [{"name": "name", "type": "text", "label": "Name"}, {"name": "amount", "type": "decimal", "label": "Amount", "indexed": True}]
    with sa.orm.Session(engine) as session:
        for name in ("here", "gone"):
            publish(session, [CreateObject({"name": name, "label": name, "title_field": "name", "sort": "-amount,name", "fields": fields})], SYSTEM)
        publish(session, [RetireObject("gone")], SYSTEM)
    wanted = names(engine, "x_here")
    amount = next(name for name in wanted if name.endswith("_o"))
    with engine.connect().execution_options(fl_writing=True) as connection, connection.begin():
        for statement in (
            *("DROP INDEX ix_x_here_newest", f"DROP INDEX {amount}", "DROP INDEX ix_x_gone_key", "CREATE INDEX own_one ON x_here (version)"),
            *("CREATE INDEX ix_x_here_external_key ON x_here (external_key)", f"CREATE INDEX {amount.removesuffix('_o')} ON x_here (f_amount)"),
        ):
            connection.execute(sa.text(statement))
        assert follow_index_rules(connection, TYPES) == 5
    assert names(engine, "x_here") == {*wanted, "own_one"}
    assert "ix_x_gone_key" in names(engine, "x_gone")
    with engine.connect().execution_options(fl_writing=True) as connection, connection.begin():
        assert follow_index_rules(connection, TYPES) == 0
