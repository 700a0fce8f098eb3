"""Requests in flight during publications: they go on with the classes they were pinned to, read and write, and nothing fails."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.fieldtypes.registry import TYPES
from app.metadata import edits
from app.metadata.edits import AddField, ChangeField, Edit
from app.models.engine import writing
from app.models.generated import ModelSet
from app.models.store import load_catalog
from app.publishing.publish import publish
from tests.publishing.desk import LIN, NOW, Desk

READERS = 3


class Client(threading.Thread):
    """Reads and writes records over and over; ``follows``: with the newest class each time, else with the first one for ever."""

    def __init__(self, engine: sa.Engine, follows: bool, stop: threading.Event) -> None:
        super().__init__()
        self.engine, self.follows, self.stop = engine, follows, stop
        self.failures: list[BaseException] = []
        self.rounds = 0

    def run(self) -> None:
        catalog, models = None, None
        try:
            while not self.stop.is_set() or not self.rounds:
                with Session(self.engine) as session:
                    if catalog is None or self.follows:
                        catalog = load_catalog(session, catalog)
                        models = ModelSet(catalog, TYPES, models)
                    assert models is not None
                    self.use(session, models)
                self.rounds += 1
        except Exception as error:
            self.failures.append(error)

    def use(self, session: Session, models: ModelSet) -> None:
        model = models.model("market")
        for _again in range(7):  # more than psycopg's threshold for preparing a statement
            assert session.scalars(sa.select(model).order_by(model.id).limit(5)).all()
        with writing(session):
            session.add(model(created_at=NOW, changed_at=NOW, f_name=f"by {self.name}"))


def changes() -> Iterator[Edit]:
    """A busy afternoon of an admin."""
    for number in range(6):
        name = f"field_{number}"
        yield AddField("market", {"name": name, "type": "text", "max_length": 40})
        yield ChangeField("market", name, {"max_length": 300})
        yield ChangeField("market", "name", {"max_length": 300 + number * 50})
        yield ChangeField("market", name, {"indexed": True})
        yield edits.MoveField("market", name, 0)
        yield edits.RenameField("market", name, f"renamed_{number}")
        yield edits.RetireField("market", f"renamed_{number}")


def test_reading_and_writing_goes_on_through_40_publications(engine: sa.Engine, desk: Desk) -> None:
    desk.make("market")
    desk.insert("market", {"name": "first"})
    stop = threading.Event()
    clients = [Client(engine, follows=number > 0, stop=stop) for number in range(READERS)]
    for client in clients:
        client.start()
    try:
        with Session(engine) as session:
            for edit in changes():
                publish(session, [edit], LIN)
                engine.clear_compiled_cache()
    finally:
        stop.set()
        for client in clients:
            client.join()
    assert [client.failures for client in clients] == [[]] * READERS
    assert all(client.rounds for client in clients)
    assert len(desk.values("market", "name")) == 1 + sum(client.rounds for client in clients)
