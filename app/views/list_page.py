"""Fills the list page: columns that sort, conditions as chips, quick filters, the pager. Reads nothing but what it is given.

Public names: Listing, condition_labels, make_list_page.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.formats import number_text
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.arguments import Arguments, Filter
from app.records.fields import SYSTEM, default_sort, known, label_of, list_columns, resolved
from app.records.query import Page
from app.records.rows import Row
from app.records.titles import Titles
from app.records.workspace import Workspace
from app.views.address import Address
from app.views.cells import choices_path, input_of, operator_words, options_of, shown, title_text
from app.views.pages import Chip, Column, Facet, FacetOption, FilterField, Link, ListPage, ListRow, Notice, Pager, assign_cards

SIZES = (25, 50, 100, 200)
FACETS = 3
FACET_OPTIONS = 12
FILTERED_SYSTEM = ("owner", "department", "created_at", "changed_at")


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
    ws, definition, address = listing.ws, listing.definition, listing.address
    fields = [field for name in list_columns(definition) if (field := resolved(ws, definition, name))]
    name, label = definition.name, text(definition.label, fallback=definition.name)
    bare = Address(address.path)
    return ListPage(
        object_name=name,
        label=text(definition.label_plural) or label,
        label_one=label,
        icon=definition.icon,
        columns=assign_cards(_column(listing, field) for field in fields),
        rows=tuple(_row(ws, definition, fields, row) for row in listing.page.rows),
        pager=_pager(listing),
        query=listing.read.query.search,
        action=address.path,
        kept=tuple(pair for pair in address.pairs if pair[0] not in ("q", "page", "after", "before", "count", "lang")),
        chips=tuple(_chip(listing, one) for one in listing.read.filters),
        clear_href=bare.href if listing.read.filters or listing.read.query.search else "",
        filter_fields=tuple(_filter_field(definition, field) for field in _filterable(ws, definition)),
        facets=tuple(_facets(listing, fields)),
        notices=tuple(Notice(one, "warn") for one in listing.read.notices),
        add_href=f"/o/{name}/add" if ws.actor.may("can_add", name) else "",
        bulk_delete_href=f"/o/{name}/bulk-delete" if ws.actor.may("can_delete", name) else "",
        empty=_why_empty(listing, bool(fields)),
    )


def _column(listing: Listing, field: FieldDef) -> Column:
    kind = type_of(field)
    order = dict(listing.read.query.sort or default_sort(listing.definition))
    first = next(iter(order), "")
    sorted_by = "" if field.name != first else "descending" if order[field.name] else "ascending"
    turned = f"-{field.name}" if sorted_by == "ascending" else field.name
    return Column(
        name=field.name,
        label=label_of(field),
        align=kind.align,
        unit=kind.unit(field),
        sort=sorted_by,
        sort_href=listing.address.put("sort", turned).href if kind.sortable else "",
        filtered=any(one.field == field.name for one in listing.read.filters),
        kind=kind.group,
        is_title=field.name == listing.definition.title_field,
    )


def _row(ws: Workspace, definition: ObjectDef, fields: list[FieldDef], row: Row) -> ListRow:
    href = f"/o/{definition.name}/show/{row.id}" if ws.actor.may("can_show", definition.name) else ""
    return ListRow(row.id, tuple(shown(ws, field, row) for field in fields), href, title_text(ws, definition, row))


def _pager(listing: Listing) -> Pager:
    query, page, address = listing.read.query, listing.page, listing.address
    start = (query.page - 1) * query.page_size
    estimated = "≈ " if page.count_kind == "estimate" else ""
    total = "" if page.total is None else estimated + number_text(page.total) + ("+" if page.capped else "")
    return Pager(
        first=start + 1 if page.rows else 0,
        last=start + len(page.rows),
        total_text=total,
        prev_href=address.put("page", str(query.page - 1) if query.page > 2 else "").href if query.page > 1 else "",
        next_href=address.put("page", str(query.page + 1)).href if page.next else "",
        sizes=tuple(Link(str(size), address.put("page_size", str(size)).href, current=size == query.page_size) for size in SIZES),
    )


def _filterable(ws: Workspace, definition: ObjectDef) -> list[FieldDef]:
    system = FILTERED_SYSTEM if definition.scoped else FILTERED_SYSTEM[2:]
    return [*(ws.catalog.resolved(field) for field in definition.live_fields), *(SYSTEM[name] for name in system)]


def _filter_field(definition: ObjectDef, field: FieldDef) -> FilterField:
    return FilterField(
        field.name, label_of(field), input_of(field), operator_words(field), options_of(field, all_of_them=True), choices_path(definition, field)
    )


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


def _facets(listing: Listing, fields: list[FieldDef]) -> list[Facet]:
    """Quick filters by the picklists of the list, where there are few options."""
    found = [field for field in fields if type_of(field).name == "picklist" and 1 < len(field.options) <= FACET_OPTIONS][:FACETS]
    return [Facet(field.name, label_of(field), tuple(_facet_options(listing, field))) for field in found]


def _facet_options(listing: Listing, field: FieldDef) -> list[FacetOption]:
    several = f"{field.name}__in"
    chosen = [part for one in listing.read.filters if one.field == field.name and one.operator in ("eq", "in") for part in one.text.split(",")]
    address = listing.address.put(field.name, "").put(f"{field.name}__eq", "")
    made = []
    for option in options_of(field, frozenset(chosen)):
        wanted = [one for one in chosen if one != option.value] if option.selected else [*chosen, option.value]
        made.append(FacetOption(option.label, address.put(several, ",".join(wanted)).href, option.selected))
    return made


def _why_empty(listing: Listing, has_columns: bool) -> str:
    if listing.page.rows:
        return ""
    if not has_columns:
        return "not_set_up"
    if listing.ws.matrix.reach(listing.ws.actor, listing.definition.id, "view") == "none":
        return "no_right"
    return "no_match" if listing.read.filters or listing.read.query.search or listing.read.query.page > 1 else "none"
