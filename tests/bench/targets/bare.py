"""The floor: a Flask route per operation with one statement and one template, on the driver itself; no count, no ORM, no forms, no CSRF.

``gunicorn tests.bench.targets.bare:app`` with BENCH_DATABASE, the URL of the plain tables.
"""

from __future__ import annotations

import os
import sqlite3
from decimal import Decimal
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, abort, redirect, request, session
from jinja2 import Template
from werkzeug.wrappers import Response

app = Flask(__name__)
app.secret_key = "of-measurements-only"
URL = sa.make_url(os.environ["BENCH_DATABASE"])
COLUMNS = ["id", "name", "contact_name", "mobile", "status", "level", "source", "amount", "next_follow_on", "created_at"]
WRITTEN = [
    "name", "contact_name", "mobile", "email", "source", "status", "level", "industry", "city", "province", "amount", "score", "next_follow_on",
    "last_follow_at", "remark", "is_key", "account_id", "owner_id", "department_id", "created_at", "updated_at",
]  # fmt: skip
JOINS = "LEFT JOIN account a ON a.id = l.account_id LEFT JOIN person o ON o.id = l.owner_id LEFT JOIN department d ON d.id = l.department_id"
WHOLE = f"SELECT l.id, {', '.join(f'l.{name}' for name in WRITTEN)}, a.name AS account, o.name AS owner, d.name AS department FROM lead l {JOINS}"
BELOW = "SELECT b.id FROM department b JOIN department m ON b.path LIKE m.path || '%%' JOIN person p ON p.department_id = m.id WHERE p.username = %s"

LIST_PAGE: Template = app.jinja_env.from_string(
    """<!doctype html><html><head><title>leads</title></head><body><form><input name="q"></form>
<table><tr>{% for name in names %}<th>{{ name }}</th>{% endfor %}</tr>
{% for row in rows %}<tr data-row-id="{{ row[0] }}"><td><a href="/lead/{{ row[0] }}">{{ row[1] }}</a></td>
{% for value in row[2:] %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</table>{% if more %}<a href="?page={{ page + 1 }}">next</a>{% endif %}</body></html>"""
)
RECORD_PAGE: Template = app.jinja_env.from_string(
    "<!doctype html><html><head><title>lead</title></head><body><table>{% for name, value in items %}<tr><th>{{ name }}</th><td>{{ value }}</td></tr>"
    "{% endfor %}</table></body></html>"
)
_open: list[Any] = []


def run(statement: str, values: Any = ()) -> Any:
    """The cursor of a statement on this process' one connection."""
    if not _open:
        _open.append(_connect())
    if URL.get_backend_name() == "sqlite":
        statement = statement.replace("%s", "?").replace("%%", "%").replace("ILIKE", "LIKE")
    return _open[0].execute(statement, values)


def _connect() -> Any:
    if URL.get_backend_name() == "sqlite":
        return sqlite3.connect(str(URL.database), isolation_level=None, check_same_thread=False)
    return psycopg.connect(URL.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)


def visitor() -> str:
    """Who is logged in."""
    if "visitor" not in session:
        abort(403)
    return str(session["visitor"])


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.post("/login/")
def login() -> Response:
    session["visitor"] = request.form["username"]
    return redirect("/lead/")


@app.get("/lead/")
def show_list() -> str:
    """The rows of the page first, in lead alone; only they are joined."""
    person, page = visitor(), int(request.args.get("page", 0))
    conditions, values = _conditions(person)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    order = "l.amount DESC, l.id DESC" if request.args.get("sort") == "amount" else "l.created_at DESC, l.id DESC"
    chosen = f"SELECT l.* FROM lead l {where} ORDER BY {order} LIMIT 26 OFFSET {page * 25}"
    columns = ", ".join(f"l.{name}" for name in COLUMNS)
    rows = run(f"SELECT {columns}, a.name, o.name, d.name FROM ({chosen}) l {JOINS} ORDER BY {order}", values).fetchall()
    return LIST_PAGE.render(rows=rows[:25], more=len(rows) > 25, page=page, names=[*COLUMNS[1:], "account", "owner", "department"])


def _conditions(person: str) -> tuple[list[str], list[Any]]:
    asked = request.args
    conditions: list[str] = []
    values: list[Any] = []
    if person != "admin":
        below: list[Any] = [person]
        within = BELOW
        if URL.get_backend_name() == "sqlite":  # which plans it badly as a part of the statement
            below = [number for (number,) in run(BELOW, [person])]
            within = ",".join(["%s"] * len(below))
        conditions.append(f"l.department_id IN ({within})")
        values += below
    if "status" in asked:
        conditions.append("l.status = %s")
        values.append(asked["status"])
    if "from" in asked:
        conditions.append("l.created_at >= %s AND l.created_at < %s")
        values += [asked["from"], asked["to"]]
    if "q" in asked:
        conditions.append("l.name ILIKE %s")
        values.append(f"%{asked['q']}%")
    if "after" in asked:
        conditions.append("(l.created_at, l.id) < (%s, %s)")
        values += asked["after"].split(",")
    return conditions, values


@app.get("/lead/<int:number>")
def show_record(number: int) -> str:
    visitor()
    found = run(f"{WHOLE} WHERE l.id = %s", [number])
    row = found.fetchone() or abort(404)
    return RECORD_PAGE.render(items=[(column[0], value) for column, value in zip(found.description, row, strict=True)])


@app.post("/lead/add")
def add() -> Response:
    visitor()
    return redirect(f"/lead/{_insert(request.form)}")


@app.get("/api/lead/")
def list_for_programs() -> dict[str, Any]:
    visitor()
    found = run(f"{WHOLE} ORDER BY l.created_at DESC, l.id DESC LIMIT 100")
    names = [column[0] for column in found.description]
    return {"result": [dict(zip(names, map(_plain, row), strict=True)) for row in found]}


@app.post("/api/lead/")
def add_for_programs() -> tuple[dict[str, int], int]:
    visitor()
    return {"id": _insert(request.get_json())}, 201


def _insert(given: Any) -> int:
    values = [given.get(name) or None for name in WRITTEN]
    statement = f"INSERT INTO lead ({', '.join(WRITTEN)}) VALUES ({', '.join(['%s'] * len(WRITTEN))}) RETURNING id"
    return int(run(statement, values).fetchone()[0])


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | str) else str(value) if isinstance(value, Decimal) else value.isoformat()
