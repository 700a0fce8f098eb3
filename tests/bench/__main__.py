"""``python -m tests.bench [--rows N] [--only PART …] [--database URL …] [--quick]``: see bench/README.md. Ends with status 1 when a target is missed."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.definitions import hub
from tests.bench.figures import Figures, say
from tests.bench.growth import measure_departments, measure_rows, measure_wide
from tests.bench.kept import Kept
from tests.bench.pages import measure_pages
from tests.bench.publication import change_the_hub, publish_many
from tests.bench.standard import Effort, measure_standard
from tests.bench.standard.operations import OPERATIONS
from tests.bench.startup import compare_starts
from tests.bench.under_load import measure_load
from tests.databases import own_database, postgres_server
from tests.servers import DEMO_HASH, ROOT, Client, Server, prepare

RESULT = ROOT / "bench" / "latest.json"
EMPTY = (["init", "--no-package"], ["user", "create", "admin", "--password-hash", DEMO_HASH, "--role", "Admin"])
PARTS = ("standard", "objects", "load", "pages")
FURTHER = ("growth",)
"""Parts that are measured only when they are asked for."""


def main() -> int:
    wanted = _arguments()
    kept = Kept(RESULT, wanted.quick)
    for server in wanted.database or ["sqlite", *filter(None, [postgres_server()])]:
        database = server.partition(":")[0].partition("+")[0]
        for part in wanted.only or PARTS:
            say(f"{database}: {part}")
            figures = kept.databases.setdefault(database, {}).setdefault(part, Figures(database))
            _measure(part, figures, server, wanted, kept)
            kept.write()
    say(f"Written to {RESULT.relative_to(ROOT)}; targets missed: {kept.missed}")
    return 1 if kept.missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Fieldloom on real server processes.")
    add = parser.add_argument
    add(
        "--database",
        action="append",
        metavar="URL",
        help="sqlite, or a PostgreSQL server; own databases are made there. Default: SQLite, and PostgreSQL if it answers",
    )
    add("--rows", type=int, default=10_000, help="leads of the standard workload (10,000; 1000000 and 5000000 are the others that have targets)")
    add("--operation", action="append", choices=OPERATIONS, help="only this operation of the standard workload; may stand several times")
    add("--quick", action="store_true", help="fewer rounds, fewer objects, shorter load: a few minutes a database")
    add("--objects", type=int, help="how many objects to publish (500; quick: 60)")
    add("--seconds", type=float, help="how long the load runs (60; quick: 10)")
    add("--only", action="append", choices=PARTS + FURTHER, help="only this part; may stand several times")
    wanted = parser.parse_args()
    wanted.objects = wanted.objects or (60 if wanted.quick else 500)
    wanted.seconds = wanted.seconds or (10 if wanted.quick else 60)
    return wanted


def _measure(part: str, figures: Figures, server: str, wanted: argparse.Namespace, kept: Kept) -> None:
    match part:
        case "standard":
            with _databases(server, 2) as (ours, plain):
                effort = Effort(wanted.rows, *((2, 8, 1) if wanted.quick else (3, 15, 3)), operations=wanted.operation or OPERATIONS)
                kept.standard[figures.database] = measure_standard(figures, ours, plain, effort)
        case "objects":
            _measure_objects(figures, server, wanted.objects, starts=3 if wanted.quick else 5)
        case "load":
            with _databases(server) as (url,), _two_servers(url) as servers:
                measure_load(figures, servers, wanted.seconds)
        case "growth":
            _measure_growth(figures, server, wanted)
        case "pages":
            with _databases(server) as (url,):
                prepare(url, ["init"], ["seed"])
                with Server(url) as one:
                    measure_pages(figures, one, 10 if wanted.quick else 40)


def _measure_growth(figures: Figures, server: str, wanted: argparse.Namespace) -> None:
    times = 8 if wanted.quick else 20
    with _databases(server) as (url,):
        prepare(url, *EMPTY)
        measure_wide(figures, url, times)
    with _databases(server) as (url,):
        measure_departments(figures, url, times)
    if wanted.rows > Effort().rows:
        with _databases(server, 2) as (few, many):
            measure_rows(figures, few, many, wanted.rows, Effort())
    _measure_objects(figures, server, 100 if wanted.quick else 1_000, starts=3, fields=40)


def _measure_objects(figures: Figures, server: str, count: int, starts: int, fields: int = 30) -> None:
    with _databases(server, 2) as (full, empty):
        prepare(empty, *EMPTY)
        with Server(empty) as one, Client(one.port, "admin") as admin:
            assert admin.post("/api/v1/metadata/objects/", hub(fields)).status == 201
        with _two_servers(full) as (first, second):
            publish_many(figures, first, count, fields)
            change_the_hub(figures, first, second)
        compare_starts(figures, full, empty, starts)


@contextmanager
def _two_servers(url: str) -> Iterator[tuple[Server, Server]]:
    """Two servers of one worker each on a database that has no objects yet."""
    prepare(url, *EMPTY)
    with Server(url) as first, Server(url) as second:
        yield first, second


@contextmanager
def _databases(server: str, count: int = 1) -> Iterator[list[str]]:
    """Databases of the measurement's own: files that are deleted, or databases on the server that are dropped."""
    with ExitStack() as stack:
        if server.startswith("sqlite"):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fieldloom-bench-")))
            yield [f"sqlite:///{folder / f'bench{number}.db'}" for number in range(count)]
        else:
            yield [stack.enter_context(own_database(server, "fl_bench")) for _ in range(count)]


if __name__ == "__main__":
    sys.exit(main())
