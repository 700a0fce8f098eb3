"""Sentences that are almost right: list arguments, rison, and bodies made of valid ones with something wrong in them. Never a 5xx; every refusal has the
shape of the contract.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.web.conftest import DEAL, Program, make_deal

SOME = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
FIELDS = [*(str(field["name"]) for field in DEAL["fields"]), "id", "owner", "department", "created_at", "changed_by", "version", "nope", ""]
OPERATORS = ["", "eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "starts", "null", "nope"]
FAB_OPERATORS = ["eq", "neq", "ct", "nct", "sw", "ew", "gt", "lt", "rel_o_m", "rel_m_m", "in", "nope"]

NUMBERS = st.integers() | st.sampled_from([0, -1, 2**31, 2**63, 10**40]) | st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.sampled_from(
    ["", "new", "a,b", "true", "2026-01-01", "2026-02-30", "0001-01-01", "9999-12-31T23:59:60+14:00", "1e400", "١٢", "$me", "%", "\\", "#1"]
)
TEXTS = WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """These tests run on every database."""
    return engine_url


@pytest.fixture(scope="module")
def client(browser: Callable[[str], FlaskClient], deals: Program) -> FlaskClient:
    make_deal(deals, name="One", amount="1.00", due="2026-01-02", tags=["a"])
    return browser("ada")


def judge(answer: TestResponse, said: object, *good: int) -> None:
    """In the shape of the contract when it is a refusal."""
    assert answer.status_code in (*good, 400, 404, 409, 422), f"{answer.status_code} for {said!r}: {answer.text[:300]}"
    if answer.status_code not in good:
        assert {"message", "problems"} <= answer.json.keys() <= {"message", "problems", "details"}, answer.text
        assert isinstance(answer.json["message"], str)
        assert answer.json["message"]
        assert all(problem.keys() == {"where", "what", "hint"} and problem["what"] for problem in answer.json["problems"]), answer.text


ARGUMENT = st.tuples(st.builds(lambda name, operator: f"{name}__{operator}" if operator else name, st.sampled_from(FIELDS), st.sampled_from(OPERATORS)), TEXTS)
STEERING = st.tuples(
    st.sampled_from(["q", "sort", "page", "page_size", "after", "before", "count", "view"]), TEXTS | NUMBERS.map(str) | st.sampled_from(FIELDS)
)


@SOME
@given(arguments=st.lists(ARGUMENT | STEERING, max_size=6))
def test_a_list_page_is_a_page_whatever_its_arguments(client: FlaskClient, arguments: list[tuple[str, str]]) -> None:
    answer = client.get(f"/o/deal/list/?{urlencode(arguments)}")
    refused = any("\x00" in text for pair in arguments for text in pair)
    assert answer.status_code == (400 if refused else 200), (arguments, answer.text[:300])


def rison(value: Any) -> str:
    """The value in rison, well formed; texts in quotes."""
    if value is None or isinstance(value, bool):
        return {None: "!n", True: "!t", False: "!f"}[value]
    if isinstance(value, str):
        return "'" + value.replace("!", "!!").replace("'", "!'") + "'"
    if isinstance(value, list):
        return f"!({','.join(map(rison, value))})"
    return f"({','.join(f'{rison(key)}:{rison(one)}' for key, one in value.items())})" if isinstance(value, dict) else str(value)


FILTER = st.fixed_dictionaries({}, optional={"col": st.sampled_from(FIELDS) | VALUES, "opr": st.sampled_from(FAB_OPERATORS) | VALUES, "value": VALUES})
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "filters": st.lists(FILTER, max_size=3) | VALUES,
        "order_column": st.sampled_from(FIELDS) | VALUES,
        "order_direction": st.sampled_from(["asc", "desc"]) | VALUES,
        "page": VALUES,
        "page_size": VALUES,
        "columns": st.lists(st.sampled_from(FIELDS), max_size=4) | VALUES,
        "keys": st.lists(TEXTS, max_size=2) | VALUES,
        "after": TEXTS,
        "nope": VALUES,
    },
)


@SOME
@given(query=QUERY.map(rison) | QUERY.map(json.dumps) | TEXTS | st.tuples(QUERY.map(rison), st.integers(0, 40)).map(lambda cut: cut[0][: cut[1]]))
def test_a_query_of_the_api_is_answered_or_refused_in_words(client: FlaskClient, query: str) -> None:
    judge(client.get(f"/api/v1/o/deal/?q={quote(query)}"), query, 200)
    judge(client.get(f"/api/v1/o/deal/1?q={quote(query)}"), query, 200)


def _almost(valid: dict[str, Any]) -> st.SearchStrategy[Any]:
    """The valid body with some keys changed, left out or added."""
    changes = st.dictionaries(st.sampled_from([*valid, "nope"]), VALUES | st.just("__left_out__"), max_size=3)
    return changes.map(lambda changed: {key: value for key, value in {**valid, **changed}.items() if value != "__left_out__"})


RECORD = {"name": "A deal", "amount": "12.50", "stage": "new", "tags": ["a"], "parent": 1, "boss": 1, "due": "2026-01-01", "met_at": "2026-01-01T00:00:00Z"}
FIELD = {"name": "extra", "type": "decimal", "label": {"en": "Extra"}, "required": False, "unique": True, "default": None, "min": 0, "scale": 2, "options": []}
KINDS = [*("text", "integer", "currency", "date", "picklist", "multi_picklist", "lookup", "auto_number", "phone", "user", "boolean", "time", "nope")]
A_FIELD = st.tuples(_almost({**FIELD, "target": "deal", "on_delete": "clear", "pattern": "X-{000}"}), st.sampled_from(KINDS)).map(
    lambda made: {**made[0], "type": made[1]}
)
OBJECT = {"name": "thing", "label": "Thing", "title_field": "name", "fields": [{"name": "name", "type": "text", "label": "Name"}], "sections": []}
PERSON = {"username": "new", "password": "geheim-123", "first_name": "A", "last_name": "B", "email": "a@example.com", "department": None, "roles": ["Staff"]}
RIGHTS = {"create": True, "view": "all", "edit": "own", "delete": "none", "transfer": "none", "export": True, "import": False}
OPTIONS = {"label": "Tones", "options": [{"value": "high", "label": {"en": "High"}, "color": "blue", "active": True}]}
MENU = {"name": "main", "label": "Main", "items": [{"name": "a", "object": "deal", "label": "A"}, {"name": "b", "items": [{"name": "c", "page": "/"}]}]}
BODIES: dict[str, tuple[tuple[str, str, st.SearchStrategy[Any]], ...]] = {
    "records": (
        ("POST", "o/deal/", _almost(RECORD)),
        ("PUT", "o/deal/1", _almost({**RECORD, "version": 1})),
        ("POST", "o/deal/bulk", _almost({"records": [RECORD], "key": "code"})),
        (
            "POST",
            "o/deal/bulk",
            st.fixed_dictionaries({"records": st.lists(_almost({**RECORD, "id": 1, "version": 1}), max_size=3), "key": st.sampled_from(FIELDS)}),
        ),
    ),
    "metadata": (
        ("POST", "metadata/objects/", _almost(OBJECT)),
        ("POST", "metadata/objects/", st.lists(A_FIELD, max_size=3).map(lambda fields: {**OBJECT, "fields": fields})),
        ("PATCH", "metadata/objects/deal", _almost({key: value for key, value in OBJECT.items() if key != "fields"})),
        ("POST", "metadata/objects/deal/fields/", A_FIELD | st.lists(A_FIELD, max_size=3)),
        ("PATCH", "metadata/objects/deal/fields/stage", _almost({**FIELD, "name": "stage", "type": "picklist", "options": ["new", "won"]})),
        ("PUT", "metadata/option_sets/tones", _almost(OPTIONS)),
        ("PUT", "metadata/menus/main", _almost(MENU)),
    ),
    "organisation": (
        ("POST", "departments/", _almost({"name": "New", "parent": None})),
        ("PUT", "departments/1", _almost({"name": "New", "parent": None, "position": 1})),
        ("POST", "users/", _almost({**PERSON, "locale": "en", "timezone": "Asia/Shanghai", "departments": [], "active": True})),
        ("PUT", "users/3", _almost(PERSON)),
        ("POST", "roles/", _almost({"name": "New role"})),
    ),
    "access": (
        ("PUT", "access/roles/Staff/deal", _almost(RIGHTS)),
        ("PUT", "access/roles/Staff/deal", _almost({**RIGHTS, "view": {"reach": "all", "where": [["stage", "eq", "new"]]}, "fields": {"amount": "masked"}})),
    ),
}


@pytest.mark.parametrize("area", BODIES)
@SOME
@given(data=st.data())
def test_a_body_is_taken_or_refused_in_words(deals: Program, area: str, data: st.DataObject) -> None:
    method, path, strategy = data.draw(st.sampled_from(BODIES[area]))
    body = data.draw(strategy)
    answer = deals(method, f"/api/v1/{path}?dry_run=true", data=json.dumps(body).encode())
    judge(answer, (method, path, body), 200)
