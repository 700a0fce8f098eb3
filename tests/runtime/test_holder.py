"""The holder gives each transaction the snapshot of the revision that it sees, builds a new one only after a change, and keeps what did not change."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM
from app.metadata.edits import AddField, CreateObject
from app.models import engine as engines
from app.models.setup import create_system_tables
from app.models.system import State
from app.publishing.publish import publish
from app.runtime.holder import Runtime


@pytest.fixture(scope="module")
def engine(engine_url: str) -> Iterator[Engine]:
    made = engines.create(engine_url)
    create_system_tables(made)
    with Session(made) as session:
        for name in ("one", "two"):
            publish(session, [CreateObject({"name": name, "label": name, "fields": [{"name": "a", "type": "text", "label": "A"}]})], SYSTEM)
    yield made
    made.dispose()


def test_the_same_snapshot_serves_until_something_changes(engine: Engine) -> None:
    runtime = Runtime()
    with Session(engine) as session:
        first = runtime.pin(session)
    with Session(engine) as session:
        assert runtime.pin(session) is first
        kept, changed = first.models.model("one"), first.models.model("two")
        publish(session, [AddField("two", {"name": "b", "type": "text", "label": "B"})], SYSTEM)
    with Session(engine) as session:
        second = runtime.pin(session)
        assert second.revision == first.revision + 1
        assert second.models.model("one") is kept, "what did not change is the same class"
        assert second.models.model("two") is not changed
        assert "b" in second.models.model("two").columns
        assert "b" not in first.models.model("two").columns, "a request under way keeps what it began with"


def test_a_change_of_rights_keeps_the_classes(engine: Engine) -> None:
    runtime = Runtime()
    with Session(engine) as session:
        first = runtime.pin(session)
        session.execute(sa.update(State).values(access=State.access + 1))
        session.commit()
        second = runtime.pin(session)
    assert second is not first
    assert second.models is first.models
    assert second.matrix is not first.matrix


def test_a_transaction_never_gets_a_snapshot_that_it_cannot_read(engine: Engine) -> None:
    """Another thread may be ahead: then the transaction begins anew."""
    runtime = Runtime()
    with Session(engine) as behind, Session(engine) as ahead:
        behind.execute(sa.select(State.revision)).all()
        publish(ahead, [AddField("one", {"name": "later", "type": "text", "label": "Later"})], SYSTEM)
        newest = runtime.pin(ahead)
        assert runtime.pin(behind) is newest
        assert behind.execute(sa.select(newest.models.model("one").columns["later"])).all() == []


def test_a_database_that_went_back_in_time_is_read_anew(engine: Engine) -> None:
    runtime = Runtime()
    with Session(engine) as session:
        now = runtime.pin(session)
        session.execute(sa.update(State).values(access=State.access - 1))
        session.commit()
        assert runtime.pin(session).access == now.access - 1
        session.execute(sa.update(State).values(access=State.access + 1))
        session.commit()


def test_many_threads_build_it_once(engine: Engine) -> None:
    runtime = Runtime()
    found: list[object] = []
    start = threading.Barrier(8)

    def pin() -> None:
        with Session(engine) as session:
            start.wait()
            found.append(runtime.pin(session))

    threads = [threading.Thread(target=pin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1
