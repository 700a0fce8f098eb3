"""Yes or no, and, where the field is not required, neither.

Public names: BooleanType.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.fieldtypes.base import Bad, FieldType, Shown
from app.fieldtypes.reading import expected, plain, short
from app.i18n import gettext as _
from app.i18n import mark
from app.metadata.definitions import FieldDef

YES = frozenset({"true", "1", "yes", "y", "on", "是", "真", "对", "對", "√", "✓"})
NO = frozenset({"false", "0", "no", "n", "off", "否", "假", "不", "×", "✗"})


class BooleanType(FieldType):
    """True, False or None; None is a value of its own: nobody has said yet."""

    name = "boolean"
    label = mark("Yes or no")
    help = mark("Yes, no or, where it is not required, not yet known.")
    icon = "fa-square-check"
    group = "choice"
    operators = ("eq", "ne", "null")
    may_be_unique = False
    widget = "boolean"
    width = 80

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return sa.Boolean(create_constraint=False)

    def from_text(self, field: FieldDef, text: str) -> Any:
        word = plain(text).lower()
        if not word:
            return None
        if word in YES:
            return True
        if word in NO:
            return False
        raise Bad(_('"%(text)s" is neither yes nor no', text=short(text)), _("Write yes or no, true or false."))

    def to_text(self, field: FieldDef, value: Any) -> str:
        return "" if value is None else "true" if value else "false"

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        if raw is None or isinstance(raw, bool):
            return raw
        raise expected(_("true or false"), raw, _("Write true or false without quotation marks."))

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "boolean", "nullable": True}

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        return Shown(kind="empty") if value is None else Shown(_("Yes") if value else _("No"), kind="boolean")
