"""The operations of the standard workload as requests of each target. What a target cannot do it leaves out.

Public names: OPERATIONS, Request, Target, Ours, Bare, Fab.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from tests.bench.standard import data
from tests.servers import Client

OPERATIONS = ("list", "list_filter", "list_dept", "search", "search_rare", "record", "form", "create_html", "api_list", "api_create", "deep", "deep_keyset")
MONTHS = [(f"{year}-{month:02d}-01", f"{year}-{month + 1:02d}-01") for year in (2023, 2024, 2025) for month in range(1, 12)]
USED_STATUSES = [data.STATUSES[place] for place in (0, 1, 2, 4)]
ROWS = 25
FULL = ("list", "list_dept", "deep", "deep_keyset")
"""Operations that answer a full page of rows."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, by whom, and what must come back: the status, and so many marks of rows."""

    path: str
    body: str | None = None
    kind: str = FORM
    status: int = 200
    rows: int = 0
    visitor: str = "admin"
    """admin, manager, or program: the admin's token without a cookie."""


@dataclass(frozen=True, slots=True)
class Workload:
    """What requests need to know of the data."""

    rows: int
    deep: tuple[str, int]
    """(created_at, id) of the last row before the deep page."""

    @property
    def deep_page(self) -> int:
        """Counted from 0: page 20,000, or one of the last full ones."""
        return min(20_000, self.rows // ROWS - 2)


class Target:
    """A server under measurement. A subclass gives ``paths`` and what it calls the values of a new lead; ``visitors`` are logged in, by name, at ``log_in``."""

    row_mark = "data-row-id="
    paths: Mapping[str, str]
    """Operation → its address, with holes: status, start, end, term, id, page, after."""
    program = "program"
    """Who asks for JSON."""

    def __init__(self, port: int, workload: Workload) -> None:
        self.port, self.workload = port, workload
        self.headers: dict[str, dict[str, str]] = {}

    def log_in(self) -> None:
        """Cookies of admin and manager, the admin's token for REST."""
        for name in ("admin", "manager"):
            with Client(self.port) as client:
                self.headers[name] = {"Cookie": self._cookie(client, name)}
        self.headers["program"] = self._program()

    def _cookie(self, client: Client, name: str) -> str:
        token, cookie = _token_of(client, "/login/", "")
        fields = {"username": name, "password": "demo", "csrf_token": token}
        client.connection.request("POST", "/login/", urlencode(fields), {"Content-Type": FORM, "Cookie": cookie})
        response = client.connection.getresponse()
        response.read()
        assert response.status == 302, response.status
        return (response.getheader("Set-Cookie") or cookie).partition(";")[0]

    def _program(self) -> dict[str, str]:
        with Client(self.port, "admin") as client:
            return {"Authorization": client.headers["Authorization"]}

    def form_token(self, path: str) -> str:
        """The CSRF token of the admin's session, which from then on remembers it."""
        with Client(self.port) as client:
            token, self.headers["admin"]["Cookie"] = _token_of(client, path, self.headers["admin"]["Cookie"])
            return token

    def request(self, operation: str, turn: int) -> Request | None:
        """The request of an operation at this turn, another record, month or term at every turn; None where the target has no such page."""
        path = self.paths.get(operation)
        if path is None:
            return None
        path = path.format_map(self._values(operation, turn))
        if operation == "create_html":
            return Request(path, urlencode({**_lead(turn), **self.form_values(turn)}), status=302)
        if operation == "api_create":
            return Request(path, json.dumps({**_lead(turn), "is_key": True, **self.json_values(turn)}), JSON, 201, visitor=self.program)
        visitor = {"list_dept": "manager", "api_list": self.program}.get(operation, "admin")
        shows = operation in FULL or (operation == "list_filter" and self.workload.rows > 5_000)
        return Request(path, rows=ROWS if shows else 0, visitor=visitor)

    def _values(self, operation: str, turn: int) -> dict[str, Any]:
        """What fills the holes of ``paths``."""
        start, end = MONTHS[turn * 7 % len(MONTHS)]
        term = data.brand(turn) if operation == "search" else _rare(turn)
        after = quote("{},{}".format(*self.workload.deep))
        status = quote(USED_STATUSES[turn % 4])
        return {"status": status, "start": start, "end": end, "term": quote(term), "id": self.record(turn), "page": self.workload.deep_page, "after": after}

    def form_values(self, turn: int) -> dict[str, Any]:
        """What a new lead has in the form of this target, beside the fields that all call the same."""
        raise NotImplementedError

    def json_values(self, turn: int) -> dict[str, Any]:
        """The same for REST."""
        raise NotImplementedError

    def record(self, turn: int) -> int:
        return 1 + (turn * 7919 + 13) % self.workload.rows


def _token_of(client: Client, path: str, cookie: str) -> tuple[str, str]:
    """(CSRF token in the page, cookie of the session)"""
    client.connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    response = client.connection.getresponse()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.read().decode())
    return found[1] if found else "", (response.getheader("Set-Cookie") or cookie).partition(";")[0]


