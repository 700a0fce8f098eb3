"""Automatic numbers: eight threads at once never get the same one."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Barrier, Thread

from app.access.actor import SYSTEM
from app.records import read, write
from app.records.read import get
from tests.records.world import World, person

THREADS, EACH = 8, 5


def test_numbers_are_never_given_twice_under_concurrency(world: World) -> None:
    start, made = Barrier(THREADS), list[int]()

    def work() -> None:
        with world.acting(person(), world.matrix("own")) as ws:
            start.wait()
            for _ in range(EACH):
                made.append(write.create(ws, ws.object("account"), {"name": "x"}))

    threads = [Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.acting() as ws:
        numbers = {str(get(ws, ws.object("account"), number, ("number",)).values["number"]) for number in made}
    assert len(made) == len(numbers) == THREADS * EACH


def test_the_counter_begins_again_with_the_period_in_local_time(world: World) -> None:
    with world.acting(SYSTEM) as ws:
        account = ws.object("account")
        moments = (datetime(2001, 6, 1, tzinfo=UTC), datetime(2001, 7, 1, tzinfo=UTC), datetime(2001, 12, 31, 17, tzinfo=UTC))
        made = [write.create(ws, account, {"name": "x", "created_at": moment}) for moment in moments]
        numbers = [read.get(ws, account, number, ("number",)).values["number"] for number in made]
    assert numbers == ["A-2001-0001", "A-2001-0002", "A-2002-0001"], "17:00 UTC is the next year in Shanghai"
