"""Two server processes on one database: what one publishes, the other shows within a second, and no answer is a 5xx meanwhile."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.servers import Client, Server, prepare

pytestmark = pytest.mark.workers

OBJECT = {
    "name": "gadget",
    "label": {"en": "Gadget", "zh_Hans": "器具"},
    "label_plural": {"en": "Gadgets", "zh_Hans": "器具"},
    "title_field": "name",
    "fields": [
        {"name": "name", "type": "text", "label": {"en": "Name"}, "required": True, "max_length": 120},
        {"name": "amount", "type": "currency", "label": {"en": "Amount"}},
        {"name": "due", "type": "date", "label": {"en": "Due"}},
        {"name": "state", "type": "picklist", "label": {"en": "State"}, "options": [{"value": "new", "label": {"en": "New"}}, {"value": "done", "label": {"en": "Done"}}]},
        {"name": "note", "type": "textarea", "label": {"en": "Note"}},
        {"name": "pieces", "type": "integer", "label": {"en": "Pieces"}},
        {"name": "urgent", "type": "boolean", "label": {"en": "Urgent"}},
        {"name": "parent", "type": "lookup", "target": "gadget", "label": {"en": "Parent"}, "on_delete": "clear"},
    ],
}


@pytest.fixture(scope="module")
def servers(engine_url: str) -> Iterator[tuple[Server, Server]]:
    prepare(engine_url, ["init", "--no-package"], ["user", "create", "admin", "--password", "demo", "--role", "Admin"])
    with Server(engine_url) as first, Server(engine_url) as second:
        yield first, second


def seconds_until(found: object, limit: float = 5.0) -> float:
    """How long until the callable answers true."""
    start = time.monotonic()
    while time.monotonic() - start < limit:
        if found():  # type: ignore[operator]
            return time.monotonic() - start
        time.sleep(0.02)
    raise AssertionError(f"not seen within {limit} s")


def test_an_object_of_eight_fields_is_usable_in_the_other_worker_within_a_second(servers: tuple[Server, Server]) -> None:
    with Client(servers[0].port, "admin") as first, Client(servers[1].port, "admin") as second:
        see_an_object_arrive(first, second)


def see_an_object_arrive(first: Client, second: Client) -> None:
    assert second.get("/api/v1/o/gadget/").status == 404
    assert (made := first.post("/api/v1/metadata/objects/", OBJECT)).status == 201, made.text
    waited = seconds_until(lambda: second.get("/api/v1/o/gadget/").status == 200)
    assert waited < 1.0
    made = second.post("/api/v1/o/gadget/", {"name": "第一件", "amount": "12.50", "state": "new"})
    assert made.status == 201, made.text
    assert first.get(f"/api/v1/o/gadget/{made.json['id']}").json["result"]["amount"] == "12.50"


def test_continuous_changes_under_load_answer_no_5xx(servers: tuple[Server, Server], seconds: float = 6.0) -> None:
    with Client(servers[0].port, "admin") as first:
        statuses = change_under_load(first, servers, seconds)
    assert not {status: n for status, n in statuses.items() if status >= 500}, statuses
    assert statuses[200] > 20
    assert statuses[201] > 5


def change_under_load(first: Client, servers: tuple[Server, Server], seconds: float) -> Counter[int]:
    if first.get("/api/v1/metadata/objects/gadget").status == 404:
        first.post("/api/v1/metadata/objects/", OBJECT)
    statuses: Counter[int] = Counter()
    stop = threading.Event()

    def load(number: int) -> None:
        turn = 0
        with Client(servers[number % 2].port, "admin") as client:
            while not stop.is_set():
                turn += 1
                path = "/api/v1/o/gadget/"
                answer = client.post(path, {"name": f"{number}-{turn}", "state": "new"}) if turn % 5 == 0 else client.get(f"{path}?q=(page_size:25)")
                statuses[answer.status] += 1

    clients = [threading.Thread(target=load, args=(n,)) for n in range(8)]
    for client in clients:
        client.start()
    deadline, changes = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        answer = first.post("/api/v1/metadata/objects/gadget/fields/", {"name": f"extra_{changes}", "type": "text", "label": f"Extra {changes}"})
        assert answer.status == 201, answer.text
        if changes % 3 == 2:
            assert first.delete(f"/api/v1/metadata/objects/gadget/fields/extra_{changes - 1}").status == 200
        changes += 1
    stop.set()
    for client in clients:
        client.join()
    assert changes > 3
    return statuses
