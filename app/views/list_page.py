"""Fills the list page: rows, conditions as chips, the pager, and what is kept of it. Reads nothing but what it is given.

Public names: Listing, condition_labels, make_list_page, print_list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, cast

from flask import current_app
from markupsafe import Markup

from app.fieldtypes.registry import type_of
from app.i18n import current_timezone, formats
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.arguments import Arguments, Filter
from app.records.fields import known, label_of, resolved
from app.records.query import Page
from app.records.titles import Titles
from app.records.workspace import Workspace
from app.views.address import Address
from app.views.cells import operator_words
from app.views.kept import kept
from app.views.list_parts import Asked, beginnings, filter_fields, list_cells, list_parts, looks
from app.views.pager import make_pager
from app.views.pages import Chip, ListPage, Notice
from app.views.pieces import hole
from app.views.printed_list import PARTS, ListPrinter
from app.views.whole import print_whole


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it was asked for and found."""

    ws: Workspace
    definition: ObjectDef
    read: Arguments
    page: Page
    address: Address
    labels: dict[tuple[str, str], str]
    """(field, id as text) of conditions on references → what the target is called."""
    frame: tuple[object, ...] = ()
    """Of the shell: access version, roles, language; empty: nothing is kept."""

    @property
    def same(self) -> tuple[object, ...]:
        """Key of what is the same for all lists of the object."""
        return (*self.frame, self.definition.name) if self.frame else ()


def condition_labels(ws: Workspace, definition: ObjectDef, read: Arguments) -> dict[tuple[str, str], str]:
    """Names of what conditions on references point at, so that chips say more than a number; one statement a target."""
    wanted = [(field, part) for one in read.filters for part in one.text.split(",") if (field := _named(definition, one)) and part.isascii() and part.isdigit()]
    titles = Titles(ws)
    for field, part in wanted:
        titles.want(field, [int(part)] if len(part) < 10 else [])
    titles.load()
    return {(field.name, part): label for field, part in wanted if (label := titles.of(field, int(part)))}


def _named(definition: ObjectDef, one: Filter) -> FieldDef | None:
    field = known(definition, one.field)
    return field if field is not None and type_of(field).reference and one.operator in ("eq", "ne", "in") else None


def make_list_page(listing: Listing) -> ListPage:
    """The context of list.html."""
    ws, definition, address, read = listing.ws, listing.definition, listing.address, listing.read
    asked = Asked(ws, definition, read, address)
    same = listing.same
    same_looks = same and (*same, looks(asked))
    parts = kept(same_looks and ("list parts", *same_looks), lambda: list_parts(asked))
    cells_key = same and ("list cells", *same, current_timezone(), formats.today())
    name = definition.name
    return ListPage(
        object_name=name,
        label=parts.label,
        label_one=parts.label_one,
        icon=definition.icon,
        columns=parts.columns,
        rows=listing.page.answers,
        cells=kept(cells_key, lambda: list_cells(asked, listing.page.columns)),
        pager=make_pager(read, listing.page, address, parts.sizes),
        query=read.query.search,
        action=address.path,
        kept=tuple(pair for pair in address.lasting if pair[0] not in ("q", "lang")),
        chips=tuple(_chip(listing, one) for one in read.filters),
        clear_href=Address(address.path).href if read.filters or read.query.search else "",
        filter_fields=kept(same and ("filter fields", *same), lambda: filter_fields(ws, definition)),
        facets=parts.facets,
        notices=tuple(Notice(one, "warn") for one in read.notices),
        add_href=f"/o/{name}/add" if ws.actor.may("can_add", name) else "",
        bulk_delete_href=f"/o/{name}/bulk-delete" if ws.actor.may("can_delete", name) else "",
        empty=_why_empty(listing, bool(parts.columns)),
        same=same,
        same_looks=same_looks,
        links=beginnings(address, parts),
    )


def print_list(page: ListPage) -> Markup:
    """The page as HTML: its frame is printed once for all lists of an object with the same parts."""
    made = cast(ListPrinter, current_app.jinja_env.globals["printed_list"])
    parts: dict[str, Any] = {name: getattr(made, name)(page) for name in PARTS}
    places = SimpleNamespace(**{name: lambda _page, name=name: Markup(hole(name)) for name in PARTS})  # noqa: S704 -- our own mark
    sample = replace(page, query=page.query and hole("query"))
    key = (page.object_name, page.empty, *map(bool, (page.rows, page.facets, page.chips, page.query, page.clear_href)))
    return print_whole("list.html", key, {"page": sample, "printed_list": places}, {**parts, "query": page.query})


def _chip(listing: Listing, one: Filter) -> Chip:
    field = resolved(listing.ws, listing.definition, one.field)
    if field is None:  # it was known a moment ago, when the arguments were read
        return Chip(one.field, one.operator, one.text, listing.address.path)
    argument = one.field if one.operator == "eq" else f"{one.field}__{one.operator}"
    removed = listing.address.drop(argument, one.text)
    removed = removed.drop(f"{one.field}__eq", one.text) if one.operator == "eq" else removed
    words = dict(operator_words(field)).get(one.operator, one.operator)
    return Chip(label_of(field), words, _value_words(listing, field, one), removed.href, one.field, one.operator, one.text)


def _value_words(listing: Listing, field: FieldDef, one: Filter) -> str:
    if one.operator == "null":
        return _("Yes") if one.text.lower() in ("true", "1", "yes") else _("No")
    names = {option.value: text(option.label, fallback=option.value) for option in field.options}
    parts = one.text.split(",") if one.operator in ("in", "contains") and (names or type_of(field).reference) else [one.text]
    if type_of(field).name == "boolean":
        names = {"true": _("Yes"), "false": _("No")}
    return ", ".join(names.get(part) or listing.labels.get((field.name, part)) or part for part in parts)


def _why_empty(listing: Listing, has_columns: bool) -> str:
    if listing.page.answers:
        return ""
    if not has_columns:
        return "not_set_up"
    if listing.ws.matrix.reach(listing.ws.actor, listing.definition.id, "view") == "none":
        return "no_right"
    return "no_match" if listing.read.filters or listing.read.query.search or listing.address.pairs != listing.address.lasting else "none"
