"""Records over REST: FAB's shapes, our errors, reach, versions, dry runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Program, make_deal

Programs = Callable[[str], Program]


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """On every database."""
    return engine_url


def test_a_record_is_made_read_changed_and_deleted(deals: Program) -> None:
    made = deals("POST", "/api/v1/o/deal/", {"name": "First", "amount": "12.50", "tags": ["b", "a"], "due": "2026-11-22", "is_key": False})
    assert made.status_code == 201
    number = made.json["id"]
    assert made.json["result"]["number"].startswith("D-")
    child = make_deal(deals, name="Child", parent=number, boss=1)
    read = deals("GET", f"/api/v1/o/deal/{child}").json
    assert read["id"] == child
    assert read["result"]["parent"] == {"id": number, "label": "First"}
    assert read["result"]["boss"]["id"] == 1
    assert {"show_columns", "label_columns", "show_title"} <= read.keys()
    changed = deals("PUT", f"/api/v1/o/deal/{number}", {"amount": None, "version": 1})
    assert (changed.status_code, changed.json["result"]["amount"], changed.json["result"]["version"]) == (200, None, 2)
    kept = deals("DELETE", f"/api/v1/o/deal/{number}")
    assert kept.status_code == 409
    assert kept.json["problems"]
    assert deals("DELETE", f"/api/v1/o/deal/{child}").status_code == 200
    assert deals("GET", f"/api/v1/o/deal/{child}").status_code == 404
    assert deals("POST", f"/api/v1/o/deal/{child}/restore").status_code == 200
    assert deals("GET", f"/api/v1/o/deal/{child}").status_code == 200


def test_a_list_answers_in_fabs_shape(deals: Program) -> None:
    for turn in range(3):
        make_deal(deals, name=f"Listed {turn}", amount=f"{turn}.00")
    query = "(filters:!((col:name,opr:sw,value:Listed)),order_column:amount,order_direction:desc,page:0,page_size:2)"
    answer = deals("GET", f"/api/v1/o/deal/?q={query}").json
    assert answer["count"] == 3
    assert [row["name"] for row in answer["result"]] == ["Listed 2", "Listed 1"]
    assert answer["ids"] == [row["id"] for row in answer["result"]]
    assert {"list_columns", "label_columns", "order_columns", "list_title"} <= answer.keys()
    beyond = query.replace("page:0,page_size:2", f"page_size:2,after:'{answer['next']}'")
    assert [row["name"] for row in deals("GET", f"/api/v1/o/deal/?q={beyond}").json["result"]] == ["Listed 0"]
    few = deals("GET", "/api/v1/o/deal/?q=(columns:!(name),keys:!(list_columns),page_size:1)").json
    assert few.keys() == {"count", "count_kind", "ids", "result", "next", "prev", "list_columns"}
    assert few["result"][0].keys() == {"id", "name"}


def test_a_list_says_of_each_record_what_the_record_says(deals: Program) -> None:
    for columns in ("", "columns:!(name,owner,amount),", "columns:!(owner),", "columns:!(id),"):
        answer = deals("GET", f"/api/v1/o/deal/?q=({columns}page_size:10)")
        assert answer.json["result"]
        assert answer.json["ids"] == [one["id"] for one in answer.json["result"]]
        for one in answer.json["result"]:
            assert deals("GET", f"/api/v1/o/deal/{one['id']}?q=({columns.rstrip(',')})").json["result"] == one


def test_a_list_counts_as_pages_do_or_exactly_and_pages_back(deals: Program) -> None:
    rows = [{"name": f"Many {turn:04d}"} for turn in range(1001)]
    for start in (0, 1000):
        assert deals("POST", "/api/v1/o/deal/bulk", {"records": rows[start : start + 1000]}).status_code == 200
    asked = "filters:!((col:name,opr:sw,value:Many)),order_column:name,page_size:100"
    usual = deals("GET", f"/api/v1/o/deal/?q=({asked})").json
    assert (usual["count"], usual["count_kind"]) == (1001, "exact") or (usual["count"] >= 1000 and usual["count_kind"] in ("at_least", "estimate"))
    exact = deals("GET", f"/api/v1/o/deal/?q=({asked},count:exact)").json
    assert (exact["count"], exact["count_kind"]) == (1001, "exact")
    second = deals("GET", f"/api/v1/o/deal/?q=({asked},after:'{usual['next']}')").json
    assert second["result"][0]["name"] == "Many 0100"
    assert deals("GET", f"/api/v1/o/deal/?q=({asked},before:'{second['prev']}')").json["ids"] == usual["ids"]


def test_what_was_read_is_not_sent_again_while_it_stays_the_same(deals: Program, program: Programs) -> None:
    number = make_deal(deals, name="Kept 中文", amount="1.10")
    for path in (f"/api/v1/o/deal/{number}", "/api/v1/o/deal/?q=(page_size:5)", "/api/v1/o/deal/_info", "/api/v1/_openapi"):
        first = deals("GET", path)
        tag = first.headers["ETag"]
        assert tag.startswith('W/"')
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "Cookie", "Accept-Language"} <= set(first.headers["Vary"].replace(" ", "").split(","))
        again = deals("GET", path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
        assert deals("GET", path, headers={"If-None-Match": tag, "Accept-Language": "zh-Hans"}).status_code == 200
    assert program("mia")("GET", "/api/v1/o/deal/_info", headers={"If-None-Match": tag}).status_code == 403
    path = f"/api/v1/o/deal/{number}"
    tag = deals("GET", path).headers["ETag"]
    assert deals("PUT", path, {"amount": "1.20"}).status_code == 200
    changed = deals("GET", path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json["result"]["amount"]) == (200, "1.20")
    assert "Kept 中文".encode() in changed.data, "UTF-8, not escaped"


def test_a_browser_stores_nothing_it_read(deals: Program, browser: Callable[[str], FlaskClient]) -> None:
    answer = browser("ada").get("/api/v1/o/deal/?q=(page_size:5)")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store, private")


def test_info_says_what_may_be_written_filtered_and_done(deals: Program, program: Programs) -> None:
    info = deals("GET", "/api/v1/o/deal/_info").json
    assert {"can_list", "can_add", "can_delete"} <= set(info["permissions"])
    names = [column["name"] for column in info["add_columns"]]
    assert "name" in names
    assert "number" not in names, "automatic numbers are not written"
    assert {"operator": "contains", "name": "contains"} in info["filters"]["name"]
    assert "can_export" not in program("stan")("GET", "/api/v1/o/deal/_info").json["permissions"]


def test_all_that_is_wrong_with_a_record_is_told_at_once(deals: Program) -> None:
    make_deal(deals, code="taken")
    wrong = {
        "amount": "x",
        "stage": "none",
        "parent": 999999,
        "boss": "me",
        "due": "2026-13-01",
        "code": "taken",
        "zzz": 1,
        "number": "D-1",
        "pieces": 1.5,
        "tags": "a",
    }
    answer = deals("POST", "/api/v1/o/deal/", wrong)
    assert answer.status_code == 422
    assert {problem["where"] for problem in answer.json["problems"]} == {"name", *wrong}
    assert all(problem["what"] for problem in answer.json["problems"])


def test_a_stale_version_is_409_and_says_who_changed_what(deals: Program) -> None:
    number = make_deal(deals, name="Before")
    deals("PUT", f"/api/v1/o/deal/{number}", {"name": "After"})
    answer = deals("PUT", f"/api/v1/o/deal/{number}", {"name": "Mine", "version": 1})
    assert answer.status_code == 409
    assert [(change["field"], change["old"], change["new"]) for change in answer.json["details"]] == [("name", "Before", "After")]
    assert answer.json["details"][0]["by"] == "Ada Lovelace"
    assert deals("PUT", f"/api/v1/o/deal/{number}", {"name": "Mine", "version": 2}).status_code == 200


def test_a_dry_run_judges_everything_and_changes_nothing(deals: Program) -> None:
    number = make_deal(deals, name="Stays")
    before = deals("GET", "/api/v1/o/deal/?q=(page_size:1)").json["count"]
    assert deals("POST", "/api/v1/o/deal/?dry_run=true", {"name": "Never"}).json["dry_run"] is True
    assert deals("POST", "/api/v1/o/deal/?dry_run=true", {}).status_code == 422
    assert deals("PUT", f"/api/v1/o/deal/{number}?dry_run=true", {"name": "Never"}).json["result"]["name"] == "Never"
    assert deals("DELETE", f"/api/v1/o/deal/{number}?dry_run=true").status_code == 200
    assert deals("POST", "/api/v1/o/deal/bulk?dry_run=true", {"records": [{"name": "Never"}]}).json["created"] == 1
    assert deals("GET", "/api/v1/o/deal/?q=(page_size:1)").json["count"] == before
    assert deals("GET", f"/api/v1/o/deal/{number}").json["result"]["name"] == "Stays"


def test_bulk_reports_every_row(deals: Program) -> None:
    rows = [{"name": "Bulk 1", "code": "b1"}, {"name": "", "code": "b2"}, {"name": "Bulk 3", "code": "b3"}]
    answer = deals("POST", "/api/v1/o/deal/bulk", {"records": rows, "key": "code"})
    assert answer.status_code == 200
    assert [row["status"] for row in answer.json["result"]] == ["created", "refused", "created"]
    assert (answer.json["created"], answer.json["updated"], answer.json["refused"]) == (2, 0, 1)
    again = deals("POST", "/api/v1/o/deal/bulk", {"records": [{"name": "Bulk 1b", "code": "b1"}], "key": "code"}).json
    assert [(row["status"], row["id"]) for row in again["result"]] == [("updated", answer.json["result"][0]["id"])]
    assert deals("POST", "/api/v1/o/deal/bulk", {"records": [{"name": "x"}] * 1001}).status_code == 400
    assert deals("POST", "/api/v1/o/deal/bulk", {"rows": []}).status_code == 422


def test_a_hidden_record_is_404_and_cannot_be_pointed_at(deals: Program, program: Programs) -> None:
    stan = program("stan")
    hidden, own = make_deal(deals, name="CANARY"), make_deal(stan, name="Own")
    assert [row["id"] for row in stan("GET", "/api/v1/o/deal/").json["result"]] == [own]
    for method, body in (("GET", None), ("PUT", {"name": "x"}), ("DELETE", None)):
        assert stan(method, f"/api/v1/o/deal/{hidden}", body).status_code == 404
    refused = stan("POST", "/api/v1/o/deal/", {"name": "x", "parent": hidden})
    missing = stan("POST", "/api/v1/o/deal/", {"name": "x", "parent": 999999})
    assert refused.status_code == missing.status_code == 422
    assert refused.json["problems"][0]["what"].replace(str(hidden), "") == missing.json["problems"][0]["what"].replace("999999", "")
    assert deals("PUT", f"/api/v1/o/deal/{own}", {"parent": hidden}).status_code == 200
    seen = stan("GET", f"/api/v1/o/deal/{own}")
    assert seen.json["result"]["parent"] is None
    assert "CANARY" not in seen.text


def test_somebody_without_the_right_gets_403(program: Programs, deals: Program) -> None:
    mia = program("mia")
    for method, path, body in (("GET", "", None), ("POST", "", {"name": "x"}), ("GET", "_info", None), ("POST", "bulk", {"records": []}), ("GET", "1", None)):
        assert mia(method, f"/api/v1/o/deal/{path}", body).status_code == 403
    assert mia("GET", "/api/v1/o/unknown/").status_code == 404


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
def test_a_method_that_is_not_there_is_405_with_those_that_are(deals: Program, method: str) -> None:
    answer = deals(method, "/api/v1/o/deal/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.json.keys() == {"message", "problems"}
