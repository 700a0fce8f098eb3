"""The two databases of the standard workload with the same rows and ids: ours, whose objects are made through the metadata API, and the plain tables.

Public names: fill_ours, fill_plain.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

from app.models.search import RECORD_BITS
from app.models.search_words import content_of, words_of
from tests.bench.standard import data
from tests.bench.standard.objects import ACCOUNT, LEAD, REACH, ROLE
from tests.bench.standard.rows import Rows, blocks
from tests.bench.targets.tables import declare
from tests.servers import DEMO_HASH, ROOT, Client, Server, prepare

SYSTEM = ["id", "owner_id", "department_id", "created_at", "created_by_id", "changed_at", "changed_by_id", "version"]
HASHED = ["--password-hash", DEMO_HASH]
EMPTY = (["init", "--no-package"], ["user", "create", "admin", *HASHED, "--role", "Admin"], ["user", "create", "manager", *HASHED])


def fill_ours(url: str, count: int) -> None:
    """A console with the standard objects, people and ``count`` leads, each with the history entry of its creation."""
    prepare(url, *EMPTY)
    rows = Rows(url)
    _departments_and_people(rows)
    with Server(url) as server, Client(server.port, "admin") as admin:
        _ask(admin, "POST", "/api/v1/roles/", {"name": ROLE})
        for definition in (ACCOUNT, LEAD):
            _ask(admin, "POST", "/api/v1/metadata/objects/", definition)
            _ask(admin, "PUT", f"/api/v1/access/roles/{ROLE}/{definition['name']}", REACH)
        _ask(admin, "PUT", "/api/v1/users/2", {"roles": [ROLE]})
    _others_as_the_manager(rows)
    _accounts(rows)
    _leads(rows, count)
    _searched(rows, "account", ((account[0], account[1]) for account in data.accounts()))
    _searched(rows, "lead", ((lead[0], lead[1]) for lead in data.leads(count)))
    rows.execute("UPDATE fl_state SET access = access + 1")
    rows.finish()
    rows.close()


def _ask(client: Client, method: str, path: str, body: object) -> None:
    answer = client.call(method, path, body)
    assert answer.status in (200, 201), f"{method} {path}: {answer.status} {answer.text[:500]}"


def _departments_and_people(rows: Rows) -> None:
    tree = ((one.id, one.name, one.parent, one.path, one.id, True) for one in data.departments())
    rows.fill("fl_department", ["id", "name", "parent_id", "path", "position", "active"], tree)
    password = rows.execute("SELECT password FROM ab_user WHERE id = 1").fetchone()[0]
    for someone in (one for one in data.people() if one.id <= 2):
        names = f"first_name = '{someone.given_name}', last_name = '{someone.family_name}'"
        rows.execute(f"UPDATE ab_user SET department_id = {someone.department}, {names} WHERE id = {someone.id}")
    others = (
        (one.id, one.username, one.given_name, one.family_name, f"{one.username}@example.com", True, password, one.department)
        for one in data.people()
        if one.id > 2
    )
    rows.fill("ab_user", ["id", "username", "first_name", "last_name", "email", "active", "password", "department_id"], others)


def _others_as_the_manager(rows: Rows) -> None:
    role, last = rows.execute("SELECT role_id, (SELECT max(id) FROM ab_user_role) FROM ab_user_role WHERE user_id = 2").fetchone()
    rows.fill("ab_user_role", ["id", "user_id", "role_id"], ((last + someone, someone, role) for someone in range(3, data.PEOPLE + 1)))


def _stored(rows: Rows, name: str) -> tuple[int, str, dict[str, str]]:
    """(id, table, API name → column) of an object."""
    found = rows.execute(f"SELECT definition FROM fl_version WHERE kind = 'object' AND name = '{name}' ORDER BY revision DESC LIMIT 1").fetchone()[0]
    definition = json.loads(found) if isinstance(found, str) else found
    return definition["id"], definition["table"], {field["name"]: field["column"] for field in definition["fields"]}


def _accounts(rows: Rows) -> None:
    _, table, columns = _stored(rows, "account")
    home = {someone.id: someone.department for someone in data.people()}
    made = (
        (number, owner, home[owner], moment, owner, moment, owner, 1, name, industry, city)
        for number, name, industry, city, owner, created in data.accounts()
        for moment in [rows.moment(created)]
    )
    rows.fill(table, [*SYSTEM, *(columns[name] for name in ("name", "industry", "city"))], made)


def _leads(rows: Rows, count: int) -> None:
    entity, table, columns = _stored(rows, "lead")
    own = [name for name in data.LEAD if name in columns]

    def ours() -> Iterator[tuple[Any, ...]]:
        for lead in data.leads(count):
            one = dict(zip(data.LEAD, lead, strict=True))
            one["mobile"] = f"+86{one['mobile']}"
            one["amount"] = one["amount"] * 10_000 if rows.sqlite else Decimal(one["amount"]).scaleb(-2)
            for name in ("last_follow_at", "created_at", "changed_at"):
                one[name] = rows.moment(one[name])
            owner, made, changed = one["owner"], one["created_at"], one["changed_at"]
            yield (one["id"], owner, one["department"], made, owner, changed, owner, 1, *(one[name] for name in own))

    rows.fill(table, [*SYSTEM, *(columns[name] for name in own)], ours())
    made, owner = data.LEAD.index("created_at"), data.LEAD.index("owner")
    entries = ((entity, lead[0], 1, rows.moment(lead[made]), lead[owner], "create", "{}") for lead in data.leads(count))
    rows.fill("fl_history", ["entity_id", "record_id", "version", "at", "actor_id", "action", "changes"], entries)


def _searched(rows: Rows, name: str, records: Iterable[tuple[int, str]]) -> None:
    """The search rows of (id, name) of an object's records, as ``models.search`` writes them: a job of the console takes ten times as long for millions."""
    entity, _, _ = _stored(rows, name)
    fields, revision = rows.execute(f"SELECT fields, revision FROM fl_search_state WHERE entity_id = {entity}").fetchone()
    (field,) = json.loads(fields) if isinstance(fields, str) else fields
    contents = ((number, content_of({field: text}, frozenset([field]))) for number, text in records)
    if not rows.sqlite:
        rows.execute("SET maintenance_work_mem = '1GB'")
        made = ((entity, number, revision, content, words_of(content)) for number, content in contents)
        rows.fill("fl_search", ["entity_id", "record_id", "revision", "content", "tokens"], made)
        return
    for block in blocks(contents):
        rows.fill("fl_search", ["entity_id", "record_id", "revision", "content"], ((entity, number, revision, content) for number, content in block))
        rows.fill("fl_search_words", ["rowid", "words"], (((entity << RECORD_BITS) + number, words_of(content)) for number, content in block))


