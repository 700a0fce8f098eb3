"""Whatever is sent, the answer is never a 5xx, on every database: arguments, ids, forms and bodies that nobody would write on purpose, and some they would."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import DEAL, HOSTILE, Program, csrf_of, make_deal

NASTY = (
    "",
    "x",
    "-1",
    "0",
    "1e9",
    "99999999999999999999",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "'",
    '"',
    "\\",
    "%",
    "%25s",
    "_",
    "<b>",
    "١٢",
    "２",
    "𝟙",
    " ",
    "a" * 5000,
    HOSTILE,
)
FIELDS = [str(field["name"]) for field in DEAL["fields"]] + ["id", "owner", "department", "created_at", "version", "unknown"]
OPERATORS = ("", "__ne", "__lt", "__in", "__contains", "__null", "__nope")
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*FIELDS, "records", "key", "label", "fields", "type", "name", "options"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """These tests run on every database: what one stores, another may refuse."""
    return engine_url


@pytest.fixture(scope="module")
def client(browser: Callable[[str], FlaskClient], deals: Program) -> FlaskClient:
    make_deal(deals, name=HOSTILE, amount="1.00", due="2026-01-02", tags=["a"])
    return browser("ada")


def test_list_arguments(client: FlaskClient) -> None:
    values = [value for value in NASTY if len(value) < 1000]
    pairs = list(product(OPERATORS, values))
    for turn, name in enumerate(FIELDS * 2):
        some = pairs[turn % 4 :: 4]  # every value with every field, four addresses for all operators
        answer = client.get(f"/o/deal/list/?{'&'.join(f'{name}{operator}={quote(value)}' for operator, value in some)}")
        assert answer.status_code == 200, (name, some)
    for value in NASTY:
        together = "&".join(f"{name}={quote(value)}" for name in ("q", "sort", "page", "page_size", "after", "before", "count", "view"))
        assert client.get(f"/o/deal/list/?{together}").status_code == 200, value
        assert client.get(f"/login/?lang={quote(value)}&next={quote(value)}").status_code in (200, 302), value


def test_an_argument_that_is_left_out_is_named(client: FlaskClient) -> None:
    page = client.get("/o/deal/list/?zzz=1&page=x&due=never&sort=zzz").text
    assert page.count("fl-note") >= 4
    assert "&#34;zzz&#34; is not known here" in page


def test_addresses(client: FlaskClient) -> None:
    for value in (quote(text, safe="") for text in NASTY if text):
        for pattern in (
            "/o/{}/list/",
            "/o/deal/show/{}",
            "/o/deal/edit/{}",
            "/o/deal/choices/{}",
            "/api/v1/o/{}/",
            "/api/v1/o/deal/{}",
            "/users/show/{}",
            "/{}",
        ):
            assert client.get(pattern.format(value)).status_code < 500, (pattern, value)
        for pattern in (
            "/api/v1/metadata/objects/{}",
            "/api/v1/metadata/revisions/{}",
            "/api/v1/departments/{}",
            "/api/v1/users/{}",
            "/api/v1/access/roles/{}/deal",
            "/api/v1/metadata/packages/{}",
        ):
            answer = client.get(pattern.format(value))
            assert answer.status_code < 500, (pattern, value)
            assert answer.status_code == 200 or answer.json.keys() >= {"message", "problems"}


def test_query_of_the_api(client: FlaskClient) -> None:
    for value in (
        *NASTY,
        "(",
        "!(",
        "(filters:!(x))",
        "(filters:!((col:name)))",
        "(filters:!((col:name,opr:eq,value:!n)))",
        "(page:-1)",
        "(page_size:x)",
        "(order_column:!())",
        "(" * 3000,
    ):
        for path in ("/api/v1/o/deal/", "/api/v1/o/deal/1"):
            answer = client.get(f"{path}?q={quote(value)}")
            assert answer.status_code in (200, 400, 404), value
    for path in ("/api/v1/metadata/revisions/", "/api/v1/users/"):
        for value in NASTY[1:]:
            assert client.get(f"{path}?page={quote(value)}&page_size={quote(value)}").status_code in (200, 400)


def test_forms(client: FlaskClient) -> None:
    token = csrf_of(client.get("/o/deal/add"))
    for value in NASTY:
        form = dict.fromkeys(FIELDS, value) | {"csrf_token": token, "_next": value, "ids": value}
        for path in ("/o/deal/add", "/o/deal/edit/1", "/o/deal/bulk-delete", "/o/deal/restore", "/o/deal/restore/7"):
            answer = client.post(path, data=form)
            assert answer.status_code in (200, 302, 404, 409, 422), (path, value)
    answer = client.post("/o/deal/add", data={"csrf_token": token, "name": "x", "due": "gestern"})
    assert answer.status_code == 422
    assert 'href="#due"' in answer.text, "the summary links to the field"
    assert 'value="gestern"' in answer.text, "what was typed stays"


BODIES: tuple[bytes, ...] = (
    *(b"", b"{", b"[]", b"1", b'"x"', b"null", b"{}", b"\xff\xfe", b'{"name": NaN}', b'{"name": "\\u0000"}', b'{"name": "\\ud800"}'),
    *(b'{"name": "\xed\xa0\x80"}', '{"name": "\ud800"}'.encode("utf-16", "surrogatepass"), b'{"name": "\x00"}', b'{"name": "\\\\ud800\\u0000"}'),
    *(b"[" * 200_000, b'{"a":' * 50_000, b'{"name": 1' + b"0" * 6000 + b"}"),
)
DOORS = (
    *(("POST", f"/api/v1/o/deal/{path}") for path in ("", "bulk")),
    *(
        ("PUT", path)
        for path in (
            "/api/v1/o/deal/1",
            "/api/v1/departments/1",
            "/api/v1/users/2",
            "/api/v1/access/roles/Staff/deal",
            "/api/v1/metadata/option_sets/x",
            "/api/v1/metadata/menus/x",
        )
    ),
    *(("POST", f"/api/v1/metadata/{path}") for path in ("objects/", "objects/deal/fields/", "packages/plan", "packages/install")),
    *(("PATCH", f"/api/v1/metadata/{path}") for path in ("objects/deal", "objects/deal/fields/note")),
    *(("POST", f"/api/v1/{path}/") for path in ("departments", "users", "roles")),
    ("POST", "/api/v1/security/login"),
)


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_bodies(deals: Program, method: str, path: str) -> None:
    for body in BODIES:
        answer = deals(method, f"{path}?dry_run=true", data=body)
        assert answer.status_code in (200, 400, 401, 404, 409, 422), (body[:60], answer.text[:300])
        assert answer.status_code == 200 or answer.json.keys() >= {"message", "problems"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be", "ascii"])
def test_a_name_is_read_however_its_body_is_written(deals: Program, encoding: str) -> None:
    name = "中文 𠮷 é \\u0041"
    answer = deals("POST", "/api/v1/o/deal/?dry_run=true", data=json.dumps({"name": name}, ensure_ascii=encoding == "ascii").encode(encoding))
    assert answer.json["result"]["name"] == name


@pytest.mark.parametrize(("method", "path"), DOORS[:-1])
@FEW
@given(body=ANYTHING)
def test_any_json(deals: Program, method: str, path: str, body: Any) -> None:
    answer = deals(method, f"{path}?dry_run=true", data=json.dumps(body).encode())
    assert answer.status_code in (200, 400, 404, 409, 422), (body, answer.text[:300])


def test_a_body_that_is_too_large_is_413(deals: Program) -> None:
    answer = deals("POST", "/api/v1/o/deal/", data=b"x" * (33 * 1024 * 1024))
    assert answer.status_code == 413
    assert answer.json["message"]


def test_a_wrong_dry_run_is_400_and_changes_nothing(deals: Program) -> None:
    answer = deals("POST", "/api/v1/o/deal/?dry_run=maybe", {"name": "x"})
    assert (answer.status_code, answer.json["problems"][0]["where"]) == (400, "dry_run")
