"""Jobs are done once, whoever dies in between: claimed by one worker, chunk by chunk, again after a failure, by another one after a silence."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.jobs.worker import Worker
from app.models.engine import writing
from app.models.jobs import LOST_AFTER_SECONDS, MOST_ATTEMPTS, Job, again, enqueue, open_jobs, reserve
from app.records.workspace import Workspace
from tests.records.world import World

COUNT = "count"


def order(world: World, **arguments: Any) -> int:
    with world.sessions() as session, writing(session):
        return enqueue(session, COUNT, arguments)


def job(world: World, number: int) -> Job:
    with world.sessions() as session:
        found = session.get(Job, number)
        assert found is not None
        return found


def change(world: World, number: int, **values: Any) -> None:
    with world.sessions() as session, writing(session):
        session.execute(sa.update(Job).where(Job.id == number).values(values))


def to_five(_ws: Workspace, job: Job) -> bool:
    job.done += 1
    job.place = job.done
    return job.done == 5


def test_a_job_runs_to_its_end_and_the_same_order_is_one_job(world: World) -> None:
    first, same, other = order(world, a=1), order(world, a=1), order(world, a=2)
    assert first == same != other
    assert Worker(world.sessions, {COUNT: to_five}).run(until_idle=True) == 2
    done = job(world, first)
    assert (done.state, done.done, done.attempts, done.error) == ("done", 5, 1, "")
    with world.sessions() as session:
        assert open_jobs(session) == (False, None)


def test_two_workers_never_do_the_same_chunk(world: World) -> None:
    numbers = [order(world, a=number) for number in range(6)]
    taken: list[tuple[int, int]] = []

    def chunk(_ws: Workspace, job: Job) -> bool:
        taken.append((job.id, job.done))
        return to_five(_ws, job)

    threads = [threading.Thread(target=Worker(world.sessions, {COUNT: chunk}).run, kwargs={"until_idle": True}) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(set(taken)) == [(number, step) for number in numbers for step in range(5)]
    assert {job(world, number).done for number in numbers} == {5}


def test_what_fails_is_tried_again_later_and_fails_for_good_in_the_end(world: World) -> None:
    number = order(world)

    def broken(_ws: Workspace, job: Job) -> bool:
        job.done += 1
        if job.done == 3:
            raise ValueError("no such thing")
        return False

    worker = Worker(world.sessions, {COUNT: broken})
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert worker.work()
        found = job(world, number)
        assert (found.attempts, found.done, found.error) == (attempt, 2, "ValueError: no such thing"), "what the failed chunk did is undone"
        assert not worker.work(), "not due yet"
        change(world, number, due_at=datetime.now(UTC))
    assert job(world, number).state == "failed"
    with world.sessions() as session, writing(session):
        again(session.get_one(Job, number))
    assert Worker(world.sessions, {COUNT: to_five}).work()
    assert job(world, number).state == "done"


def test_an_unknown_kind_fails_and_says_so(world: World) -> None:
    number = order(world)
    assert Worker(world.sessions, {}).work()
    assert "count" in job(world, number).error


def test_the_job_of_a_silent_worker_goes_on_where_it_stood(world: World) -> None:
    number = order(world)
    change(world, number, state="running", worker="somebody", done=3, attempts=1, heartbeat_at=datetime.now(UTC))
    worker = Worker(world.sessions, {COUNT: to_five})
    assert not worker.work(), "its heart beats"
    change(world, number, heartbeat_at=datetime.now(UTC) - timedelta(seconds=LOST_AFTER_SECONDS + 1))
    assert worker.work()
    found = job(world, number)
    assert (found.state, found.done, found.attempts) == ("done", 5, 2)


def test_a_worker_that_lost_its_job_does_no_more(world: World) -> None:
    number = order(world)

    def stolen(_ws: Workspace, job: Job) -> bool:
        job.done += 1
        job.worker = "somebody else"
        return False

    assert Worker(world.sessions, {COUNT: stolen}).work()
    found = job(world, number)
    assert (found.state, found.done, found.worker) == ("running", 1, "somebody else")


def test_a_job_for_later_waits(world: World) -> None:
    with world.sessions() as session, writing(session):
        enqueue(session, COUNT, {}, after_seconds=60)
    worker = Worker(world.sessions, {COUNT: to_five})
    assert not worker.work()
    assert worker.run(until_idle=True, patience=10) == 0
    with world.sessions() as session:
        due, wait = open_jobs(session)
    assert not due
    assert wait is not None
    assert 30 < wait <= 60


def test_one_process_at_a_time_may_start_a_worker(world: World) -> None:
    def reserved() -> bool:
        with world.sessions() as session, writing(session):
            return reserve(session)

    assert not reserved(), "nothing is due"
    number = order(world)
    assert [reserved(), reserved()] == [True, False]
    assert Worker(world.sessions, {COUNT: to_five}).work()
    assert not reserved()
    change(world, number, state="running", done=0, heartbeat_at=datetime.now(UTC))
    assert not reserved(), "a worker is at work"
    change(world, number, heartbeat_at=datetime.now(UTC) - timedelta(seconds=LOST_AFTER_SECONDS + 1))
    assert [reserved(), reserved()] == [True, False]
    assert Worker(world.sessions, {COUNT: to_five}).work()
    assert job(world, number).state == "done"
