"""What every record path works with: the session of one actor and the metadata of one revision.

A request makes one; seeds and jobs make one for the actor SYSTEM. Public names: Workspace, open_workspace.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.matrix import Matrix
from app.access.scopes import bind
from app.errors import NotFound
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.metadata.definitions import ObjectDef
from app.models.generated import ModelSet, RecordBase


@dataclass(frozen=True, slots=True)
class Workspace:
    """One actor, one session that is bound to them, one revision."""

    session: Session
    actor: Actor
    catalog: Catalog
    models: ModelSet
    matrix: Matrix

    def object(self, name: str) -> ObjectDef:
        """The live object of that name. Raises: NotFound."""
        found = self.catalog.object(name)
        if found is None:
            raise NotFound(_('There is no object "%(name)s".', name=name))
        return found

    def model(self, name: str) -> type[RecordBase]:
        """The class of a live object. Raises: NotFound."""
        return self.models.model(name)

    def reach(self, definition: ObjectDef, action: str) -> str:
        """How far the actor gets with view, edit, delete or transfer; in an object without owners any reach is all."""
        reach = self.matrix.reach(self.actor, definition.id, action)
        return "all" if reach != "none" and not definition.scoped else reach

    def allows(self, definition: ObjectDef, flag: str) -> bool:
        """Has the actor the right to create, export or import?"""
        return self.matrix.allows(self.actor, definition.id, flag)


def open_workspace(session: Session, actor: Actor, models: ModelSet, matrix: Matrix) -> Workspace:
    """Bind the session to the actor and return what the record paths need; the catalog is that of the classes."""
    bind(session, actor, matrix)
    return Workspace(session, actor, models.catalog, models, matrix)
