"""From two definitions to the table between them, on real databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.fieldtypes.registry import TYPES
from app.metadata.definitions import FieldDef, ObjectDef
from app.models import ddl
from app.models.engine import writing
from app.models.indexes import indexes_of
from tests.models.things import made, text


def change(session: Session, before: ObjectDef | None, after: ObjectDef | None, fills: dict[int, Any] | None = None) -> list[ddl.Step]:
    steps = ddl.steps_between(before, after, TYPES, fills or {})
    with writing(session):
        ddl.run(session.connection(), steps, TYPES)
    return steps


def columns(session: Session, table: str) -> dict[str, Any]:
    return {column["name"]: column["type"] for column in sa.inspect(session.connection()).get_columns(table)}


def indexes(session: Session, table: str) -> set[str | None]:
    return {index["name"] for index in sa.inspect(session.connection()).get_indexes(table)}


def with_fields(definition: ObjectDef, **changes: Any) -> ObjectDef:
    return replace(definition, fields=tuple(replace(f, **changes) if f.name == "code" else f for f in definition.fields))


def test_a_table_has_its_columns_and_exactly_the_indexes_of_its_definition(session: Session) -> None:
    all_types = [FieldDef(f"a_{name}", name, params={"target": "made_1"} if name == "lookup" else {}) for name in TYPES]
    definition = made("made_1", *all_types, text("code", unique=True), text("fast", indexed=True))
    change(session, None, definition)
    assert {f.column for f in definition.fields} < set(columns(session, definition.table))
    assert {"owner_id", "department_id", "version", "deleted_at", "external_key"} < set(columns(session, definition.table))
    assert indexes(session, definition.table) == set(indexes_of(definition, TYPES))
    references = [f"ix_{definition.table}_{f.id}" for f in definition.fields if TYPES[f.type].reference]
    assert len(references) == 3
    assert set(references) < indexes(session, definition.table)


def test_the_primary_key_alone_tells_who_sees_a_record_and_how_new_it_is(session: Session) -> None:
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("there a table is its primary key")
    definition = made("made_9", text("code"))
    change(session, None, definition)
    table = definition.table
    insert = f"INSERT INTO {table} (created_at, changed_at, owner_id, department_id) SELECT now(), now(), 1, g % 9 FROM generate_series(1, 20000) g"
    session.execute(sa.text(insert))
    session.commit()
    with session.get_bind().execution_options(isolation_level="AUTOCOMMIT").connect() as connection:  # type: ignore[union-attr]
        connection.execute(sa.text(f"VACUUM ANALYZE {table}"))
    asked = (
        f"SELECT id, created_at FROM {table} WHERE id = ANY(ARRAY(SELECT g FROM generate_series(1, 20000, 50) g)) AND deleted_at IS NULL AND department_id = 3"
    )
    plan = "\n".join(session.scalars(sa.text(f"EXPLAIN {asked}")))
    assert f"Index Only Scan using {table}_pkey" in plan, plan


def test_adding_widening_indexing_and_dropping(session: Session) -> None:
    first = made("made_2", text("code"))
    change(session, None, first)
    wide = with_fields(first, params={"max_length": 200}, indexed=True)
    change(session, first, wide)
    if session.get_bind().dialect.name == "postgresql":
        assert columns(session, first.table)["f_code"].length == 200
    added = replace(wide, fields=(*wide.fields, text("more", id=77, column="f_more", unique=True)))
    change(session, wide, added)
    assert "uq_x_made_2_77" in indexes(session, first.table)
    session.execute(sa.text("INSERT INTO x_made_2 (created_at, changed_at, f_code, f_more) VALUES ('2026-01-01', '2026-01-01', 'a', 'b')"))
    session.commit()
    change(session, added, replace(added, fields=tuple(f for f in added.fields if f.name != "more")))
    assert "f_more" not in columns(session, first.table)
    assert session.scalar(sa.text("SELECT f_code FROM x_made_2")) == "a"
    session.commit()
    change(session, added, None)
    assert not sa.inspect(session.connection()).has_table(first.table)


def test_a_retired_field_keeps_column_and_data_but_is_no_longer_unique(session: Session) -> None:
    live = made("made_3", text("code", unique=True, indexed=True))
    change(session, None, live)
    retired = with_fields(live, retired=True)
    assert [type(step) for step in change(session, live, retired)] == [ddl.DropIndex]
    assert "f_code" in columns(session, live.table)
    assert [type(step) for step in change(session, retired, live)] == [ddl.CreateIndex]


def test_unique_means_among_the_records_outside_the_bin(session: Session) -> None:
    definition = made("made_4", text("code", unique=True))
    change(session, None, definition)
    insert = sa.text("INSERT INTO x_made_4 (created_at, changed_at, deleted_at, f_code) VALUES ('2026-01-01', '2026-01-01', :gone, 'same')")
    with writing(session):
        for gone in ("2026-02-02", "2026-02-02", None):
            session.execute(insert, {"gone": gone})
    with pytest.raises(DBAPIError), writing(session):
        session.execute(insert, {"gone": None})


def test_long_texts_can_be_indexed_and_unique(session: Session) -> None:
    """A B-tree of PostgreSQL refuses values over 2,704 bytes: long columns are indexed by a hash. Widening over the border changes the index."""
    short = made("made_8", text("code", unique=True), text("note", indexed=True), FieldDef("body", "textarea", indexed=True))
    change(session, None, short)
    long = replace(short, fields=tuple(replace(f, params={"max_length": 4000}) if f.type == "text" else f for f in short.fields))
    steps = change(session, short, long)
    assert [type(step) for step in steps[-4:]] == [ddl.DropIndex, ddl.DropIndex, ddl.CreateIndex, ddl.CreateIndex]
    insert = sa.text("INSERT INTO x_made_8 (created_at, changed_at, f_code, f_note, f_body) VALUES ('2026-01-01', '2026-01-01', :a, :b, :c)")
    noise = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(4000))
    with writing(session):
        session.execute(insert, dict.fromkeys("abc", noise))
    with pytest.raises(DBAPIError), writing(session):
        session.execute(insert, dict.fromkeys("abc", noise))


def test_labels_order_names_and_requirements_need_no_ddl(session: Session) -> None:
    before = made("made_5", text("code"))
    renamed = with_fields(before, name="number", label={"en": "No."}, required=True, searchable=True)
    after = replace(renamed, name="other_name", fields=renamed.fields[::-1], scoped=False)
    assert ddl.steps_between(before, after, TYPES, {}) == []


def test_existing_records_are_filled_before_the_index_is_made(session: Session) -> None:
    before = made("made_6")
    change(session, None, before)
    with writing(session):
        session.execute(sa.text("INSERT INTO x_made_6 (created_at, changed_at, f_name) VALUES ('2026-01-01', '2026-01-01', 'one')"))
    after = replace(before, fields=(*before.fields, text("code", id=88, column="f_code", unique=True)))
    steps = change(session, before, after, {88: "filled"})
    assert [type(step) for step in steps] == [ddl.AddColumn, ddl.FillColumn, ddl.CreateIndex]
    assert session.scalar(sa.text("SELECT f_code FROM x_made_6")) == "filled"


def test_a_long_use_holds_a_step_up_only_briefly_and_then_lets_it_through(session: Session) -> None:
    """PostgreSQL: while DDL waits for a table, every later reader waits behind it; so it gives up quickly and tries again. SQLite: nobody waits."""
    kept = " FOR SHARE" if session.get_bind().dialect.name == "postgresql" else ""
    before = made("made_7")
    change(session, None, before)
    after = replace(before, fields=(*before.fields, text("code", id=99, column="f_code")))
    with Session(session.get_bind()) as reader:
        reader.execute(sa.text(f"SELECT * FROM x_made_7{kept}"))
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 2:
                reader.rollback()

        with writing(session):
            ddl.run(session.connection(), ddl.steps_between(before, after, TYPES, {}), TYPES, sleep=pause)
    assert pauses == ([0.25, 0.5] if session.get_bind().dialect.name == "postgresql" else [])
    assert "f_code" in columns(session, before.table)
