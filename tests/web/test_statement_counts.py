"""How many SQL statements a page of the CRM takes, pinned in statement_counts.yaml, and what they do not grow with: rows, lookups, the menu.

Counted when everything has been used once. ``UPDATE_COUNTS=1 pytest tests/web/test_statement_counts.py`` writes the file anew;
a number that grew wants a reason.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from flask import Flask
from flask.testing import FlaskClient

from app.access.actor import SYSTEM
from app.access.version import grow
from app.fieldtypes.registry import TYPES
from app.metadata.edits import CreateObject
from app.metadata.load import load_object
from app.models.base import db
from app.models.engine import writing
from app.models.generated import ModelSet
from app.models.permissions import grant
from app.models.store import load_catalog
from app.models.system import Reach
from app.publishing.publish import publish
from tests.web.conftest import PASSWORD, Program, csrf_of

GOLDEN = Path(__file__).parent / "statement_counts.yaml"
LIST_AT_MOST = 12
"""What the list of leads may take at all."""

REQUESTS: dict[str, tuple[str, str, str]] = {
    "the list of leads": ("stan", "GET", "/o/lead/list/"),
    "the list of leads, page two": ("stan", "GET", "/o/lead/list/?page_size=10&page=2"),
    "the list of leads, filtered, searched and sorted by a lookup": ("stan", "GET", "/o/lead/list/?q=e&status=new&channel={channel}&sort=-channel"),
    "a lead": ("stan", "GET", "/o/lead/show/{lead}"),
    "an account": ("stan", "GET", "/o/account/show/{account}"),
    "the form of a new lead": ("stan", "GET", "/o/lead/add"),
    "the form of a lead": ("stan", "GET", "/o/lead/edit/{lead}"),
    "a new lead by the form": ("stan", "POST", "/o/lead/add"),
    "a lead changed by the form": ("stan", "POST", "/o/lead/edit/{lead}"),
    "a form with errors": ("stan", "POST", "/o/lead/add?wrong"),
    "choices of a lookup": ("stan", "GET", "/o/lead/choices/channel?q=e"),
    "home": ("stan", "GET", "/"),
    "the own profile": ("stan", "GET", "/users/userinfo/"),
    "an unknown record": ("stan", "GET", "/o/lead/show/2000000000"),
    "an unknown page": ("stan", "GET", "/nope"),
    "the login page": ("", "GET", "/login/"),
    "a login": ("", "POST", "/login/"),
    "a login by a program": ("", "POST", "/api/v1/security/login"),
    "a list by the API": ("program", "GET", "/api/v1/o/lead/"),
    "a lead by the API": ("program", "GET", "/api/v1/o/lead/{lead}"),
    "a new lead by the API": ("program", "POST", "/api/v1/o/lead/"),
    "a lead changed by the API": ("program", "PUT", "/api/v1/o/lead/{lead}"),
    "a task deleted by the API": ("program", "DELETE", "/api/v1/o/task/{task}"),
    "the menu by the API": ("program", "GET", "/api/v1/menu/"),
    "objects in the designer": ("ada", "GET", "/setup/"),
    "an object in the designer": ("ada", "GET", "/setup/objects/lead/"),
    "a field in the designer": ("ada", "GET", "/setup/objects/lead/fields/status/"),
    "the rights of all roles": ("ada", "GET", "/setup/permissions/"),
    "people in the setup": ("ada", "GET", "/setup/users/"),
    "departments in the setup": ("ada", "GET", "/setup/departments/"),
    "revisions": ("ada", "GET", "/setup/revisions/"),
    "the audit log": ("ada", "GET", "/setup/audit/"),
    "FAB's list of users": ("ada", "GET", "/users/list/"),
    "FAB's list of roles": ("ada", "GET", "/roles/list/"),
}
"""What is done → (who, method, path)."""


@dataclass
class Desk:
    """The CRM with a lead and what belongs to it; measures a request by its name in REQUESTS."""

    app: Flask
    statements: list[str]
    browsers: dict[str, FlaskClient]
    tokens: dict[str, str]
    program: Program
    ids: dict[str, int]
    done: int = 0

    def make(self, object_name: str, **values: Any) -> int:
        answer = self.program("POST", f"/api/v1/o/{object_name}/", values)
        assert answer.status_code == 201, answer.text
        return int(answer.json["id"])

    def measure(self, name: str) -> list[str]:
        """The statements of the request when it is made for the second time."""
        who, method, path = REQUESTS[name]
        for _turn in range(2):
            self.done += 1
            ids = {**self.ids, "task": self.make("task", name="A task", due_at="2026-01-01T10:00:00+00:00", type="call") if method == "DELETE" else 0}
            self.statements.clear()
            status = self._ask(who, method, path.format(**ids))
            assert status < 500
        return list(self.statements)

    def _ask(self, who: str, method: str, path: str) -> int:
        lead = {"name": f"Lead {self.done}", "company": f"Company {self.done}", "source_class": "online", "channel": self.ids["channel"]}
        if who == "program":
            return self.program(method, path, lead if method in ("POST", "PUT") else None).status_code
        if who == "":
            return self._login(method, path)
        form = {"csrf_token": self.tokens[who], **({} if path.endswith("wrong") else lead)}
        answer = self.browsers[who].open(path, method=method, data=form if method == "POST" else None)
        assert answer.status_code in (200, 404) if method == "GET" else answer.status_code == (422 if path.endswith("wrong") else 302), answer.text[:300]
        return answer.status_code

    def _login(self, method: str, path: str) -> int:
        client = self.app.test_client()
        who = {"username": "stan", "password": PASSWORD}
        if method == "GET" or path.startswith("/api/"):
            return client.open(path, method=method, json=who if method == "POST" else None).status_code
        form = {**who, "csrf_token": csrf_of(client.get(path))}
        self.statements.clear()
        answer = client.post(path, data=form)
        assert answer.location == "/"
        return answer.status_code

    def rows(self, number: int) -> None:
        """So many more leads of the staff's."""
        with self.app.app_context(), writing(db.session()):
            lead = ModelSet(load_catalog(db.session()), TYPES).model("lead")
            now = datetime.now(UTC)
            common = {"owner_id": self.ids["stan"], "created_at": now, "changed_at": now, "f_channel": self.ids["channel"], "f_status": "new"}
            db.session().execute(sa.insert(lead), [{**common, "f_name": f"Lead {turn}"} for turn in range(number)])


