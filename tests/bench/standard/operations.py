"""The operations of the standard workload as requests of each target. What a target cannot do it leaves out.

Public names: OPERATIONS, Request, Target, Ours, Bare, Fab.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from tests.bench.standard import data
from tests.servers import Client

OPERATIONS = ("list", "list_filter", "list_dept", "search", "search_rare", "record", "form", "create_html", "api_list", "api_create", "deep", "deep_keyset")
MONTHS = [(f"{year}-{month:02d}-01", f"{year}-{month + 1:02d}-01") for year in (2023, 2024, 2025) for month in range(1, 12)]
USED_STATUSES = [data.STATUSES[place] for place in (0, 1, 2, 4)]
ROWS = 25
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
    """A server under measurement. A subclass gives ``request``; ``visitors`` are logged in, by name, at ``log_in``."""

    row_mark = "data-row-id="

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
        """The request of an operation at this turn; another record, month or term at every turn."""
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


def _posted(path: str, values: Mapping[str, Any]) -> Request:
    return Request(path, urlencode(values), status=302)


def _sent(path: str, values: Mapping[str, Any], visitor: str = "program") -> Request:
    return Request(path, json.dumps(values), JSON, 201, visitor=visitor)


class Ours(Target):
    """The generated console."""

    def log_in(self) -> None:
        super().log_in()
        self.token = self.form_token("/o/lead/add")

    def request(self, operation: str, turn: int) -> Request | None:
        page, term = "/o/lead/list/", data.brand(turn)
        start, end = MONTHS[turn * 7 % len(MONTHS)]
        match operation:
            case "list" | "list_dept":
                return Request(page, rows=ROWS, visitor="manager" if operation == "list_dept" else "admin")
            case "list_filter":
                asked = f"status={quote(USED_STATUSES[turn % 4])}&created_at__ge={start}&created_at__lt={end}&sort=-amount"
                return Request(f"{page}?{asked}", rows=ROWS if self.workload.rows > 5_000 else 0)
            case "search":
                return Request(f"{page}?q={quote(term)}")
            case "search_rare":
                return Request(f"{page}?q={quote(_rare(turn))}")
            case "record":
                return Request(f"/o/lead/show/{self.record(turn)}")
            case "form":
                return Request("/o/lead/add")
            case "create_html":
                return _posted("/o/lead/add", {**_lead(turn), **_references(turn), "is_key": "y", "csrf_token": self.token})
            case "api_list":
                return Request("/api/v1/o/lead/?q=(page_size:100)", visitor="program")
            case "api_create":
                moment = {"last_follow_at": "2026-01-01T10:00:00+00:00"}
                return _sent("/api/v1/o/lead/", {**_lead(turn), **moment, **_references(turn), "is_key": True})
            case "deep":
                return Request(f"{page}?page={self.workload.deep_page}", rows=ROWS)
            case "deep_keyset":
                moment, number = self.workload.deep
                return Request(f"{page}?after={quote(f'{moment},{number}')}", rows=ROWS)
        return None


class Bare(Target):
    """One Flask route and one statement."""

    def _program(self) -> dict[str, str]:
        return self.headers["admin"]

    def request(self, operation: str, turn: int) -> Request | None:
        start, end = MONTHS[turn * 7 % len(MONTHS)]
        match operation:
            case "list" | "list_dept":
                return Request("/lead/", rows=ROWS, visitor="manager" if operation == "list_dept" else "admin")
            case "list_filter":
                asked = f"status={quote(USED_STATUSES[turn % 4])}&from={start}&to={end}&sort=amount"
                return Request(f"/lead/?{asked}", rows=ROWS if self.workload.rows > 5_000 else 0)
            case "search" | "search_rare":
                return Request(f"/lead/?q={quote(data.brand(turn) if operation == 'search' else _rare(turn))}")
            case "record":
                return Request(f"/lead/{self.record(turn)}")
            case "create_html":
                return _posted("/lead/add", {**_lead(turn), **_references(turn, "_id"), **MOMENTS, "is_key": "t"})
            case "api_list":
                return Request("/api/lead/")
            case "api_create":
                return _sent("/api/lead/", {**_lead(turn), **_references(turn, "_id"), **MOMENTS, "is_key": True}, "admin")
            case "deep":
                return Request(f"/lead/?page={self.workload.deep_page}", rows=ROWS)
            case "deep_keyset":
                moment, number = self.workload.deep
                return Request(f"/lead/?after={quote(f'{moment},{number}')}", rows=ROWS)
        return None


class Fab(Target):
    """The FAB view written by hand."""

    row_mark = "/leadview/show/"

    def log_in(self) -> None:
        super().log_in()
        self.token = self.form_token("/leadview/add")

    def request(self, operation: str, turn: int) -> Request | None:
        page = "/leadview/list/"
        start, end = MONTHS[turn * 7 % len(MONTHS)]
        match operation:
            case "list" | "list_dept":
                return Request(page, rows=ROWS, visitor="manager" if operation == "list_dept" else "admin")
            case "list_filter":
                asked = f"_flt_3_status={quote(USED_STATUSES[turn % 4])}&_flt_1_created_at={start}%2000:00:00&_flt_2_created_at={end}%2000:00:00"
                return Request(f"{page}?{asked}&_oc_LeadView=amount&_od_LeadView=desc", rows=ROWS if self.workload.rows > 5_000 else 0)
            case "search" | "search_rare":
                return Request(f"{page}?_flt_2_name={quote(data.brand(turn) if operation == 'search' else _rare(turn))}")
            case "record":
                return Request(f"/leadview/show/{self.record(turn)}")
            case "form":
                return Request("/leadview/add")
            case "create_html":
                return _posted("/leadview/add", {**_lead(turn), **_references(turn), **MOMENTS, "is_key": "y", "csrf_token": self.token})
            case "api_list":
                return Request("/api/v1/lead/?q=(page:0,page_size:100)", visitor="program")
            case "api_create":
                return _sent("/api/v1/lead/", {**_lead(turn), **_references(turn), **MOMENTS, "is_key": True})
            case "deep":
                return Request(f"{page}?page_LeadView={self.workload.deep_page}", rows=ROWS)
        return None


def _rare(turn: int) -> str:
    """A term of about eight characters that hardly any name holds."""
    return f"{data.brand(turn)}{data.INDUSTRIES[turn * 3 % 20]}集团"
