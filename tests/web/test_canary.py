"""A canary: a record of another department whose text must appear in no answer to whom it is hidden from, on no route of the application.

The crawler walks over ``app.url_map``, so a new route is crawled on the day it comes; one with a new kind of argument fails until FILL knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.access.version import grow
from app.models.base import db
from app.models.engine import writing
from app.models.permissions import grant
from tests.web.company import Company, Worker
from tests.web.conftest import Program, csrf_of

CANARY = "CANARYsings42"
PART = "ANARYsing"
"""A search for it finds the canary, and its echo is not mistaken for it."""
FILL: dict[str, tuple[str, ...]] = {
    "name": ("client", "order", "nope"),
    "field": ("client", "name"),
    "number": ("{canary}",),
    "pk": ("1",),
    "filename": ("css/shell.css",),
    "locale": ("en",),
    "role": ("Staff",),
    "verb": ("retire", "restore", "purge"),
    "step": ("begin", "confirm", "cancel", "codes", "remove"),
    "key": ("order__client", "client__circle", "nope__nope"),
}
"""Argument of a route → what it is tried with."""
OF_ITS_OWN: dict[str, dict[str, tuple[str, ...]]] = {
    "appbuilder.static": {"filename": ("css/ab.css", "nope.css")},
    "records.related": {"name": ("client", "circle"), "number": ("1", "2", "{canary}")},
    "setup.department": {"number": ("1",)},
    "setup.edit_department": {"number": ("1",)},
    "setup.edit_user": {"number": ("1",)},
    "setup.revision": {"number": ("1",)},
    "setup.go_back": {"number": ("1",)},
    "setup.edit_set": {"name": ("tones",)},
    "setup.set_labels": {"name": ("tones",)},
    "setup.retire_set": {"name": ("tones",)},
    "DepartmentsApi.get_department": {"number": ("1",)},
    "UsersApi.get_user": {"number": ("1",)},
    "RevisionsApi.get_revision": {"number": ("1",)},
    "RevisionsApi.get_option_set": {"name": ("tones",)},
    "RevisionsApi.get_menu": {"name": ("main",)},
    "PackagesApi.get_package": {"name": ("crm",)},
}
ENDS_THE_SESSION = {"LoginView.logout"}
WITHOUT_A_PAGE = {
    *("UserDBModelView.action", "RoleModelView.action", "UserGroupModelView.action", "UserGroupModelView.edit", "UserGroupModelView.show"),
    "PackagesApi.get_package",
}
"""Nothing to see for a GET here: it is a button's address, or there is no group, no package."""
SEEN_BY_ALL = {
    *("records.list", "records.show", "records.related", "records.edit", "records.choices", "records_api.get_list", "records_api.get", "HomeView.index"),
}
"""Endpoints at which somebody with every right finds the canary: else the crawler would look in the wrong places."""


@pytest.fixture(scope="module")
def company(program: Callable[[str], Program], browser: Callable[[str], FlaskClient]) -> Company:
    made = Company(program("ada"), browser, program)
    made.set_up()
    made.put("PUT", "metadata/option_sets/tones", {"label": "Tones", "options": ["high", "low"]})
    made.put("PUT", "metadata/menus/main", {"name": "main", "label": "Main", "items": [{"name": name, "object": name} for name in ("client", "order")]})
    return made


@pytest.fixture(scope="module")
def canary(company: Company) -> int:
    """Its id: in the service department, in a circle, named by orders that everybody sees, with a history, and a twin in the bin."""
    circle = company.put("POST", "o/circle/", {"name": "Open circle"})["id"]
    made = company.clients("looker", ["sibling_department"], note=CANARY, code=CANARY, circle=circle)
    twin = company.clients("looker", ["sibling_department"], note=CANARY, code=CANARY, circle=circle)
    number, gone = made["sibling_department"][0], twin["sibling_department"][0]
    for one in (number, gone):
        company.put("PUT", f"o/client/{one}", {"name": CANARY})
        order = company.order(client=one)
        company.put("PUT", f"o/order/{order}", {"client": None})
        company.put("PUT", f"o/order/{order}", {"client": one})
    company.put("DELETE", f"o/client/{gone}", None)
    for extra in range(company.order(), number + 1):
        company.order(name=f"An order with the canary's number {extra}")  # the crawler asks for records of every object by it
    return number


