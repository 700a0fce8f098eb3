"""Metadata changes without a pause while eight clients read and write: used by a test for seconds, by ``make bench`` for a minute.

Public names: OBJECT, Load, change_under_load, seconds_until.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.servers import Client, Server

OBJECT = {
    "name": "gadget",
    "label": {"en": "Gadget", "zh_Hans": "器具"},
    "label_plural": {"en": "Gadgets", "zh_Hans": "器具"},
    "title_field": "name",
    "fields": [
        {"name": "name", "type": "text", "label": {"en": "Name"}, "required": True, "max_length": 120},
        {"name": "amount", "type": "currency", "label": {"en": "Amount"}},
        {"name": "due", "type": "date", "label": {"en": "Due"}},
        {
            "name": "state",
            "type": "picklist",
            "label": {"en": "State"},
            "options": [{"value": "new", "label": {"en": "New"}}, {"value": "done", "label": {"en": "Done"}}],
        },
        {"name": "note", "type": "textarea", "label": {"en": "Note"}},
        {"name": "pieces", "type": "integer", "label": {"en": "Pieces"}},
        {"name": "urgent", "type": "boolean", "label": {"en": "Urgent"}},
        {"name": "parent", "type": "lookup", "target": "gadget", "label": {"en": "Parent"}, "on_delete": "clear"},
    ],
}
CLIENTS = 8
FIELDS = 40
"""Fields that the changes add, retire and restore in turn, so that the definition does not grow without end."""
BROKEN = 599
"""Counted where a connection ended without an answer."""
PATH = "/api/v1/metadata/objects/gadget"


@dataclass
class Load:
    """What was answered: the clients' requests by status, and the seconds that each publication took."""

    statuses: Counter[int] = field(default_factory=Counter)
    publications: list[float] = field(default_factory=list)

    @property
    def failures(self) -> dict[int, int]:
        """Answers of 5xx."""
        return {status: count for status, count in self.statuses.items() if status >= 500}


def seconds_until(found: Callable[[], bool], limit: float = 5.0) -> float:
    """How long until the callable answers true. Raises: AssertionError after ``limit`` seconds."""
    start = time.monotonic()
    while time.monotonic() - start < limit:
        if found():
            return time.monotonic() - start
        time.sleep(0.02)
    raise AssertionError(f"not seen within {limit} s")


def change_under_load(admin: Client, servers: Sequence[Server], seconds: float, turn: int = 0) -> Load:
    """Publish one change of the object after the other through ``admin``, while the clients work on all servers. ``turn`` is the change to begin with:
    the count of those made before on this database."""
    if admin.get(PATH).status == 404:
        assert (made := admin.post("/api/v1/metadata/objects/", OBJECT)).status == 201, made.text
    load = Load()
    stop = threading.Event()
    clients = [threading.Thread(target=_work, args=(load, servers[n % len(servers)].port, admin.headers, n, stop)) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            start = time.monotonic()
            _change(admin, turn + len(load.publications))
            load.publications.append(time.monotonic() - start)
    finally:
        stop.set()
        for client in clients:
            client.join()
    return load


def _work(load: Load, port: int, headers: dict[str, str], number: int, stop: threading.Event) -> None:
    """Four lists, then a new record, and again; the token is that of the admin, so that nobody logs in nine times a minute."""
    turn, path = 0, "/api/v1/o/gadget/"
    with Client(port) as client:
        client.headers = headers
        while not stop.is_set():
            turn += 1
            try:
                answer = client.post(path, {"name": f"{number}-{turn}", "state": "new"}) if turn % 5 == 0 else client.get(f"{path}?q=(page_size:25)")
                load.statuses[answer.status] += 1
            except (OSError, HTTPException):
                load.statuses[BROKEN] += 1
                client.connection.close()


def _change(admin: Client, turn: int) -> None:
    """Change number ``turn``: the first lap adds fields, the second retires them, the third brings them back, and so on."""
    lap, number = divmod(turn, FIELDS)
    name = f"extra_{number}"
    if lap == 0:
        answer, right = admin.post(f"{PATH}/fields/", {"name": name, "type": "text", "label": f"Extra {number}"}), 201
    elif lap % 2:
        answer, right = admin.delete(f"{PATH}/fields/{name}"), 200
    else:
        answer, right = admin.post(f"{PATH}/fields/{name}/restore", {}), 200
    assert answer.status == right, answer.text
