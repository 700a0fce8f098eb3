"""``python -m tests.bench [--database URL …] [--quick]``: see README.md. Ends with status 1 when a target is missed."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.definitions import hub
from tests.bench.figures import Figures, say, write
from tests.bench.pages import measure_pages
from tests.bench.publication import change_the_hub, publish_many
from tests.bench.startup import compare_starts
from tests.bench.under_load import measure_load
from tests.databases import own_database, postgres_server
from tests.servers import ROOT, Client, Server, prepare

RESULT = ROOT / "bench" / "latest.json"
EMPTY = (["init", "--no-package"], ["user", "create", "admin", "--password", "demo", "--role", "Admin"])


def main() -> int:
    wanted = _arguments()
    databases = []
    for server in wanted.database or ["sqlite", *filter(None, [postgres_server()])]:
        figures = Figures(server.partition(":")[0].partition("+")[0])
        databases.append(figures)
        say(f"{figures.database}")
        _measure(figures, server, wanted)
        write(RESULT, databases, wanted.quick)
    missed = [figure for figures in databases for figure in figures.missed]
    say(f"Written to {RESULT.relative_to(ROOT)}; targets missed: {len(missed)}")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Fieldloom on real server processes.")
    add = parser.add_argument
    add(
        "--database",
        action="append",
        metavar="URL",
        help="sqlite, or a PostgreSQL server; own databases are made there. Default: SQLite, and PostgreSQL if it answers",
    )
    add("--quick", action="store_true", help="fewer objects, shorter load: a minute a database, not ten")
    add("--objects", type=int, help="how many objects to publish (500; quick: 60)")
    add("--seconds", type=float, help="how long the load runs (60; quick: 10)")
    add("--only", action="append", choices=PARTS, help="only this part; may stand several times")
    wanted = parser.parse_args()
    wanted.objects = wanted.objects or (60 if wanted.quick else 500)
    wanted.seconds = wanted.seconds or (10 if wanted.quick else 60)
    return wanted


def _measure(figures: Figures, server: str, wanted: argparse.Namespace) -> None:
    parts = wanted.only or PARTS
    if "objects" in parts:
        _measure_objects(figures, server, wanted.objects, starts=3 if wanted.quick else 5)
    if "load" in parts:
        with _database(server) as url, _two_servers(url) as servers:
            measure_load(figures, servers, wanted.seconds)
    if "pages" in parts:
        with _database(server) as url:
            prepare(url, ["init"], ["seed"])
            with Server(url) as one:
                measure_pages(figures, one, 10 if wanted.quick else 40)


PARTS = ("objects", "load", "pages")


def _measure_objects(figures: Figures, server: str, count: int, starts: int) -> None:
    with _database(server) as full, _database(server) as empty:
        prepare(empty, *EMPTY)
        with Server(empty) as one, Client(one.port, "admin") as admin:
            assert admin.post("/api/v1/metadata/objects/", hub()).status == 201
        with _two_servers(full) as (first, second):
            publish_many(figures, first, count)
            change_the_hub(figures, first, second)
        compare_starts(figures, full, empty, starts)


@contextmanager
def _two_servers(url: str) -> Iterator[tuple[Server, Server]]:
    """Two servers of one worker each on a database that has no objects yet."""
    prepare(url, *EMPTY)
    with Server(url) as first, Server(url) as second:
        yield first, second


@contextmanager
def _database(server: str) -> Iterator[str]:
    """A database of the measurement's own: a file that is deleted, or one on the server that is dropped."""
    if server.startswith("sqlite"):
        with tempfile.TemporaryDirectory(prefix="fieldloom-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'bench.db'}"
    else:
        with own_database(server, "fl_bench") as url:
            yield url


if __name__ == "__main__":
    sys.exit(main())
