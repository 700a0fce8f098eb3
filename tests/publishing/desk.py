"""What the tests of publishing do all day: publish as an admin, write records, look at the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.edits import CreateObject, Edit
from app.models.engine import writing
from app.models.generated import RecordBase, build
from app.models.store import current_revision, load_catalog
from app.models.system import Revision
from app.publishing.publish import Published, publish

LIN = Actor(id=1, username="lin")
ADA = Actor(id=2, username="ada")
NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


class Desk:
    """One session and shorthands on it."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def publish(self, *edits: Edit, author: Actor = LIN, **options: Any) -> Published:
        return publish(self.session, edits, author, **options)

    def make(self, name: str, *fields: dict[str, Any], **settings: Any) -> ObjectDef:
        """A published object with a text field ``name`` and these fields."""
        first = {"name": "name", "type": "text", "label": {"en": "Name", "zh_Hans": "名称"}}
        self.publish(CreateObject({"name": name, "label": name.title(), "title_field": "name", "fields": [first, *fields], **settings}))
        return self.object(name)

    def catalog(self) -> Catalog:
        self.session.rollback()
        return load_catalog(self.session)

    def object(self, name: str) -> ObjectDef:
        found = self.catalog().any_object(name)
        assert found is not None
        return found

    def field(self, name: str, field: str) -> FieldDef:
        found = self.object(name).any_field(field)
        assert found is not None
        return found

    def model(self, name: str) -> type[RecordBase]:
        return build(self.object(name), TYPES)

    def insert(self, name: str, *records: dict[str, Any]) -> None:
        """Records by column name without prefix: ``{"name": "Acme"}``; ``deleted_at`` puts one into the bin."""
        model = self.model(name)
        with writing(self.session):
            for values in records:
                own = {key if key in ("deleted_at", "id") else f"f_{key}": value for key, value in values.items()}
                self.session.add(model(created_at=NOW, changed_at=NOW, **own))

    def values(self, name: str, field: str) -> list[Any]:
        """A live field's values, by id of the record."""
        model = self.model(name)
        found = self.session.scalars(sa.select(model.columns[field]).order_by(model.id)).all()
        self.session.rollback()
        return list(found)

    def revision(self) -> int:
        self.session.rollback()
        return current_revision(self.session)

    def columns(self, table: str) -> set[str]:
        return {column["name"] for column in sa.inspect(self.session.get_bind()).get_columns(table)}

    def indexes(self, table: str) -> set[str | None]:
        return {index["name"] for index in sa.inspect(self.session.get_bind()).get_indexes(table)}

    def age_revisions(self) -> None:
        """Moves all publications an hour back, so that nothing is still in use by a request."""
        with writing(self.session):
            self.session.execute(sa.update(Revision).values(created_at=NOW))


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, and the columns and indexes of each: equal before and after means nothing happened."""
    session.rollback()
    connection = session.connection()
    inspector = sa.inspect(connection)
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in sorted(inspector.get_table_names()):
        if table in ("sqlite_sequence", "fl_search_words"):  # the parts of the latter are tables of their own
            continue
        shape = [(c["name"], str(c["type"])) for c in inspector.get_columns(table)] + sorted((str(i["name"]), "index") for i in inspector.get_indexes(table))
        rows = connection.execute(sa.text(f'SELECT * FROM "{table}"')).all()
        found[table] = [*shape, *sorted(tuple(map(str, row)) for row in rows)]
    session.rollback()
    return found
