"""Runs the operations on all targets in turn, so that a ratio between two of them holds on a machine that does other work, too.

Public names: Run, Taken, measure.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count

import sqlalchemy as sa

from tests.bench.figures import percentile, say
from tests.bench.processes import Memory, memory_of, processor_seconds
from tests.bench.standard.operations import OPERATIONS, Request, Target
from tests.servers import Client, Server

CLIENTS = 8
AT_ONCE = ("list", "list_dept", "record", "api_list")
"""Operations that are also run by eight clients at once."""
LEAST, BUDGET = 3, 1.5
"""Requests of a round, and the seconds after which no more than these are made."""
TURNS = count(1)


@dataclass
class Taken:
    """What one operation took on one target."""

    rounds: list[list[float]] = field(default_factory=list)
    """Seconds of each request."""
    processor: list[float] = field(default_factory=list)
    """Seconds of the target's processes per request, of each round."""
    statements: int | None = None
    rate: float | None = None
    """Requests per second of eight clients."""
    size: int = 0
    failure: str = ""

    @property
    def middle(self) -> float | None:
        """p50 in ms: the median of the rounds' medians."""
        return percentile([percentile(one, 50) for one in self.rounds], 50) * 1000 if self.rounds else None

    @property
    def late(self) -> float | None:
        """p95 in ms over all requests."""
        return percentile([value for one in self.rounds for value in one], 95) * 1000 if self.rounds else None

    @property
    def work(self) -> float | None:
        """Processor time of a request, ms."""
        return percentile(self.processor, 50) * 1000 if self.processor else None


@dataclass
class Run:
    """The targets of a run by name, and what was found."""

    targets: Mapping[str, tuple[Target, Server]]
    databases: Mapping[str, str]
    """Target → URL."""
    taken: dict[tuple[str, str], Taken] = field(default_factory=dict)
    """(operation, target) → figures."""
    memory: dict[str, Memory] = field(default_factory=dict)

    def each(self, operations: Sequence[str] = OPERATIONS) -> Iterator[tuple[str, str]]:
        """(operation, target) of what is possible and did not fail."""
        for operation in operations:
            for name, (target, _) in self.targets.items():
                if target.request(operation, 0) is not None and not self.of(operation, name).failure:
                    yield operation, name

    def of(self, operation: str, name: str) -> Taken:
        return self.taken.setdefault((operation, name), Taken())


def measure(run: Run, rounds: int, requests: int, seconds: float, operations: Sequence[str] = OPERATIONS) -> None:
    """Warm up, count statements, ``rounds`` of ``requests`` by one client, ``seconds`` of eight clients, memory at the end."""
    for target, _ in run.targets.values():
        target.log_in()
    for operation, name in run.each(operations):
        with _noting_failure(run, operation, name):
            _sequence(run, operation, name, LEAST)
    for operation, name in run.each(operations):
        with _noting_failure(run, operation, name):
            run.of(operation, name).statements = _statements(run, operation, name)
    for number in range(rounds):
        for operation, name in run.each(operations):
            with _noting_failure(run, operation, name):
                _round(run, operation, name, requests)
        say(f"  round {number + 1} of {rounds}")
    for operation, name in run.each([one for one in AT_ONCE if one in operations] if seconds else []):
        with _noting_failure(run, operation, name):
            run.of(operation, name).rate = _at_once(run.targets[name][0], operation, seconds)
    for name, (_, server) in run.targets.items():
        run.memory[name] = memory_of(server)


@contextmanager
def _noting_failure(run: Run, operation: str, name: str) -> Iterator[None]:
    try:
        yield
    except (AssertionError, OSError, HTTPException) as failure:
        run.of(operation, name).failure = str(failure)[:300] or type(failure).__name__
        say(f"  FAILED: {operation} of {name}: {run.of(operation, name).failure}")


def _round(run: Run, operation: str, name: str, requests: int) -> None:
    server, taken = run.targets[name][1], run.of(operation, name)
    _sequence(run, operation, name, 1)
    before = processor_seconds(server)
    seconds = _sequence(run, operation, name, requests)
    taken.processor.append((processor_seconds(server) - before) / len(seconds))
    taken.rounds.append(seconds)


def _sequence(run: Run, operation: str, name: str, requests: int) -> list[float]:
    """The seconds of so many requests one after the other over one connection; fewer when they are slow."""
    took: list[float] = []
    target = run.targets[name][0]
    start = time.perf_counter()
    with Client(target.port) as client:
        for _ in range(requests):
            second, run.of(operation, name).size = send(client, target, operation)
            took.append(second)
            if time.perf_counter() - start > BUDGET and len(took) >= LEAST:
                break
    return took


def send(client: Client, target: Target, operation: str) -> tuple[float, int]:
    """(seconds, bytes) of the next request of an operation. Raises: AssertionError for another answer than the expected one."""
    request: Request | None = target.request(operation, next(TURNS))
    assert request
    headers = {**target.headers[request.visitor], "Content-Type": request.kind} if request.body else target.headers[request.visitor]
    start = time.perf_counter()
    client.connection.request("POST" if request.body else "GET", request.path, request.body, headers)
    response = client.connection.getresponse()
    content = response.read()
    took = time.perf_counter() - start
    assert response.status == request.status, f"{response.status} for {request.path}: {content[:200]!r}"
    found = content.count(target.row_mark.encode()) if request.rows else 0
    assert found == request.rows, f"{found} rows for {request.path}"
    return took, len(content)


def _statements(run: Run, operation: str, name: str) -> int | None:
    """Statements of one request, BEGIN and COMMIT not counted, where PostgreSQL counts them (pg_stat_statements)."""
    engine = sa.create_engine(run.databases[name], poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    if engine.dialect.name != "postgresql":
        return None
    with engine.connect() as connection:
        if "pg_stat_statements" not in str(connection.exec_driver_sql("SHOW shared_preload_libraries").scalar()):
            return None
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        connection.exec_driver_sql("SELECT pg_stat_statements_reset()")
        _sequence(run, operation, name, 1)
        counted = (
            "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid AND d.datname = current_database()"
            " WHERE query !~* '^(begin|commit|rollback|set|show|savepoint|release|select pg_stat)'"
        )
        return int(connection.exec_driver_sql(counted).scalar() or 0)


def _at_once(target: Target, operation: str, seconds: float) -> float:
    """Requests per second of eight clients."""
    done: list[int] = []
    failures: list[Exception] = []
    end = time.perf_counter() + seconds

    def work() -> None:
        answered = 0
        try:
            with Client(target.port) as client:
                while time.perf_counter() < end:
                    send(client, target, operation)
                    answered += 1
        except (AssertionError, OSError, HTTPException) as failure:
            failures.append(failure)
        done.append(answered)

    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)  # eight readers share one interpreter: none of them shall hold up a server
    start = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(usual)
    if failures:
        raise failures[0]
    return sum(done) / (time.perf_counter() - start)
