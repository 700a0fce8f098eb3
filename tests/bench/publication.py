"""Many objects published one by one through the REST API, and a change of the one that all others look up, seen in a second server.

Public names: publish_many, change_the_hub.
"""

from __future__ import annotations

import time

from tests.bench.definitions import HUB, hub, spoke
from tests.bench.figures import Figures, percentile
from tests.load import seconds_until
from tests.servers import Client, Server

VISIBLE_SECONDS = 0.5
"""Target: a field added to the hub is visible in the other server."""


def publish_many(figures: Figures, server: Server, count: int, fields: int = 30) -> None:
    """The hub, if it is not there, and then ``count - 1`` objects that look it up."""
    took: list[float] = []
    with Client(server.port, "admin") as admin:
        if admin.get(f"/api/v1/metadata/objects/{HUB}").status == 404:
            _publish(admin, hub(fields))
        for number in range(1, count):
            start = time.monotonic()
            _publish(admin, spoke(number, fields))
            took.append(time.monotonic() - start)
    figures.add(f"publishing {count} objects of {fields} fields, in all", sum(took), "s")
    figures.add("one publication, p50", percentile(took, 50), "s")
    figures.add("one publication, p95", percentile(took, 95), "s")
    tenth = max(1, len(took) // 10)
    figures.add("the last tenth as against the first, p50", percentile(took[-tenth:], 50) / percentile(took[:tenth], 50), "×")


def _publish(admin: Client, definition: dict[str, object]) -> None:
    answer = admin.post("/api/v1/metadata/objects/", definition)
    assert answer.status == 201, answer.text


def change_the_hub(figures: Figures, first: Server, second: Server, times: int = 5) -> None:
    """Adds fields through one server and asks the other until its records have them; both have answered lists before."""
    published, visible = [], []
    with Client(first.port, "admin") as writer, Client(second.port, "admin") as reader:
        for client in (writer, reader):
            assert client.get(f"/api/v1/o/{HUB}/").status == 200
            assert client.get("/api/v1/o/spoke_1/").status == 200
        made = reader.post(f"/api/v1/o/{HUB}/", {"name": "Middle"})
        assert made.status == 201, made.text
        for number in range(times):
            name = f"added_{number}"
            start = time.monotonic()
            answer = writer.post(f"/api/v1/metadata/objects/{HUB}/fields/", {"name": name, "type": "text", "label": name})
            assert answer.status == 201, answer.text
            published.append(time.monotonic() - start)
            visible.append(seconds_until(lambda name=name: name in reader.get(f"/api/v1/o/{HUB}/{made.json['id']}").json["result"]))
    figures.add("adding a field to the hub, p50 of the request", percentile(published, 50), "s")
    figures.add("… until records have it in the other server, worst", max(visible), "s", VISIBLE_SECONDS)
