"""A small organisation with a few objects, published for real: what the tests of the record paths work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.access import scopes
from app.access.actor import SYSTEM, Actor
from app.access.matrix import Entry, Matrix
from app.access.reach import REACHES
from app.fieldtypes.registry import TYPES
from app.metadata.edits import CreateObject
from app.metadata.load import load_object
from app.models import engine as engines
from app.models.generated import ModelSet
from app.models.setup import create_system_tables
from app.models.store import load_catalog
from app.models.users import Department, User
from app.publishing.publish import publish
from app.records import search_index
from app.records.workspace import Workspace, open_workspace

OBJECTS: list[dict[str, Any]] = [
    {"name": "region", "scoped": False, "title_field": "name", "fields": [{"name": "name", "type": "text", "required": True}]},
    {
        "name": "account",
        "title_field": "name",
        "tree": "parent",
        "fields": [
            {"name": "name", "type": "text", "required": True, "indexed": True},
            {"name": "code", "type": "text", "unique": True, "max_length": 20},
            {"name": "number", "type": "auto_number", "pattern": "A-{YYYY}-{0000}"},
            {"name": "size", "type": "picklist", "options": ["large", "medium", {"value": "tiny", "active": False}], "default": "medium"},
            {"name": "tags", "type": "multi_picklist", "options": ["vip", "cold", "warm"]},
            {"name": "revenue", "type": "currency"},
            {"name": "staff", "type": "integer", "min": 0},
            {"name": "since", "type": "date"},
            {"name": "seen_at", "type": "datetime"},
            {"name": "open_from", "type": "time"},
            {"name": "paying", "type": "boolean"},
            {"name": "notes", "type": "textarea", "searchable": True},
            {"name": "parent", "type": "lookup", "target": "account", "on_delete": "clear"},
            {"name": "region", "type": "lookup", "target": "region"},
            {"name": "manager", "type": "user"},
            {"name": "branch", "type": "department"},
            {"name": "score", "type": "integer", "read_only": True},
        ],
    },
    {
        "name": "deal",
        "title_field": "name",
        "fields": [
            {"name": "name", "type": "text", "required": True},
            {"name": "account", "type": "lookup", "target": "account", "on_delete": "restrict"},
            {"name": "partner", "type": "lookup", "target": "account", "on_delete": "clear"},
            {"name": "amount", "type": "currency"},
        ],
    },
    {
        "name": "visit",
        "title_field": "",
        "fields": [
            {"name": "deal", "type": "lookup", "target": "deal", "on_delete": "cascade", "required": True},
            {"name": "text", "type": "text"},
        ],
    },
    {"name": "photo", "title_field": "", "fields": [{"name": "visit", "type": "lookup", "target": "visit", "on_delete": "cascade"}]},
    {"name": "invoice", "title_field": "text", "fields": [{"name": "text", "type": "text"}, {"name": "visit", "type": "lookup", "target": "visit"}]},
    {
        "name": "order",
        "fields": [
            {"name": "account", "type": "lookup", "target": "account", "filter": [["size", "eq", "large"], ["manager", "eq", "$me"]]},
            {"name": "any", "type": "lookup", "target": "account"},
        ],
    },
    {"name": "node", "fields": [{"name": "parent", "type": "lookup", "target": "node", "on_delete": "cascade"}]},
    {"name": "log", "title_field": "text", "append_only": True, "history": False, "fields": [{"name": "text", "type": "text"}]},
]
DEPARTMENTS = ((1, "Head office", None, "/1/"), (2, "Sales", 1, "/1/2/"), (3, "Sales east", 2, "/1/2/3/"), (4, "Service", 1, "/1/4/"))
PEOPLE = ((11, "staff", "Ann", "Own", 2), (12, "colleague", "Bob", "Same", 2), (13, "below", "Cai", "Child", 3), (14, "sibling", "Dora", "Sibling", 4))
STAFF, COLLEAGUE, BELOW, SIBLING = 11, 12, 13, 14
DEPARTMENT_OF = {STAFF: 2, COLLEAGUE: 2, BELOW: 3, SIBLING: 4}
ACTIONS = ("view", "edit", "delete", "transfer")


@dataclass(frozen=True)
class World:
    """The database, its sessions and its classes; workspaces for anybody."""

    engine: sa.Engine
    sessions: sessionmaker[Session]
    models: ModelSet

    def matrix(self, reach: str = "all", create: bool = True, **by_object: str | dict[str, str]) -> Matrix:
        """A matrix of role 1: one reach for all objects and actions; ``by_object`` gives some objects another one, or one per action."""
        entries = {}
        for name, summary in self.models.catalog.objects.items():
            given = by_object.get(name, reach)
            reaches = dict.fromkeys(ACTIONS, given) if isinstance(given, str) else {**dict.fromkeys(ACTIONS, reach), **given}
            entries[1, summary.id] = Entry(reaches, frozenset({"create", "export", "import"} if create else ()))
        return Matrix(entries)

    @contextmanager
    def acting(self, actor: Actor = SYSTEM, matrix: Matrix | None = None) -> Iterator[Workspace]:
        """A workspace of the actor's, closed without a commit."""
        with self.sessions() as session:
            yield open_workspace(session, actor, self.models, matrix or Matrix())

    def add(self, object_name: str, owner: int | None = None, **values: Any) -> int:
        """Put a row into the table past the record path; lookups by id. Returns its id."""
        model = self.models.model(object_name)
        now = datetime.now(UTC)
        common = {"owner_id": owner, "department_id": DEPARTMENT_OF.get(owner or 0), "created_at": now, "changed_at": now}
        with self.sessions() as session:
            row = model(**common, **{model.columns[key].key if key in model.columns else key: value for key, value in values.items()})
            session.add(row)
            session.flush()
            ws = open_workspace(session, SYSTEM, self.models, Matrix())
            search_index.note_row(ws, ws.object(object_name), row)
            session.commit()
            return row.id


