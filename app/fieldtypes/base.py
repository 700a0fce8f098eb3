"""The contract of a field type: everything the console must know to store, show, read, filter and check one kind of value.

One class a type, one line in ``registry``; ``tests/fieldtypes/test_contract.py`` runs over all of them. Values travel in four shapes:
*text* (a form's or import's string), *json* (the API), *value* (typed Python: what the column holds) and *shown* (text for a person).
Public names: FieldType, Param, Bad, Shown, OPERATORS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef

OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "starts", "null")
"""Names of the condition language's comparisons; ``null`` takes true or false."""

MOST_VALUES = 500
"""Values of one ``in``."""


class Bad(ValueError):
    """A text, JSON value or operand that the type cannot take: ``what`` and ``hint`` are translated texts for a person."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Param:
    """A setting that a type's definition may carry, e.g. ``max_length`` of text."""

    name: str
    kind: type
    default: Any = None
    required: bool = False
    label: str = ""
    """English msgid, shown in the designer."""
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()


class Shown(NamedTuple):
    """A value made ready for a page: escaped by the template, never HTML. A tuple, because a list makes hundreds: a fifth of the time of a dataclass."""

    text: str = ""
    kind: str = "text"
    """Which template macro prints it: text, number, badge, badges, link, person, department, record, long, boolean, empty."""
    color: str = ""
    href: str = ""
    """For kind ``link``: an address with a scheme that the type allows; for kind ``record``: the path of its page."""
    title: str = ""
    """Full text for the pointer, where ``text`` or ``short`` says less."""
    short: str = ""
    """What a list cell prints instead of ``text``: ``11-22 周日``, an amount whose unit stands in the column head; empty: the same."""
    items: tuple[Shown, ...] = ()
    """For ``badges``."""


class FieldType:
    """Base of all types: a nullable column, no parameters, equality and null as operators."""

    name: ClassVar[str]
    label: ClassVar[str]
    """English msgid of its name in the designer."""
    help: ClassVar[str] = ""
    """English msgid: what it is for, shown beside its name in the designer."""
    icon: ClassVar[str] = "fa-font"
    group: ClassVar[str] = "text"
    """Heading in the designer's list of types: text, number, choice, time, relation, other."""
    params: ClassVar[tuple[Param, ...]] = ()
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "in", "null")
    sortable: ClassVar[bool] = True
    may_be_unique: ClassVar[bool] = True
    may_be_title: ClassVar[bool] = False
    has_options: ClassVar[bool] = False
    reference: ClassVar[str] = ""
    """'' | 'record' | 'user' | 'department': what the stored integer points at."""
    generated: ClassVar[bool] = False
    """True: the server makes the value (auto_number); never taken from a form or the API."""
    widget: ClassVar[str] = "text"
    """Macro of templates/fields/input.html that prints its form input."""
    align: ClassVar[str] = ""
    """'end' for numbers: list cells and column heads are right-aligned."""
    wide: ClassVar[bool] = False
    """Spans both columns of a form."""
    width: ClassVar[int] = 136
    """Preferred width of its list column, px."""

    def column_type(self, field: FieldDef) -> sa.types.TypeEngine[Any]:
        """The type of the column; equal on SQLite and PostgreSQL as far as Python can tell."""
        raise NotImplementedError

    def check_definition(self, field: FieldDef) -> list[Problem]:
        """What is wrong with this field's own settings, beyond what Param says. ``where`` is relative: ``max_length``."""
        return []

    def from_text(self, field: FieldDef, text: str) -> Any:
        """The value of a form's or import's text in the actor's locale and time zone; '' is None. Raises Bad."""
        raise NotImplementedError

    def to_text(self, field: FieldDef, value: Any) -> str:
        """The text that ``from_text`` reads back as the same value: what stands in the form's input."""
        raise NotImplementedError

    def from_json(self, field: FieldDef, raw: Any) -> Any:
        """The value of an API field; null is None. Raises Bad for a wrong JSON type or form."""
        raise NotImplementedError

    def to_json(self, field: FieldDef, value: Any) -> Any:
        """The API's form of a value: ISO 8601, decimals as strings, options by value; unless a type says otherwise, the value itself."""
        return value

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        """OpenAPI 3 schema of ``to_json``."""
        raise NotImplementedError

    def check_value(self, field: FieldDef, value: Any, before: Any = None) -> list[tuple[str, str]]:
        """(what, hint) for each rule of the definition that a non-null value breaks (length, range, inactive option); what the record held
        ``before`` may stay although its option has become inactive since."""
        return []

    def unit(self, field: FieldDef) -> str:
        """What stands in the head of its list column and beside its form input: ¥, %; '' for none."""
        return ""

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        """The value for a list cell or record page in the actor's locale; ``label`` is the name of what a reference points at."""
        raise NotImplementedError

    def operand(self, field: FieldDef, operator: str, text: str) -> Any:
        """The typed operand of a filter's text; ``in`` takes comma-separated values. Raises Bad."""
        if operator not in self.operators:
            what = _('There is no comparison "%(operator)s" for this field', operator=operator[:40])
            raise Bad(what, _("Use one of: %(list)s", list=", ".join(self.operators)))
        if operator == "null":
            return self.truth(text)
        if operator == "in":
            return [self.from_text(field, part) for part in self.parts(text)]
        value = self.from_text(field, text)
        if value is None:
            raise Bad(_("There is no value to compare with"), _("Give a value, or ask for empty ones with null=true."))
        return value

    def operand_of_json(self, field: FieldDef, operator: str, raw: Any) -> Any:
        """The typed operand of a stored condition's JSON value; a list for ``in``. Raises Bad."""
        if operator == "null":
            return bool(raw)
        if operator == "in":
            return [self.from_json(field, one) for one in (raw if isinstance(raw, list | tuple) else [raw])]
        return self.from_json(field, raw)

    def needles(self, field: FieldDef, operand: str) -> tuple[str, ...]:
        """The texts that a ``contains`` looks for in stored values, any of them; for the search index."""
        raise NotImplementedError(f"{self.name} holds no text")

    @staticmethod
    def parts(text: str) -> list[str]:
        """The comma-separated texts of an ``in``. Raises Bad for none or too many."""
        parts = [part for part in text.split(",") if part.strip()]
        if not parts or len(parts) > MOST_VALUES:
            raise Bad(_("The list of values is empty or too long"), _("Give between 1 and %(most)s values, parted by commas.", most=MOST_VALUES))
        return parts

    def clause(self, field: FieldDef, column: Any, operator: str, operand: Any) -> ColumnElement[bool]:
        """SQL of one comparison; ``ne`` includes empty values, as people expect."""
        made: ColumnElement[bool]
        match operator:
            case "eq":
                made = column == operand
            case "ne":
                made = sa.or_(column != operand, column.is_(None))
            case "lt":
                made = column < operand
            case "le":
                made = column <= operand
            case "gt":
                made = column > operand
            case "ge":
                made = column >= operand
            case "in":
                made = column.in_(operand)
            case "null":
                made = column.is_(None) if operand else column.is_not(None)
            case _:
                raise NotImplementedError(f"{self.name}: {operator}")
        return made

    @staticmethod
    def truth(text: str) -> bool:
        """true/1/yes or false/0/no of an operand. Raises Bad."""
        lowered = text.strip().lower()
        if lowered in ("true", "1", "yes"):
            return True
        if lowered in ("false", "0", "no"):
            return False
        raise Bad(_('"%(text)s" is neither true nor false', text=text[:40]), _("Write true or false."))


Types = Mapping[str, FieldType]
"""The registry: type name → its one instance."""
