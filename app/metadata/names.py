"""API names and the physical names made of them.

An API name is what programs, packages and addresses call an object, field, option set, section or menu item. Physical names carry a prefix
(``x_lead``, ``f_status``), so no API name meets a keyword or attribute; what is reserved here is reserved for the reason given.
Public names: NAME_RE, OPERATORS, check_name, suggestion, table_name, column_name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.definitions import SYSTEM_FIELDS

NAME_RE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_IDENTIFIER = 63
"""Longest identifier, bytes: PostgreSQL's limit, the smallest of the databases."""

OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "starts", "null")
"""Comparisons of the condition language; ``null`` takes true or false."""
OPERATOR_ENDINGS = tuple(f"__{word}" for word in OPERATORS)
SYSTEM_COLUMNS = (*SYSTEM_FIELDS, "owner_id", "department_id", "created_by_id", "changed_by_id", "deleted_at", "deleted_by", "deleted_by_id", "external_key")
LIST_ARGUMENTS = ("q", "sort", "page", "page_size", "after", "before", "count", "view", "lang")
FORM_ARGUMENTS = ("csrf_token", "next")
OWN_OBJECTS = ("user", "role", "department", "permission")


def check_name(name: object, where: str = "name", kind: str = "field") -> Problem | None:
    """What is wrong with an API name, or None. ``kind``: field | object | other (option set, section, menu item)."""
    if not isinstance(name, str) or not name:
        return Problem(where, _("A name is missing."), _("Give a short name in lower-case letters, for example customer_level."))
    if not NAME_RE.fullmatch(name):
        return Problem(where, _('"%(name)s" is not a valid name.', name=name[:80]), _name_hint(name))
    reason = _field_reason(name) if kind == "field" else _object_reason(name) if kind == "object" else ""
    if not reason:
        return None
    return Problem(
        where, _('The name "%(name)s" is reserved: %(reason)s', name=name, reason=reason), _("Choose another name, for example my_%(name)s.", name=name[:37])
    )


def _name_hint(name: str) -> str:
    rule = _("Use lower-case letters, digits and underscores, starting with a letter, at most 40 characters.")
    better = re.sub(r"[^a-z0-9_]+", "_", name.strip().lower())[:40].strip("_")
    if NAME_RE.fullmatch(better):
        return rule + " " + _("For example: %(name)s", name=better)
    return rule


def _field_reason(name: str) -> str:
    if name in SYSTEM_COLUMNS:
        return _("every record has a system field of that name.")
    if name in LIST_ARGUMENTS:
        return _("list pages use it as an argument.")
    if name in FORM_ARGUMENTS:
        return _("forms use it for their own purposes.")
    ending = next((e for e in OPERATOR_ENDINGS if name.endswith(e)), "")
    return _('a name ending in "%(ending)s" reads like a filter.', ending=ending) if ending else ""


def _object_reason(name: str) -> str:
    return _("the console itself has records of that name.") if name in OWN_OBJECTS else ""


def suggestion(word: object, choices: Iterable[str], otherwise: str = "") -> str:
    """The hint "Did you mean …?" when a choice is near, else ``otherwise``."""
    near = difflib.get_close_matches(str(word)[:80].lower(), list(choices), n=1, cutoff=0.6)
    return _('Did you mean "%(word)s"?', word=near[0]) if near else otherwise


def table_name(name: str, entity_id: int, taken: Collection[str]) -> str:
    """Physical table of a new object; ``taken`` are the tables of all objects, retired ones too."""
    return _free_name(f"x_{name}", entity_id, taken)


def column_name(name: str, field_id: int, taken: Collection[str]) -> str:
    """Physical column of a new field; ``taken`` are the columns of all fields of its object, retired ones too."""
    return _free_name(f"f_{name}", field_id, taken)


def _free_name(wanted: str, number: int, taken: Collection[str]) -> str:
    ending = f"_{number}" if wanted in taken else ""
    return wanted[: MAX_IDENTIFIER - len(ending)] + ending
