"""A company over HTTP: four departments, a person for every reach in one of them, owners of records in all, and objects to reach into.

``reached`` is the rule in five lines, worked out from nothing but the paths of the departments: what every way to a record is held against.
Public names: PLACES, WORKERS, OBJECTS, reached, Worker, Company, found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.access.reach import REACHES
from tests.web.conftest import PASSWORD, Program, csrf_of

PATHS = {"head": ("head",), "sales": ("head", "sales"), "east": ("head", "sales", "east"), "service": ("head", "service")}
"""Department → the departments from the root down to it. The actors work in sales."""
PLACES = {"own": "sales", "own_elsewhere": "service", "same_department": "sales", "child_department": "east", "sibling_department": "service"}
"""Whose record → the department on it."""
OWNERS = {"same_department": "colleague", "child_department": "below", "sibling_department": "sibling"}
WORKERS = {
    **{f"reach_{reach}": {"view": reach, "edit": reach, "delete": reach} for reach in REACHES},
    "looker": {"view": "all", "edit": "own", "delete": "own"},
}
"""Role, and user of that name → rights in the object ``client``."""


def reached(reach: str, whose: str) -> bool:
    """Does a person of the sales department with this reach get at that record?"""
    here, there = PATHS["sales"], PATHS[PLACES[whose]]
    if reach in ("none", "all") or whose.startswith("own"):
        return reach != "none"
    return there == here if reach == "department" else reach == "department_tree" and there[: len(here)] == here


def _name(label: str, **more: Any) -> dict[str, Any]:
    return {"name": "name", "type": "text", "label": label, "required": True, "max_length": 80, "searchable": True, **more}


OBJECTS: tuple[dict[str, Any], ...] = (
    {"name": "circle", "label": "Circle", "title_field": "name", "fields": [_name("Name")]},
    {
        "name": "client",
        "label": "Client",
        "title_field": "name",
        "history": True,
        "fields": [
            _name("Name", indexed=True),
            {"name": "note", "type": "textarea", "label": "Note", "searchable": True},
            {"name": "code", "type": "text", "label": "Code", "indexed": True, "max_length": 80},
            {"name": "circle", "type": "lookup", "label": "Circle", "target": "circle", "on_delete": "clear"},
        ],
    },
    {
        "name": "order",
        "label": "Order",
        "title_field": "name",
        "history": True,
        "fields": [_name("Name"), {"name": "client", "type": "lookup", "label": "Client", "target": "client", "on_delete": "clear"}],
    },
)


@dataclass
class Worker:
    """Somebody who works with records: in a browser and by a program."""

    name: str
    client: FlaskClient
    program: Program
    _token: str = ""

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, **form: Any) -> TestResponse:
        self._token = self._token or csrf_of(self.client.get("/"))
        return self.client.post(path, data={"csrf_token": self._token, **form})

    def api(self, method: str, path: str, body: Any = None) -> TestResponse:
        return self.program(method, f"/api/v1/{path}", body)


@dataclass
class Company:
    """The admin's program, the ids of departments and people, and the workers, who log in when they are first asked for."""

    admin: Program
    browser: Callable[[str], FlaskClient]
    program: Callable[[str], Program]
    departments: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    _workers: dict[str, Worker] = field(default_factory=dict)
    _made: int = 0

    def worker(self, name: str) -> Worker:
        if name not in self._workers:
            self._workers[name] = Worker(name, self.browser(name), self.program(name))
        return self._workers[name]

    def set_up(self) -> None:
        """Departments, objects, roles with their rights, people."""
        for name, path in PATHS.items():
            parent = self.departments.get(path[-2]) if len(path) > 1 else None
            self.departments[name] = self.put("POST", "departments/", {"name": name, "parent": parent})["id"]
        for definition in OBJECTS:
            self.put("POST", "metadata/objects/", definition)
        for role, rights in WORKERS.items():
            self.put("POST", "roles/", {"name": role})
            self.put("PUT", f"access/roles/{role}/client", {"create": True, **rights})
            for name in ("circle", "order"):
                self.put("PUT", f"access/roles/{role}/{name}", {"create": True, "view": "all", "edit": "all", "delete": "all"})
            self._hire(role, "sales", role)
        for whose, username in OWNERS.items():
            self._hire(username, PLACES[whose], "Staff")

    def _hire(self, username: str, department: str, role: str) -> None:
        names = {"username": username, "password": PASSWORD, "first_name": username, "last_name": "X", "email": f"{username}@example.com"}
        body = {**names, "department": self.departments[department], "roles": [role], "active": True}
        self.people[username] = self.put("POST", "users/", body)["id"]

    def put(self, method: str, path: str, body: Any) -> dict[str, Any]:
        """What the API answers the admin."""
        answer = self.admin(method, f"/api/v1/{path}", body)
        assert answer.status_code in (200, 201), answer.text
        made: dict[str, Any] = answer.json
        return made

    def clients(self, worker: str, places: Iterable[str] = PLACES, **values: Any) -> dict[str, tuple[int, str]]:
        """Whose → (id, name) of new clients; those called own belong to ``worker``. A name is used once."""
        made = {}
        for whose in places:
            self._made += 1
            made[whose] = {"name": f"CANARY{self._made}x", **values, "department": self.departments[PLACES[whose]]}
            made[whose]["owner"] = self.people[OWNERS.get(whose, worker)]
        rows = self.put("POST", "o/client/bulk", {"records": list(made.values())})["result"]
        assert [row["status"] for row in rows] == ["created"] * len(made), rows
        return {whose: (row["id"], made[whose]["name"]) for whose, row in zip(made, rows, strict=True)}

    def order(self, **values: Any) -> int:
        """Id of a new order of the admin's."""
        return int(self.put("POST", "o/order/", {"name": "An order", **values})["id"])

    def is_there(self, number: int) -> bool:
        """Has the client not been deleted?"""
        return self.admin("GET", f"/api/v1/o/client/{number}").status_code == 200


def found(answer: TestResponse, status: int, hidden: int = 404) -> bool:
    """True for ``status``, False for ``hidden``; anything else fails, a 403 above all."""
    assert answer.status_code in (status, hidden), f"{answer.status_code}: {answer.text[:800]}"
    return answer.status_code == status