def paths(app: Flask, method: str, canary: int) -> Iterator[tuple[Rule, str]]:
    """Every route that answers to the method, with every filling of its arguments."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint in ENDS_THE_SESSION:
            continue
        fill = {**FILL, **OF_ITS_OWN.get(rule.endpoint, {})}
        names = sorted(rule.arguments)
        for values in product(*(fill[name] for name in names)):
            filled: dict[str, Any] = {name: value.format(canary=canary) for name, value in zip(names, values, strict=True)}
            yield rule, adapter.build(rule.endpoint, {**filled, **({"number": int(filled["number"])} if "number" in filled else {})}, method=method)


def questions(canary: int) -> Iterator[str]:
    """Addresses with arguments that reach for the canary."""
    for listed in (
        *(f"q={PART}", f"name__contains={PART}", f"note__contains={PART}", "sort=-note&sort=-code", f"id={canary}", f"id__in={canary},1", "view=all"),
        *("name__gt=CANARY", "page=2&page_size=1", "after=x", "sort=nope", f"circle__ne={canary}", "owner=1", "department__in=1,2,3,4"),
    ):
        yield f"/o/client/list/?{listed}"
    for listed in (f"client={canary}", f"client__in={canary}", f"client__ne={canary}", "sort=client", "sort=-client", f"q={PART}", "client__null=true"):
        yield f"/o/order/list/?{listed}"
    for query in (
        *(f"(filters:!((col:name,opr:ct,value:{PART})))", f"(filters:!((col:id,opr:eq,value:{canary})))", "(order_column:note,order_direction:desc)"),
        *(
            f"(search:{PART})",
            "(columns:!(name,note,code),page_size:200)",
            "(columns:!(nope))",
            "(order_column:nope)",
            f"(filters:!((col:client,opr:eq,value:{canary})))",
        ),
        *("(order_column:client,order_direction:asc)", f"(filters:!((col:name,opr:nope,value:{PART})))", "(after:x)"),
    ):
        yield f"/api/v1/o/client/?q={query}"
        yield f"/api/v1/o/order/?q={query}"
    yield f"/o/order/choices/client?q={PART}"
    yield f"/o/order/add?client={canary}"
    yield f"/o/client/add?circle={canary}&name=x"
    yield f"/o/client/show/{canary}?history=100"
    yield f"/setup/users/?q={PART}"
    yield f"/api/v1/users/?q={PART}"


def check(answer: TestResponse, who: str, path: str) -> None:
    with answer:
        assert answer.status_code < 500, f"{who} {path}: {answer.status_code}"
        assert CANARY not in answer.text, f"{who} {path}: the canary sings"
        assert CANARY not in str(answer.headers), f"{who} {path}: the canary sings in a header"


@pytest.fixture(scope="module")
def strangers(app: Flask, company: Company, browser: Callable[[str], FlaskClient]) -> dict[str, FlaskClient]:
    """Nobody; somebody of another department; somebody whose role has no right to clients, but to the orders that name them; somebody who may do
    everything in the setup and nothing with records."""
    company.put("POST", "roles/", {"name": "Archivist"})
    company.put("PUT", "access/roles/Archivist/order", {"view": "all", "edit": "all", "delete": "all", "create": True})
    company.put("PUT", f"users/{company.people['colleague']}", {"roles": ["Archivist"]})
    designer = company.put("POST", "roles/", {"name": "Designer"})["id"]
    with app.app_context():
        session = db.session()
        with writing(session):
            grant(session.connection(), designer, [("can_write", area) for area in ("Metadata", "Organisation", "Access")])
            grow(session)
    company.put("PUT", f"users/{company.people['below']}", {"roles": ["Designer"]})
    names = {"another department": "reach_department_tree", "another role": "colleague", "a designer": "below"}
    return {"nobody": app.test_client(), **{who: browser(name) for who, name in names.items()}}


def test_the_crawler_looks_where_the_canary_is(app: Flask, browser: Callable[[str], FlaskClient], canary: int) -> None:
    """Somebody with every right: each route has something to show, none fails, and the canary is where one expects it."""
    client, shows, sings = browser("ada"), set(), set()
    rules = set()
    for rule, path in paths(app, "GET", canary):
        with client.get(path) as answer:
            assert answer.status_code < 500, path
            rules.add(rule.endpoint)
            shows |= {rule.endpoint} if answer.status_code < 400 else set()
            sings |= {rule.endpoint} if CANARY in answer.text else set()
    assert rules - shows == WITHOUT_A_PAGE
    assert sings >= SEEN_BY_ALL


@pytest.mark.parametrize("who", ["nobody", "another department", "another role", "a designer"])
def test_no_page_sings(app: Flask, strangers: dict[str, FlaskClient], canary: int, who: str) -> None:
    for path in (*(path for _rule, path in paths(app, "GET", canary)), *questions(canary)):
        check(strangers[who].get(path), who, path)
    with strangers[who].get("/setup/") as answer:
        assert answer.status_code == {"nobody": 302, "a designer": 200}.get(who, 403)


@pytest.mark.parametrize("who", ["nobody", "another department", "another role"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_refusal_sings(app: Flask, strangers: dict[str, FlaskClient], canary: int, who: str, method: str) -> None:
    client = strangers[who]
    token = csrf_of(client.get("/login/" if who == "nobody" else "/"))
    for _rule, path in paths(app, method, canary):
        form: dict[str, Any] = {"csrf_token": token, "ids": canary, "client": canary, "version": "1", "name": "x"}
        sent: dict[str, Any] = {"json": {"client": canary, "version": 1}, "headers": {"X-CSRFToken": token}} if path.startswith("/api/") else {"data": form}
        check(client.open(path, method=method, **sent), who, path)
    if who != "nobody":
        page = client.get("/o/order/list/")
        assert page.status_code == 200, "still logged in"
        check(page, who, "the messages of what was refused")


def test_no_error_of_the_api_sings(company: Company, canary: int) -> None:
    worker: Worker = company.worker("reach_department_tree")
    order = company.order()
    for method, path, body in (
        ("PUT", f"o/client/{canary}", {"name": "x", "version": 1}),
        ("PUT", f"o/client/{canary}", {"nope": 1}),
        ("DELETE", f"o/client/{canary}", None),
        ("POST", f"o/client/{canary}/restore", None),
        ("POST", "o/order/", {"name": "x", "client": canary}),
        ("PUT", f"o/order/{order}", {"client": canary, "version": 99}),
        ("POST", "o/client/bulk", {"records": [{"id": canary, "name": "x"}], "key": "id"}),
        ("POST", "o/client/bulk", {"records": [{"code": CANARY[:-1], "name": "x"}], "key": "code"}),
        ("POST", "o/order/bulk", {"records": [{"name": "x", "client": canary}, {"client": canary}]}),
    ):
        check(worker.api(method, path, body), worker.name, f"{method} {path}")
    assert CANARY in company.admin("GET", f"/api/v1/o/client/{canary}").text, "nobody changed it"
