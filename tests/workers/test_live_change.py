"""Two server processes on one database: what one publishes, the other shows within a second, and no answer is a 5xx meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Fill
from tests.load import OBJECT, change_under_load, seconds_until
from tests.servers import Client, Server, only_admin

pytestmark = pytest.mark.workers


@pytest.fixture(scope="module")
def servers(engine_url: str, filled: Fill) -> Iterator[tuple[Server, Server]]:
    filled(engine_url, "empty", only_admin)
    with Server(engine_url) as first, Server(engine_url) as second:
        yield first, second


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


def test_continuous_changes_under_load_answer_no_5xx(servers: tuple[Server, Server]) -> None:
    with Client(servers[0].port, "admin") as admin:
        load = change_under_load(admin, servers, seconds=4)
    assert not load.failures, load.statuses
    assert load.statuses[200] > 20
    assert load.statuses[201] > 5
    assert len(load.publications) > 3