def person(user_id: int = STAFF) -> Actor:
    """An actor of the role 1."""
    tree = {1: (1, 2, 3, 4), 2: (2, 3), 3: (3,), 4: (4,)}
    home = DEPARTMENT_OF[user_id]
    return Actor(user_id, username=str(user_id), department_id=home, department_ids=(home,), tree_ids=tree[home], role_ids=(1,))


def build(url: str) -> World:
    """A new database with the organisation and the objects."""
    engine = engines.create(url)
    create_system_tables(engine)
    sessions = sessionmaker(engine, autoflush=False, expire_on_commit=False)
    scopes.install(sessions)
    loaded = [load_object(raw, TYPES) for raw in OBJECTS]
    assert not [problem for _definition, problems in loaded for problem in problems]
    with sessions() as session:
        for number, name, parent, path in DEPARTMENTS:
            session.execute(sa.insert(Department).values(id=number, name=name, parent_id=parent, path=path, position=0, active=True))
        for number, username, first, last, department in PEOPLE:
            names = {"username": username, "first_name": first, "last_name": last, "email": f"{username}@example.com"}
            session.execute(sa.insert(User).values(id=number, **names, active=True, department_id=department))
        session.commit()
        publish(session, [CreateObject(definition) for definition, _problems in loaded], SYSTEM)
        catalog = load_catalog(session)
    models = ModelSet(catalog, TYPES)
    with sessions() as session:
        ws = open_workspace(session, SYSTEM, models, Matrix())
        for name in catalog.objects:  # definitions and the state of indexes are read when they are first used: not while a test counts statements
            search_index.covered(ws, ws.object(name))
    return World(engine, sessions, models)


__all__ = ["BELOW", "COLLEAGUE", "DEPARTMENT_OF", "REACHES", "SIBLING", "STAFF", "World", "build", "person"]