def _lead(turn: int) -> dict[str, Any]:
    """A new lead as the hand-written pages take it, but for the references."""
    return {
        "name": f"新建公司{turn}", "contact_name": "张三", "mobile": "13800000000", "email": "x@example.com", "source": data.SOURCES[turn % 8],
        "status": data.STATUSES[turn % 6], "level": "A", "industry": data.INDUSTRIES[turn % 20], "city": "北京", "province": "北京", "amount": "1234.50",
        "score": 50, "next_follow_on": "2026-02-01", "last_follow_at": "2026-01-01 10:00:00", "remark": "备注",
    }  # fmt: skip


def _references(turn: int, ending: str = "") -> dict[str, int]:
    return {f"account{ending}": 1 + turn % data.ACCOUNTS, f"owner{ending}": 1 + turn % data.PEOPLE, f"department{ending}": 60}


MOMENTS = {"created_at": "2026-01-02 03:04:05", "updated_at": "2026-01-02 03:04:05"}


class Ours(Target):
    """The generated console."""

    paths: ClassVar = {
        "list": "/o/lead/list/",
        "list_filter": "/o/lead/list/?status={status}&created_at__ge={start}&created_at__lt={end}&sort=-amount",
        "list_dept": "/o/lead/list/",
        "search": "/o/lead/list/?q={term}",
        "search_rare": "/o/lead/list/?q={term}",
        "record": "/o/lead/show/{id}",
        "form": "/o/lead/add",
        "create_html": "/o/lead/add",
        "api_list": "/api/v1/o/lead/?q=(page_size:100)",
        "api_create": "/api/v1/o/lead/",
        "deep": "/o/lead/list/?page={page}",
        "deep_keyset": "/o/lead/list/?after={after}",
    }

    def log_in(self) -> None:
        super().log_in()
        self.token = self.form_token("/o/lead/add")

    def form_values(self, turn: int) -> dict[str, Any]:
        return {**_references(turn), "is_key": "y", "csrf_token": self.token}

    def json_values(self, turn: int) -> dict[str, Any]:
        return {**_references(turn), "last_follow_at": "2026-01-01T10:00:00+00:00"}


class Bare(Target):
    """One Flask route and one statement."""

    paths: ClassVar = {
        "list": "/lead/",
        "list_filter": "/lead/?status={status}&from={start}&to={end}&sort=amount",
        "list_dept": "/lead/",
        "search": "/lead/?q={term}",
        "search_rare": "/lead/?q={term}",
        "record": "/lead/{id}",
        "create_html": "/lead/add",
        "api_list": "/api/lead/",
        "api_create": "/api/lead/",
        "deep": "/lead/?page={page}",
        "deep_keyset": "/lead/?after={after}",
    }
    program = "admin"

    def _program(self) -> dict[str, str]:
        return self.headers["admin"]

    def form_values(self, turn: int) -> dict[str, Any]:
        return {**_references(turn, "_id"), **MOMENTS, "is_key": "t"}

    def json_values(self, turn: int) -> dict[str, Any]:
        return {**_references(turn, "_id"), **MOMENTS}


class Fab(Target):
    """The FAB view written by hand."""

    row_mark = "/leadview/show/"
    paths: ClassVar = {
        "list": "/leadview/list/",
        "list_filter": "/leadview/list/?_flt_3_status={status}&_flt_1_created_at={start}%2000:00:00&_flt_2_created_at={end}%2000:00:00"
        "&_oc_LeadView=amount&_od_LeadView=desc",
        "list_dept": "/leadview/list/",
        "search": "/leadview/list/?_flt_2_name={term}",
        "search_rare": "/leadview/list/?_flt_2_name={term}",
        "record": "/leadview/show/{id}",
        "form": "/leadview/add",
        "create_html": "/leadview/add",
        "api_list": "/api/v1/lead/?q=(page:0,page_size:100)",
        "api_create": "/api/v1/lead/",
        "deep": "/leadview/list/?page_LeadView={page}",
    }

    def log_in(self) -> None:
        super().log_in()
        self.token = self.form_token("/leadview/add")

    def form_values(self, turn: int) -> dict[str, Any]:
        return {**_references(turn), **MOMENTS, "is_key": "y", "csrf_token": self.token}

    def json_values(self, turn: int) -> dict[str, Any]:
        return {**_references(turn), **MOMENTS}


def _rare(turn: int) -> str:
    """A term of about eight characters that hardly any name holds."""
    return f"{data.brand(turn)}{data.INDUSTRIES[turn * 3 % 20]}集团"
