"""The ``q`` of FAB's REST API (rison) as a ListQuery: filters, order, page, columns.

Here a mistake is refused (400) instead of left out: a program that misspells a filter must not get every record.
Public names: ApiQuery, read_rison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import prison

from app.errors import MalformedRequest, Problem
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.conditions import All, Comparison, Condition, Not
from app.metadata.definitions import ObjectDef
from app.metadata.names import suggestion
from app.records.arguments import sort_problem
from app.records.counting import CAP
from app.records.fields import known, known_fields, resolved
from app.records.query import FURTHEST_ROW, LARGEST_PAGE, ListQuery
from app.records.sql import check_comparison
from app.records.workspace import Workspace

PAGE_SIZE = 20
"""FAB's default."""
LONGEST = 20_000
FILTERS_AT_MOST = 100
KEYS = ("columns", "keys", "order_column", "order_direction", "page", "page_size", "filters", "after", "before", "search", "count")
OPERATORS: Mapping[str, tuple[str, bool]] = {
    **{name: (name, False) for name in ("eq", "lt", "le", "gt", "ge", "in", "contains", "starts", "null", "ne")},
    "neq": ("ne", False),
    "ct": ("contains", False),
    "sw": ("starts", False),
    "rel_o_m": ("eq", False),
    "nrel_o_m": ("ne", False),
    "nct": ("contains", True),
    "nsw": ("starts", True),
    "not_in": ("in", True),
}
"""FAB's name of an operator, or ours → (ours, negated)."""


@dataclass(frozen=True, slots=True)
class ApiQuery:
    """A list query of the API and the parts of the answer that it wants."""

    query: ListQuery
    keys: tuple[str, ...] = ()
    """Parts of the answer to leave the others out (FAB's ``keys``); empty: all."""


def read_rison(ws: Workspace, definition: ObjectDef, text: str | None) -> ApiQuery:
    """The query of a ``q``. Raises: MalformedRequest with all problems."""
    raw = _loads(text) if text else {}
    problems = [Problem(f"q.{key}", _('"%(key)s" is not known here.', key=str(key)[:60]), suggestion(key, KEYS)) for key in raw if key not in KEYS]
    query = ListQuery(
        columns=_names(raw, "columns", problems),
        where=_where(ws, definition, raw, problems),
        search=_text(raw, "search", problems),
        sort=_sort(definition, raw, problems),
        page=_number(raw, "page", 0, FURTHEST_ROW, problems) + 1,
        page_size=_page_size(raw, problems),
        after=_text(raw, "after", problems),
        before=_text(raw, "before", problems),
        cap=_cap(raw, problems),
    )
    for name in query.columns:
        if known(definition, name) is None:
            hint = suggestion(name, [f.name for f in known_fields(definition)])
            problems.append(Problem("q.columns", _('There is no field "%(name)s".', name=name[:60]), hint))
    if problems:
        raise MalformedRequest(_("The query cannot be used."), problems)
    return ApiQuery(query, _names(raw, "keys", problems))


def _loads(text: str) -> Mapping[str, Any]:
    hint = _("Write it like %(example)s.", example="(filters:!((col:status,opr:eq,value:new)),page:0,page_size:100)")
    try:
        raw = prison.loads(text) if len(text) <= LONGEST else None
    except Exception as error:  # prison's parser lets IndexError, RecursionError and others through, as the text may be
        raise MalformedRequest(_("The query cannot be read."), [Problem("q", _("This is not rison."), hint)]) from error
    if not isinstance(raw, dict):
        raise MalformedRequest(_("The query cannot be read."), [Problem("q", _("This is not a rison object."), hint)])
    return raw


