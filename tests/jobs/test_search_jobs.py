"""The jobs of the search index: ordered by publications, killed and resumed, with writers at work meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.access.actor import SYSTEM
from app.access.matrix import Matrix
from app.fieldtypes.registry import TYPES
from app.jobs.worker import Worker
from app.metadata.edits import AddField, ChangeField, RestoreField, RetireField
from app.models.engine import writing
from app.models.generated import ModelSet
from app.models.jobs import SEARCH_INDEX, SEARCH_SWEEP, Job, enqueue
from app.models.search import SearchRow, SearchState, wipe
from app.models.store import load_catalog
from app.publishing.indexing import order_missing
from app.publishing.publish import publish
from app.records import search_index, write
from app.records.query import ListQuery, run
from app.records.workspace import Workspace, open_workspace
from tests.records.world import STAFF, World

ROOT = Path(__file__).parents[2]


def newest(world: World, session: Any) -> Workspace:
    return open_workspace(session, SYSTEM, ModelSet(load_catalog(session), TYPES), Matrix())


def found(world: World, text: str, name: str = "account") -> tuple[bool, int]:
    """(by the index?, number of records that a search finds)"""
    with world.sessions() as session:
        ws = newest(world, session)
        definition = ws.object(name)
        return search_index.covered(ws, definition), run(ws, definition, ListQuery(columns=("created_at",), search=text, cap=None)).total or 0


def jobs(world: World, kind: str = SEARCH_INDEX) -> list[Job]:
    with world.sessions() as session:
        return list(session.scalars(sa.select(Job).where(Job.kind == kind).order_by(Job.id)))


def change(world: World, *edits: Any) -> None:
    with world.sessions() as session:
        publish(session, edits, SYSTEM)


def create(world: World, object_name: str, **values: Any) -> int:
    with world.sessions() as session:
        ws = newest(world, session)
        return write.create(ws, ws.object(object_name), values)


def test_a_new_searchable_field_is_found_before_while_and_after_the_index_is_made(world: World) -> None:
    change(world, AddField("region", {"name": "remark", "type": "text"}))
    for number in range(7):
        create(world, "region", name=f"华信 {number}", remark=f"回访记录 {number}")
    assert found(world, "华信", "region") == (True, 7)
    assert found(world, "回访", "region") == (True, 0)
    assert not jobs(world)
    change(world, ChangeField("region", "remark", {"searchable": True}))
    assert found(world, "回访", "region") == (False, 7), "by reading the records"
    assert [job.state for job in jobs(world)] == ["queued"]
    worker = Worker(world.sessions)
    assert worker.work()
    job = jobs(world)[0]
    assert (job.state, job.done, job.total, job.result) == ("done", 7, 7, {"records": 7})
    assert found(world, "回访", "region") == (True, 7)
    assert found(world, "huifang", "region") == (True, 7)
    assert len(jobs(world, SEARCH_SWEEP)) == 1
    change(world, RetireField("region", "remark"))
    change(world, RestoreField("region", "remark"))
    assert found(world, "回访", "region") == (False, 7), "records may have changed while the field was retired"
    assert worker.work()
    assert found(world, "回访", "region") == (True, 7)


def test_a_row_written_by_former_fields_is_mended_by_the_sweep(world: World) -> None:
    change(world, AddField("invoice", {"name": "remark", "type": "text"}))
    invoice = create(world, "invoice", text="x", remark="一")
    worker = Worker(world.sessions)
    with world.sessions() as session:
        old = newest(world, session)
        definition = old.object("invoice")
        session.rollback()
        change(world, ChangeField("invoice", "remark", {"searchable": True}))
        assert worker.work()
        write.update(old, definition, invoice, {"text": "y", "remark": "二十"})
    assert found(world, "二十", "invoice") == (True, 0)
    with world.sessions() as session, writing(session):
        session.execute(sa.update(Job).where(Job.kind == SEARCH_SWEEP).values(due_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert worker.work()
    assert found(world, "二十", "invoice") == (True, 1)


def test_an_older_database_gets_its_jobs_once(world: World) -> None:
    for number in range(3):
        world.add("account", STAFF, name=f"Old {number}")
    with world.sessions() as session, writing(session):
        session.execute(sa.delete(SearchState))
        wipe(session)
    assert found(world, "old") == (False, 3)
    for number in (len(world.models.catalog.objects), len(world.models.catalog.objects)):
        with world.sessions() as session, writing(session):
            assert order_missing(session.connection(), world.models.catalog.revision) == number
    assert Worker(world.sessions).run(until_idle=True, patience=0) == len(world.models.catalog.objects)
    assert found(world, "old") == (True, 3)
    with world.sessions() as session, writing(session):
        assert order_missing(session.connection(), world.models.catalog.revision) == 0


CODE = """
import sys, time
from sqlalchemy.orm import sessionmaker
from app.access import scopes
from app.jobs import search, worker
from app.models import engine
search.CHUNK = 10
worker.REST_SECONDS = 0.05
sessions = sessionmaker(engine.create(sys.argv[1]), autoflush=False, expire_on_commit=False)
scopes.install(sessions)
print("ready", flush=True)
worker.Worker(sessions).work()
"""


def test_a_worker_killed_in_the_middle_loses_nothing_and_does_nothing_twice(world: World, monkeypatch: Any) -> None:
    with world.sessions() as session, writing(session):
        model = world.models.model("log")
        now = datetime.now(UTC)
        common = {"created_at": now, "changed_at": now, "version": 1}
        session.execute(sa.insert(model), [{**common, model.columns["text"].key: f"区域 {number}"} for number in range(400)])
        entity = world.models.catalog.objects["log"].id
        session.execute(sa.delete(SearchState).where(SearchState.entity_id == entity))
        number = enqueue(session, SEARCH_INDEX, {"entity": entity})
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, world.engine.url.render_as_string(hide_password=False)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    stop, saved = threading.Event(), list[int]()

    def save() -> None:
        with world.sessions() as session:
            ws = open_workspace(session, SYSTEM, world.models, Matrix())
            while not stop.is_set() and len(saved) < 150:
                saved.append(write.create(ws, ws.object("log"), {"text": f"新区域 {len(saved)}"}))
                write.update(ws, ws.object("log"), len(saved) * 3, {"text": f"改区域 {len(saved)}"})
                time.sleep(0.02)

    writer = threading.Thread(target=save)
    writer.start()
    try:
        while not jobs(world)[0].done >= 50:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        half = jobs(world)[0]
        assert half.state == "running"
        assert half.done < half.total
        monkeypatch.setattr("app.models.jobs.LOST_AFTER_SECONDS", 0.1)
        time.sleep(0.3)
        assert Worker(world.sessions).work()
    finally:
        process.kill()
        stop.set()
        writer.join(30)
    job = jobs(world)[0]
    assert (job.id, job.state, job.attempts) == (number, "done", 2)
    assert 400 <= job.done <= 400 + len(saved), "each record once"
    with world.sessions() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SearchRow).where(SearchRow.entity_id == entity)) == 400 + len(saved)
    assert found(world, "区域", "log") == (True, 400 + len(saved))
    assert found(world, "改区域", "log") == (True, len(saved))