def fill_plain(url: str, count: int) -> None:
    """The tables of ``targets.tables`` with the same rows, and the users of the FAB view."""
    base: Any = declarative_base()
    declare(base)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    base.metadata.create_all(engine)
    rows = Rows(url)
    rows.fill("department", ["id", "name", "parent_id", "path"], data.departments())
    people = ((one.id, one.username, one.family_name + one.given_name, one.department) for one in data.people())
    rows.fill("person", ["id", "username", "name", "department_id"], people)
    accounts = ((*account[:5], rows.moment(account[5])) for account in data.accounts())
    rows.fill("account", ["id", "name", "industry", "city", "owner_id", "created_at"], accounts)
    amount, moments = data.LEAD.index("amount"), [data.LEAD.index(name) for name in ("last_follow_at", "created_at", "changed_at")]

    def plain() -> Iterator[list[Any]]:
        for lead in data.leads(count):
            one = list(lead)
            one[amount] = one[amount] / 100 if rows.sqlite else Decimal(one[amount]).scaleb(-2)
            for place in moments:
                one[place] = rows.moment(one[place])
            yield one

    renamed = {"account": "account_id", "owner": "owner_id", "department": "department_id", "changed_at": "updated_at"}
    rows.fill("lead", [renamed.get(name, name) for name in data.LEAD], plain())
    rows.finish()
    rows.close()
    made = [sys.executable, "-m", "tests.bench.targets.fab_view"]
    subprocess.run(made, cwd=ROOT, env={**os.environ, "BENCH_DATABASE": url}, capture_output=True, check=True)
