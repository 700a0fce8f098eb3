"""What grows: 1,000 objects of 40 fields, one object of 200 columns, 5,000 departments six levels deep, rows.

Public names: WIDE, measure_wide, measure_departments, measure_rows.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

from tests.bench.definitions import wide
from tests.bench.figures import Figures, percentile
from tests.bench.pages import Browser
from tests.bench.standard import WORKERS, Effort, workload_of
from tests.bench.standard import data as words
from tests.bench.standard.fill import fill_ours
from tests.bench.standard.measure import Run, measure
from tests.bench.standard.operations import Ours
from tests.bench.standard.report import print_table
from tests.bench.standard.rows import Rows
from tests.bench.timing import seconds_of
from tests.servers import Client, Server

COLUMNS, RECORDS = 200, 2_000
DEPARTMENTS, LEVELS, BELOW = 5_000, 6, 6
"""Departments in all, the levels of their tree, how many each has below it until all are placed."""
FILLED = {"text": "a text", "textarea": "words of a note", "integer": 7, "currency": "1234.50", "date": "2026-02-01", "picklist": "step_2"}
"""What a record of an object of many columns holds, by type."""
ROWS_RATIO = 1.5
"""Target: p50 with many rows as against that with 10,000."""
COMPARED = ("list", "list_dept", "record", "form", "api_list", "search", "search_rare", "create_html", "api_create")
JUDGED = ("list", "record", "api_list", "search")


def measure_wide(figures: Figures, url: str, times: int) -> None:
    """An object of 200 columns beside one of 20 in the same console: publication, list, record, form, a record saved by form and by REST."""
    with Server(url) as server, Client(server.port, "admin") as program, Browser(server.port, "admin") as browser:
        for columns in (20, COLUMNS):
            name = f"wide_{columns}"

            def published(definition: dict[str, Any] = wide(name, columns)) -> Any:
                return program.post("/api/v1/metadata/objects/", definition)

            figures.add(f"{columns} columns: publication", seconds_of(published, 1, 201)[0], "s")
            for start in range(0, RECORDS, 500):
                made = program.post(f"/api/v1/o/{name}/bulk", {"records": [_filled(columns, number) for number in range(start, start + 500)]})
                assert made.status == 200, made.text[:500]
            _measure_pages(figures, program, browser, name, columns, times)


def _measure_pages(figures: Figures, program: Client, browser: Browser, name: str, columns: int, times: int) -> None:
    _fresh(program, browser)
    number = program.get(f"/api/v1/o/{name}/?q=(page_size:1)").json["ids"][0]
    form = f"/o/{name}/add"
    sent = urlencode({**_filled(columns, 0), "csrf_token": browser.form_token(form)})
    asked: tuple[tuple[str, Callable[[], Any], int], ...] = (
        ("list page", lambda: browser.get(f"/o/{name}/list/"), 200),
        ("record page", lambda: browser.get(f"/o/{name}/show/{number}"), 200),
        ("form", lambda: browser.get(form), 200),
        ("created by form", lambda: browser.send("POST", form, sent), 302),
        ("REST list of 100", lambda: program.get(f"/api/v1/o/{name}/?q=(page_size:100)"), 200),
        ("created by REST", lambda: program.post(f"/api/v1/o/{name}/", _filled(columns, 0)), 201),
    )
    for what, ask, status in asked:
        _fresh(program, browser)
        figures.add(f"{columns} columns: {what}, p50", percentile(seconds_of(ask, times, status), 50) * 1000, "ms")


def _filled(columns: int, number: int) -> dict[str, Any]:
    fields = wide("any", columns)["fields"][1:]
    return {"name": f"record {number}", **{field["name"]: FILLED[field["type"]] for field in fields if field["type"] in FILLED}}


def measure_departments(figures: Figures, url: str, times: int) -> None:
    """5,000 departments with 10,000 leads in them: their page, the manager's list and form, a department saved."""
    fill_ours(url, 10_000)
    rows = Rows(url)
    paths = _more_departments(rows)
    rows.execute(f"UPDATE x_lead SET department_id = 1 + id * 7919 % {DEPARTMENTS}")
    rows.execute("UPDATE fl_state SET access = access + 1")
    rows.finish()
    rows.close()
    seen = sum(path.startswith("/1/2/") for path in paths.values())
    figures.add("departments of the manager's division", seen, "")
    with Server(url, WORKERS) as server, Browser(server.port, "admin") as admin, Browser(server.port, "manager") as manager:
        _measure_organisation(figures, admin, manager, Client(server.port, "admin"), times)


def _measure_organisation(figures: Figures, admin: Browser, manager: Browser, program: Client, times: int) -> None:
    turn = count(1)
    asked: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("department page", lambda: admin.get("/setup/departments/")),
        ("REST list of the departments", lambda: program.get("/api/v1/departments/")),
        ("list page of the manager", lambda: manager.get("/o/lead/list/")),
        ("list page of the manager, searched", lambda: manager.get(f"/o/lead/list/?q={quote(words.brand(next(turn)))}")),
        ("form of the manager", lambda: manager.get("/o/lead/add")),
        ("a department renamed", lambda: program.put(f"/api/v1/departments/{DEPARTMENTS}", {"name": f"改名{next(turn)}"})),
        ("a department moved", lambda: program.put("/api/v1/departments/60", {"parent": 12 + next(turn) % 40})),
    )
    for what, ask in asked:
        _fresh(admin, manager, program)
        figures.add(f"{DEPARTMENTS:,} departments: {what}, p50", percentile(seconds_of(ask, times), 50) * 1000, "ms")


def _fresh(*clients: Client) -> None:
    """The server ends a connection that was idle for 15 s; the next request opens it again."""
    for client in clients:
        client.connection.close()


def _more_departments(rows: Rows) -> dict[int, str]:
    """Departments below those of the standard data, level by level; answers id → path of all."""
    paths = {one.id: one.path for one in words.departments()}
    made: list[tuple[Any, ...]] = []
    waiting = sorted(paths, key=lambda number: -paths[number].count("/"))
    for parent in waiting:  # which grows under way
        for number in range(len(paths) + 1, min(len(paths) + BELOW, DEPARTMENTS) + 1):
            paths[number] = f"{paths[parent]}{number}/"
            made.append((number, f"班组{number}", parent, paths[number], number, True))
            if paths[number].count("/") <= LEVELS:
                waiting.append(number)
    rows.fill("fl_department", ["id", "name", "parent_id", "path", "position", "active"], made)
    return paths


def measure_rows(figures: Figures, few: str, many: str, rows: int, effort: Effort) -> None:
    """The standard operations of ours with 10,000 leads and with ``rows`` in turn."""
    fill_ours(few, 10_000)
    fill_ours(many, rows)
    with Server(few, WORKERS) as small, Server(many, WORKERS) as large:
        kinds = {"few": (small, 10_000), "many": (large, rows)}
        targets = {name: (Ours(server.port, workload_of(held)), server) for name, (server, held) in kinds.items()}
        run = Run(targets, {"few": few, "many": many})
        measure(run, effort.rounds, effort.requests, 0, COMPARED)
    print_table(run)
    for operation in COMPARED:
        small_ms, large_ms = (run.of(operation, name).middle for name in ("few", "many"))
        if small_ms and large_ms:
            ratio = large_ms / small_ms
            figures.add(f"{operation}: {rows:,} rows as against 10,000, p50", ratio, "×", ROWS_RATIO if operation in JUDGED else None)
