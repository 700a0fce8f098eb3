"""Two admins at the same time: one wins, the other is told what changed, by whom and when. Public name: refuse_stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.engine import Connection

from app.errors import Conflict
from app.i18n import gettext as _
from app.metadata import edits
from app.metadata.catalog import Catalog, Key
from app.metadata.edits import Edit
from app.models.store import catalog_at
from app.publishing.history import changes_since


def refuse_stale(connection: Connection, present: Catalog, wanted: Iterable[Edit], base: int) -> None:
    """Raises Conflict when something that the edits touch changed after revision ``base``: ``details`` is a list of
    ``{"revision", "at", "author", "note", "changes": [{"kind", "object", "field", "what"}]}``, newest first."""
    past = catalog_at(connection, base).entities
    touched = {past[key].id for key in map(_touched, wanted) if key is not None and key in past}
    stale = {entity_id for entity_id in touched if (now := present.by_id(entity_id)) is None or now.revision > base}
    if stale:
        found = changes_since(connection, base, stale)
        names = ", ".join(dict.fromkeys(filter(None, (past_revision.author for past_revision in found))))
        message = _("Somebody else changed the same thing in the meantime: %(names)s. Look at the changes and try again.", names=names or _("the system"))
        raise Conflict(message, details=[past_revision.as_json() for past_revision in found])


def _touched(edit: Edit) -> Key | None:
    """The (kind, name) that an edit changes; None where nothing is there yet, or where the store itself chose it."""
    match edit:
        case edits.CreateObject() | edits.Revert():
            return None
        case edits.PutObject() | edits.PutOptionSet() | edits.PutMenu():
            given = edit.definition
            return _kind(edit), str(given.get("name", "")) if isinstance(given, Mapping) else str(getattr(given, "name", ""))
        case edits.ChangeObject() | edits.RenameObject() | edits.RetireObject() | edits.RestoreObject() | edits.PurgeObject():
            return "object", edit.name
        case edits.RetireOptionSet() | edits.RetireMenu():
            return _kind(edit), edit.name
        case _:
            return "object", edit.object


def _kind(edit: Edit) -> str:
    if isinstance(edit, edits.PutMenu | edits.RetireMenu):
        return "menu"
    return "option_set" if isinstance(edit, edits.PutOptionSet | edits.RetireOptionSet) else "object"
