"""Pointers to a record, a user or a department: the id is stored, the name is looked up in the actor's sight.

Whether the target exists and may be seen is the record path's question; here an id is only a whole number that a column can hold.
Public names: LookupType, UserType, DepartmentType, LARGEST_ID.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from app.fieldtypes.base import Bad, FieldType, Param, Shown
from app.fieldtypes.reading import expected, plain, short
from app.i18n import gettext as _
from app.i18n import mark
from app.metadata.definitions import FieldDef

LARGEST_ID = 2**31 - 1
"""Ids are 32-bit integers on PostgreSQL: a larger one points at nothing."""
COLORS = ("blue", "indigo", "purple", "pink", "red", "orange", "yellow", "green", "teal")
"""Colours of people's rounds, chosen by their id."""


class ReferenceType(FieldType):
    """What all pointers share: an integer column, never the name."""

    group = "relation"
    reference = "record"
    widget = "lookup"
    width = 160

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return sa.Integer()

    def from_text(self, field: FieldDef, text: str) -> Any:
        written = plain(text)
        if not written:
            return None
        if not re.fullmatch(r"[0-9]{1,10}", written):
            raise Bad(_('"%(text)s" is not an id', text=short(text)), _("Choose an entry of the list."))
        return self._id(int(written))

    @staticmethod
    def _id(number: int) -> int:
        if not 0 < number <= LARGEST_ID:
            raise Bad(_("There is no entry with the id %(id)s", id=short(str(number))), _("Choose an entry of the list."))
        return number

    def to_text(self, field: FieldDef, value: Any) -> str:
        return "" if value is None else str(value)

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        """An id, or ``{"id": 7, …}`` as the API reads it."""
        if isinstance(raw, dict) and "id" in raw:
            raw = raw["id"]
        if raw is None:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise expected(_("a number"), raw, _("Give the id of an entry."))
        return self._id(raw)

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "integer", "format": "int32", "nullable": True}


class LookupType(ReferenceType):
    """Points at a record of another object or of its own."""

    name = "lookup"
    label = mark("Link to a record")
    help = mark("Points at one record of an object; found by typing.")
    icon = "fa-link"
    params = (
        Param("target", str, required=True, label=mark("Object it points at")),
        Param("on_delete", str, "restrict", label=mark("When the target is deleted"), choices=("restrict", "clear", "cascade")),
        Param("filter", object, label=mark("Which records are offered")),
    )

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        """Nothing at all for a target that the actor may not see: ``label`` is None."""
        if value is None or label is None:
            return Shown(kind="empty")
        return Shown(label or f"#{value}", kind="record", href=f"/o/{field.param('target')}/show/{value}", title=label)


class UserType(ReferenceType):
    """Points at a user of the console."""

    name = "user"
    label = mark("Person")
    help = mark("A user of this console.")
    icon = "fa-user"
    reference = "user"
    width = 112

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        if value is None or label is None:
            return Shown(kind="empty")
        return Shown(label or f"#{value}", kind="person", color=COLORS[value % len(COLORS)])


class DepartmentType(ReferenceType):
    """Points at a department."""

    name = "department"
    label = mark("Department")
    help = mark("A node of the organisation.")
    icon = "fa-sitemap"
    reference = "department"
    width = 136

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        if value is None or label is None:
            return Shown(kind="empty")
        return Shown(label or f"#{value}", kind="department")
