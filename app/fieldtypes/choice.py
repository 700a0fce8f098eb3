"""One value, or several, of a list of options.

Values are stored by their API value; an inactive option stays readable and may stay where it already is. Public names: PicklistType, MultiPicklistType.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.errors import Problem
from app.fieldtypes.base import Bad, FieldType, Param, Shown
from app.fieldtypes.columns import ChoiceSet
from app.fieldtypes.reading import clean, expected, short
from app.i18n import gettext as _
from app.i18n import labels, mark
from app.metadata.definitions import FieldDef, OptionDef

LONGEST_VALUE = 60
"""Characters of an option's value: the length of the column."""
NAMED_AT_MOST = 8
"""Options that a hint lists."""


class OptionType(FieldType):
    """What both share: finding an option by value or by label, printing its badge."""

    group = "choice"
    has_options = True
    params = (
        Param("options_from", str, label=mark("Shared list of options")),
        Param("depends_on", str, label=mark("Field that decides which options are offered")),
    )

    def check_definition(self, field: FieldDef) -> list[Problem]:
        """Values must fit the column and be free of the signs that part several of them."""
        hint = _("Use at most %(most)s characters without commas, vertical bars and line breaks.", most=LONGEST_VALUE)
        what = _("This value of an option cannot be stored")
        return [Problem(f"options.{option.value or number}", what, hint) for number, option in enumerate(field.options) if not storable(option.value)]

    def find(self, field: FieldDef, text: str) -> str:
        """The value of the option with that value or, when only one has it, that label in any language. Raises Bad."""
        if any(option.value == text for option in field.options):
            return text
        wanted = text.casefold()
        named = {option.value for option in field.options if wanted in names_of(option)}
        if len(named) == 1:
            return named.pop()
        raise self.unknown(field, text)

    def unknown(self, field: FieldDef, text: str) -> Bad:
        """The refusal of a value that no option has, with what may be meant."""
        active = [option.value for option in field.options if option.active]
        close = get_close_matches(text, active, n=1)
        if close:
            hint = _('Did you mean "%(value)s"?', value=close[0])
        else:
            more = " …" if len(active) > NAMED_AT_MOST else ""
            hint = _("Use one of: %(list)s", list=", ".join(active[:NAMED_AT_MOST]) + more)
        return Bad(_('There is no option "%(value)s"', value=short(text)), hint)

    def value_of_json(self, field: FieldDef, raw: Any) -> str:
        """The value of one JSON text. Raises Bad."""
        if not isinstance(raw, str):
            raise expected(_("a text"), raw, _("Give the value of an option."))
        if not any(option.value == raw for option in field.options):
            raise self.unknown(field, raw)
        return raw

    @staticmethod
    def inactive(field: FieldDef, values: Iterable[str]) -> list[tuple[str, str]]:
        """A refusal for each of these values whose option is no longer in use."""
        hint = _("Choose another option.")
        return [
            (_('The option "%(label)s" is no longer in use', label=labels.text(option.label, fallback=option.value)), hint)
            for option in field.options
            if not option.active and option.value in values
        ]

    @staticmethod
    def badge(field: FieldDef, value: str) -> Shown:
        """The option's label on its colour; a value that has lost its option is printed as it is."""
        option = next((option for option in field.options if option.value == value), None)
        if option is None:
            return Shown(value, kind="badge", color="gray")
        title = "" if option.active else _("No longer in use")
        return Shown(labels.text(option.label, fallback=value), kind="badge", color=option.color, title=title)


class PicklistType(OptionType):
    """One option of a list."""

    name = "picklist"
    label = mark("Choice")
    help = mark("One of a list of options with colours.")
    icon = "fa-list"
    widget = "select"
    width = 96

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return sa.String(LONGEST_VALUE)

    def from_text(self, field: FieldDef, text: str) -> Any:
        cleaned = clean(text)
        return self.find(field, cleaned) if cleaned else None

    def to_text(self, field: FieldDef, value: Any) -> str:
        return value or ""

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        return None if raw is None else self.value_of_json(field, raw)

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "string", "enum": [option.value for option in field.options], "nullable": True}

    def check_value(self, field: FieldDef, value: Any, before: Any = None) -> list[tuple[str, str]]:
        return [] if value == before else self.inactive(field, (value,))

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        return self.badge(field, value) if value else Shown(kind="empty")


class MultiPicklistType(OptionType):
    """Any number of options of a list, in no order of their own. contains: has all of these; in: has one of these; eq: has just these."""

    name = "multi_picklist"
    label = mark("Several choices")
    help = mark("Any number of a list of options.")
    icon = "fa-list-check"
    operators = ("contains", "in", "eq", "ne", "null")
    sortable = False
    may_be_unique = False
    widget = "multi_select"
    wide = True
    width = 160

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        return ChoiceSet()

    def from_text(self, field: FieldDef, text: str) -> Any:
        """Values or labels parted by commas, 、 or ；"""
        for separator in "，、;；\n":
            text = text.replace(separator, ",")
        return self._set(self.find(field, clean(part)) for part in text.split(",") if part.strip())

    @staticmethod
    def _set(values: Iterable[str]) -> tuple[str, ...] | None:
        return tuple(sorted(set(values))) or None

    def to_text(self, field: FieldDef, value: Any) -> str:
        return ",".join(value or ())

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        if raw is None:
            return None
        if not isinstance(raw, list | tuple):
            raise expected(_("a list"), raw, _("Give a list of values, such as %(example)s.", example='["a", "b"]'))
        return self._set(self.value_of_json(field, one) for one in raw)

    def to_json(self, field: FieldDef, value: Any) -> Any:
        return list(value or ())

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "enum": [option.value for option in field.options]}}

    def check_value(self, field: FieldDef, value: Any, before: Any = None) -> list[tuple[str, str]]:
        return self.inactive(field, set(value) - set(before or ()))

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        if not value:
            return Shown(kind="empty")
        known = [option.value for option in field.options]
        ordered = sorted(value, key=lambda one: (known.index(one) if one in known else len(known), one))
        items = tuple(self.badge(field, one) for one in ordered)
        return Shown(", ".join(item.text for item in items), kind="badges", items=items)

    def operand(self, field: FieldDef, operator: str, text: str) -> Any:
        if operator not in ("contains", "in"):
            return super().operand(field, operator, text)
        return [value for part in self.parts(text) for value in self.from_text(field, part)]

    def operand_of_json(self, field: FieldDef, operator: str, raw: Any) -> Any:
        if operator not in ("contains", "in"):
            return super().operand_of_json(field, operator, raw)
        return [self.value_of_json(field, one) for one in (raw if isinstance(raw, list | tuple) else [raw])]

    def clause(self, field: FieldDef, column: Any, operator: str, operand: Any) -> ColumnElement[bool]:
        if operator not in ("contains", "in"):
            return super().clause(field, column, operator, operand)
        has = [column.contains(f"|{value}|", autoescape=True) for value in operand]
        return sa.and_(*has) if operator == "contains" else sa.or_(*has)


def storable(value: str) -> bool:
    """May this be the value of an option?"""
    try:
        cleaned = clean(value)
    except Bad:
        return False
    return 0 < len(value) <= LONGEST_VALUE and cleaned == value and not set(value) & set(",，、;；|")


def names_of(option: OptionDef) -> set[str]:
    """The option's labels in every language, folded for comparison."""
    return {clean(text).casefold() for text in option.label.values() if text}
