"""The arguments of a list page's address: ``q``, ``<field>=…``, ``<field>__<operator>=…``, ``sort``, ``page``, ``page_size``, ``after``, ``before``,
``count=exact``.

What cannot be used is left out and named in a notice: an address that somebody kept or typed never breaks the page.
Public names: Filter, Arguments, read_arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.errors import MalformedRequest, Problem
from app.fieldtypes.base import OPERATORS, Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.conditions import All, Comparison
from app.metadata.definitions import ObjectDef
from app.metadata.names import suggestion
from app.records.cursor import decode, sort_keys
from app.records.fields import default_sort, known, known_fields, label_of, resolved
from app.records.joins import Joins
from app.records.query import FURTHEST_ROW, LARGEST_PAGE, ListQuery
from app.records.sql import check_comparison
from app.records.workspace import Workspace

PAGE_SIZE = 25
SORTED_BY_AT_MOST = 5
FILTERS_AT_MOST = 50
ELSEWHERE = ("lang",)
"""Arguments that somebody else reads."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition in force, as it stands in the address."""

    field: str
    operator: str
    text: str


@dataclass(slots=True)
class Arguments:
    """What the arguments say, and a notice for each that was left out."""

    query: ListQuery
    filters: list[Filter] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read_arguments(ws: Workspace, definition: ObjectDef, pairs: Iterable[tuple[str, str]], page_size: int = PAGE_SIZE) -> Arguments:
    """The query of an address; ``page_size`` is the one to use when the address names none."""
    read = Arguments(ListQuery(page_size=page_size))
    comparisons: list[Comparison] = []
    cursors: dict[str, str] = {}
    for name, text in pairs:
        match name:
            case "q":
                read.query = replace(read.query, search=text.strip())
            case "sort":
                read.query = replace(read.query, sort=_sort(definition, text, read.notices))
            case "page":
                read.query = replace(read.query, page=_number(name, text, FURTHEST_ROW, 1, read.notices))
            case "page_size":
                read.query = replace(read.query, page_size=_number(name, text, LARGEST_PAGE, page_size, read.notices))
            case "after" | "before":
                cursors[name] = text
            case "count":
                read.query = replace(read.query, cap=None if text == "exact" else read.query.cap)
            case _ if name not in ELSEWHERE and text != "":
                _read_filter(ws, definition, (name, text), read, comparisons)
    read.query = replace(read.query, where=All(tuple(comparisons)))
    return _within_reach(_with_cursors(ws, definition, read, cursors))


def _within_reach(read: Arguments) -> Arguments:
    """A page number passes the rows before it, so it ends somewhere; beside a cursor it is only shown."""
    query, furthest = read.query, FURTHEST_ROW // read.query.page_size + 1
    if query.page > furthest and not (query.after or query.before):
        read.query = replace(query, page=_number("page", str(query.page), furthest, 1, read.notices))
    return read


def _number(name: str, text: str, largest: int, otherwise: int, notices: list[str]) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= largest and len(text) < 9:
        return int(text)
    notices.append(_("%(name)s must be a whole number from 1 to %(most)s; it was left out.", name=name, most=largest))
    return otherwise


def _sort(definition: ObjectDef, text: str, notices: list[str]) -> tuple[tuple[str, bool], ...]:
    keys: dict[str, bool] = {}
    for part in text.split(",")[:SORTED_BY_AT_MOST]:
        name = part.strip().removeprefix("-")
        if not name:
            continue
        problem = sort_problem(definition, name)
        if problem:
            notices.append(str(problem.what))
        else:
            keys.setdefault(name, part.strip().startswith("-"))
    return tuple(keys.items())


def sort_problem(definition: ObjectDef, name: str) -> Problem | None:
    """Why a list cannot be sorted by this, or None."""
    found = known(definition, name)
    if found is None:
        hint = suggestion(name, [f.name for f in known_fields(definition)])
        return Problem("sort", _('The list cannot be sorted by "%(name)s": there is no such field.', name=name[:60]), hint)
    if not type_of(found).sortable:
        return Problem("sort", _("The list cannot be sorted by %(field)s.", field=label_of(found)))
    return None


def _read_filter(ws: Workspace, definition: ObjectDef, pair: tuple[str, str], read: Arguments, comparisons: list[Comparison]) -> None:
    name, text = pair
    field_name, _separator, operator = name.partition("__")
    operator = operator or "eq"
    if known(definition, field_name) is None or operator not in OPERATORS:
        read.notices.append(_('"%(name)s" is not known here; it was left out.', name=name[:60]))
        return
    problem = check_comparison(definition, field_name, operator)
    found = resolved(ws, definition, field_name)
    if problem or found is None or len(comparisons) >= FILTERS_AT_MOST:
        read.notices.append(problem.what if problem else _("There are too many conditions; the last ones were left out."))
        return
    try:
        comparisons.append(Comparison(field_name, operator, type_of(found).operand(found, operator, text)))
    except Bad as bad:
        read.notices.append(_("%(field)s: %(problem)s. The condition was left out.", field=label_of(found), problem=bad.what.rstrip(".。")))
        return
    read.filters.append(Filter(field_name, operator, text))


def _with_cursors(ws: Workspace, definition: ObjectDef, read: Arguments, cursors: Mapping[str, str]) -> Arguments:
    sort = read.query.sort or default_sort(definition)
    for name, text in cursors.items():
        if not text:
            continue
        try:
            decode(text, sort, sort_keys(Joins(ws, definition), sort))
            read.query = replace(read.query, after=text) if name == "after" else replace(read.query, before=text)
        except MalformedRequest as error:
            read.notices.append(error.message)
    return read
