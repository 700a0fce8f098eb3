"""Aliases are shared by all threads of a process: each works from the first moment, whoever asks at the same time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from app.models.users import User
from app.records.joins import alias_of

THREADS, ROUNDS = 4, 100


@pytest.fixture
def _hurried_threads() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("_hurried_threads")
def test_an_alias_made_by_several_threads_at_once_joins_in_all_of_them() -> None:
    failed: list[Exception] = []
    for number in range(ROUNDS):
        start = Barrier(THREADS)
        threads = [Thread(target=_join, args=(start, f"raced_{number}", failed)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
    kept = User.__dict__["fl_aliases"]
    for name in [name for name in kept if name.startswith("raced_")]:
        del kept[name]


def _join(start: Barrier, name: str, failed: list[Exception]) -> None:
    start.wait()
    try:
        alias = alias_of(User, name)
        sa.select(User.id, alias.id, alias.username).outerjoin(alias, alias.id == User.created_by_fk).compile()  # SQLAlchemy's warnings are errors here
    except Exception as error:
        failed.append(error)