def _text(raw: Mapping[str, Any], key: str, problems: list[Problem]) -> str:
    value = raw.get(key, "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        problems.append(Problem(f"q.{key}", _("A text is expected here.")))
        return ""
    return str(value)


def _cap(raw: Mapping[str, Any], problems: list[Problem]) -> int | None:
    """``count:exact`` counts everything, ``count:capped`` (the default) as pages do."""
    word = _text(raw, "count", problems) or "capped"
    if word not in ("exact", "capped"):
        problems.append(Problem("q.count", _('"%(word)s" is no way to count.', word=word[:20]), _("Use exact or capped.")))
    return None if word == "exact" else CAP


def _names(raw: Mapping[str, Any], key: str, problems: list[Problem]) -> tuple[str, ...]:
    value = raw.get(key, [])
    if isinstance(value, list) and all(isinstance(name, str) for name in value) and len(value) <= LARGEST_PAGE * 2:
        return tuple(value)
    problems.append(Problem(f"q.{key}", _("A list of names is expected here."), _("Write it like %(example)s.", example="!(name,status)")))
    return ()


def _number(raw: Mapping[str, Any], key: str, otherwise: int, largest: int, problems: list[Problem]) -> int:
    value = raw.get(key, otherwise)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= largest:
        return value
    problems.append(Problem(f"q.{key}", _("A whole number from 0 to %(most)s is expected here.", most=largest)))
    return otherwise


def _page_size(raw: Mapping[str, Any], problems: list[Problem]) -> int:
    if raw.get("page_size") == -1:  # FAB: as many as are allowed
        return LARGEST_PAGE
    size = _number(raw, "page_size", PAGE_SIZE, 10**6, problems)
    return min(size, LARGEST_PAGE) or PAGE_SIZE


def _sort(definition: ObjectDef, raw: Mapping[str, Any], problems: list[Problem]) -> tuple[tuple[str, bool], ...]:
    name, direction = _text(raw, "order_column", problems), _text(raw, "order_direction", problems) or "asc"
    if direction not in ("asc", "desc"):
        problems.append(Problem("q.order_direction", _('"%(word)s" is no direction.', word=direction[:20]), _("Use asc or desc.")))
    problem = sort_problem(definition, name) if name else None
    if problem:
        problems.append(Problem("q.order_column", problem.what, problem.hint))
    return ((name, direction == "desc"),) if name and not problem else ()


def _where(ws: Workspace, definition: ObjectDef, raw: Mapping[str, Any], problems: list[Problem]) -> Condition:
    filters = raw.get("filters", [])
    if not isinstance(filters, list) or len(filters) > FILTERS_AT_MOST:
        problems.append(Problem("q.filters", _("A list of at most %(most)s conditions is expected here.", most=FILTERS_AT_MOST)))
        return All()
    made = (_filter(ws, definition, (f"q.filters.{place}", one), problems) for place, one in enumerate(filters, 1))
    return All(tuple(condition for condition in made if condition is not None))


def _filter(ws: Workspace, definition: ObjectDef, placed: tuple[str, Any], problems: list[Problem]) -> Condition | None:
    where, raw = placed
    if not isinstance(raw, dict) or not isinstance(raw.get("col"), str) or not isinstance(raw.get("opr"), str) or "value" not in raw:
        problems.append(Problem(where, _("A condition needs col, opr and value."), _("Write it like %(example)s.", example="(col:status,opr:eq,value:new)")))
        return None
    operator, negated = OPERATORS.get(raw["opr"], (raw["opr"], False))
    problem = check_comparison(definition, raw["col"], operator)
    field = resolved(ws, definition, raw["col"])
    if problem or field is None:
        problems.append(Problem(where, problem.what if problem else "", problem.hint if problem else ""))
        return None
    try:
        made = Comparison(field.name, operator, type_of(field).operand(field, operator, _operand_text(operator, raw["value"])))
    except Bad as bad:
        problems.append(Problem(where, bad.what, bad.hint))
        return None
    return Not(made) if negated else made


def _operand_text(operator: str, value: Any) -> str:
    """The value as the text that field types read; rison has written 7 where a text was meant, and the other way round."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if operator in ("in", "contains") and isinstance(value, Sequence) and all(isinstance(v, str | int | float) for v in value):
        return ",".join(_operand_text("eq", part) for part in value)
    raise Bad(_("This value cannot be compared with"), _("Write a text, a number, or for in a list of them."))