@pytest.fixture(scope="module")
def counting(app: Flask) -> Iterator[list[str]]:
    """Every statement on the database but BEGIN and PRAGMA."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def desk(app: Flask, counting: list[str], browser: Callable[[str], FlaskClient], program: Callable[[str], Program]) -> Desk:
    done = app.test_cli_runner().invoke(args=["init"])
    assert done.exit_code == 0, done.output
    browsers = {name: browser(name) for name in ("stan", "ada")}
    tokens = {name: csrf_of(client.get("/")) for name, client in browsers.items()}
    with app.app_context():
        stan = app.appbuilder.sm.find_user("stan").id
    admin = Desk(app, counting, browsers, tokens, program("ada"), {})
    head = admin.program("POST", "/api/v1/departments/", {"name": "Head office"}).json["id"]
    channel = admin.make("channel", name="Web", code="web", kind="site", source_class="online", owning_department=head)
    made = Desk(app, counting, browsers, tokens, program("stan"), {"channel": channel, "stan": stan})
    made.ids["lead"] = made.make("lead", name="First", company="First", source_class="online", channel=channel)
    made.ids["account"] = made.make("account", name="First", source_class="online", channel=channel)
    made.make("follow_up", lead=made.ids["lead"], account=made.ids["account"], subject="x", channel="call", result="connected", content="x")
    made.rows(25)
    return made


@pytest.fixture(scope="module")
def golden() -> Iterator[dict[str, int]]:
    """The pinned counts; written back when they are to be made anew."""
    if os.environ.get("UPDATE_COUNTS") != "1":
        yield yaml.safe_load(GOLDEN.read_text())
        return
    made: dict[str, int] = {}
    yield made
    GOLDEN.write_text("# SQL statements of one request, without BEGIN: see test_statement_counts.py\n" + yaml.safe_dump(made, sort_keys=False))


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_takes_the_statements_that_are_pinned(desk: Desk, golden: dict[str, int], name: str) -> None:
    taken = desk.measure(name)
    if os.environ.get("UPDATE_COUNTS") == "1":
        golden[name] = len(taken)
    assert len(taken) == golden[name], "\n".join(taken)
    reads = [statement for statement in taken if statement.startswith("SELECT")]
    assert name != "the list of leads" or len(taken) <= LIST_AT_MOST
    assert len(reads) == len(set(reads)), "the same statement twice"


def test_the_list_takes_as_many_with_200_rows_and_with_more_lookups(desk: Desk, program: Callable[[str], Program]) -> None:
    names = ("the list of leads", "a list by the API", "home")
    before = {name: len(desk.measure(name)) for name in names}
    ada = program("ada")
    targets = ("account", "contact", "campaign", "opportunity", "product", "task")
    more = [{"name": f"more_{target}", "type": "lookup", "label": target, "target": target} for target in targets]
    people = [{"name": f"more_{kind}", "type": kind, "label": kind} for kind in ("user", "department")]
    assert ada("POST", "/api/v1/metadata/objects/lead/fields/", [*more, *people]).status_code == 201
    columns = ["name", "channel", "campaign", "owner", *(field["name"] for field in [*more, *people])]
    assert ada("PATCH", "/api/v1/metadata/objects/lead", {"list_fields": columns}).status_code == 200
    desk.rows(200)
    page = desk.browsers["stan"].get("/o/lead/list/?page_size=200").text
    assert page.count("data-row-id=") == 200
    after = {name: len(desk.measure(name)) for name in names}
    counts = {"the list of leads": 1, "a list by the API": 1, "home": 0}
    """The total of more rows than fit on a page is counted."""
    assert all(after[name] - before[name] in (0, counts[name]) for name in names), (before, after)


def test_a_page_takes_as_many_with_a_hundred_more_lines_in_the_menu(desk: Desk) -> None:
    names = ("the list of leads", "a lead", "the form of a new lead", "home", "the menu by the API", "objects in the designer", "the rights of all roles")
    before = {name: len(desk.measure(name)) for name in names}
    fields = [{"name": "name", "type": "text", "label": "Name"}, {"name": "place", "type": "integer", "label": "Place"}]
    with desk.app.app_context():
        session = db.session()
        made = [load_object({"name": f"more_{turn}", "label": f"More {turn}", "title_field": "name", "fields": fields}, TYPES)[0] for turn in range(100)]
        publish(session, [CreateObject(definition) for definition in made], SYSTEM)
        role = desk.app.appbuilder.sm.find_role("Staff").id
        objects = [summary for name, summary in load_catalog(session).objects.items() if name.startswith("more_")]
        session.rollback()
        with writing(session):
            grant(session.connection(), role, [(verb, one.name) for one in objects for verb in ("menu_access", "can_list", "can_add")])
            session.add_all(Reach(role_id=role, entity_id=one.id, view="all", edit="own", delete="own", transfer="none", create=True) for one in objects)
            grow(session)
    assert desk.browsers["stan"].get("/").text.count("/o/more_") >= 100
    assert {name: len(desk.measure(name)) for name in names} == before
