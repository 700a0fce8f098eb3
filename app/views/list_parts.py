"""What a list page shows whatever rows it has: columns that sort, quick filters, the filter panel's fields, page sizes.

It is the same for everybody with the same rights and language whose list looks the same, so it is made once and kept (views/kept.py); its links begin with
holes for the arguments that are to stay (``beginnings``). Public names: Asked, ListParts, looks, list_parts, list_cells, beginnings, filter_fields.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.fieldtypes.registry import type_of
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.arguments import PAGE_SIZE, Arguments
from app.records.fields import SYSTEM, default_sort, label_of, list_columns, resolved
from app.records.rows import Columns
from app.records.workspace import Workspace
from app.views.address import Address, argument
from app.views.cells import choices_path, input_of, operator_words, options_of, shown_part
from app.views.pages import Column, Facet, FacetOption, FilterField, Link, ListCells, assign_cards
from app.views.pieces import hole

SIZES = (25, 50, 100, 200)
FACETS = 3
FACET_OPTIONS = 12
SORT, SIZE = "sort", "page_size"
FILTERED_SYSTEM = ("owner", "department", "created_at", "changed_at")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it was asked for."""

    ws: Workspace
    definition: ObjectDef
    read: Arguments
    address: Address


class ListParts(NamedTuple):
    """All but the rows."""

    label: str
    label_one: str
    columns: tuple[Column, ...]
    facets: tuple[Facet, ...]
    sizes: tuple[Link, ...]


def looks(asked: Asked) -> Hashable:
    """What ``list_parts`` depends on beside the definition, the actor's rights and the language: few and short, whatever the arguments say."""
    read = asked.read
    chosen = tuple((one.field, _chosen(asked, field)) for one in read.filters if (field := asked.definition.field(one.field)) and _is_facet(asked, field))
    return read.query.sort, read.query.page_size, frozenset(one.field for one in read.filters), chosen


def beginnings(address: Address, parts: ListParts) -> dict[str, str]:
    """Hole → how the links of ``parts`` begin: ``more_<name>`` where other arguments of that name follow, ``less_<name>`` where none does."""
    found = {}
    for name, own in ((SORT, (SORT,)), (SIZE, (SIZE,)), *((facet.name, (facet.name, f"{facet.name}__eq", f"{facet.name}__in")) for facet in parts.facets)):
        begin = address.less(*own)
        found[f"more_{name}"], found[f"less_{name}"] = begin, begin[:-1]
    return found


def _to(name: str, argument_name: str, value: str) -> str:
    return hole(f"more_{name}") + argument(argument_name, value) if value else hole(f"less_{name}")


def list_parts(asked: Asked) -> ListParts:
    """Depends on the definition, the actor's rights, the language and ``looks``."""
    ws, definition = asked.ws, asked.definition
    fields = [field for name in list_columns(definition) if (field := resolved(ws, definition, name))]
    label = text(definition.label, fallback=definition.name)
    return ListParts(
        label=text(definition.label_plural) or label,
        label_one=label,
        columns=assign_cards(_columns(asked, fields)),
        facets=tuple(_facets(asked, fields)),
        sizes=_sizes(asked),
    )


def list_cells(asked: Asked, read: Columns) -> ListCells:
    """Depends on the definition, the actor's rights, the language, the time zone and the day."""
    ws, name = asked.ws, asked.definition.name
    return ListCells(
        columns=assign_cards(_columns(asked, read.fields)),
        show=tuple(shown_part(ws, read, field) for field in read.fields),
        opens=f"/o/{name}/show/" if ws.actor.may("can_show", name) else "",
        named=asked.definition.title_field in (field.name for field in read.fields),
        bulk=ws.actor.may("can_delete", name),
    )


def _columns(asked: Asked, fields: Iterable[FieldDef]) -> Iterable[Column]:
    order = dict(asked.read.query.sort or default_sort(asked.definition))
    first = next(iter(order), "")
    filtered = {one.field for one in asked.read.filters}
    for field in fields:
        kind = type_of(field)
        sorted_by = "" if field.name != first else "descending" if order[field.name] else "ascending"
        turned = f"-{field.name}" if sorted_by == "ascending" else field.name
        yield Column(
            name=field.name,
            label=label_of(field),
            align=kind.align,
            unit=kind.unit(field),
            sort=sorted_by,
            sort_href=_to(SORT, SORT, turned) if kind.sortable else "",
            filtered=field.name in filtered,
            kind=kind.group,
            is_title=field.name == asked.definition.title_field,
        )


def _facets(asked: Asked, fields: Iterable[FieldDef]) -> Iterable[Facet]:
    """Quick filters by the picklists of the list, where there are few options."""
    found = [field for field in fields if _is_facet(asked, field)][:FACETS]
    return [Facet(field.name, label_of(field), tuple(_facet_options(asked, field))) for field in found]


def _facet_options(asked: Asked, field: FieldDef) -> Iterable[FacetOption]:
    chosen = _chosen(asked, field)
    for option in options_of(field, frozenset(chosen)):
        wanted = [one for one in chosen if one != option.value] if option.selected else [*chosen, option.value]
        yield FacetOption(option.label, _to(field.name, f"{field.name}__in", ",".join(wanted)), option.selected)


def _is_facet(asked: Asked, field: FieldDef) -> bool:
    return type_of(field).name == "picklist" and 1 < len(asked.ws.catalog.resolved(field).options) <= FACET_OPTIONS


def _chosen(asked: Asked, field: FieldDef) -> tuple[str, ...]:
    """The options that conditions in force name, each once."""
    texts = (one.text for one in asked.read.filters if one.field == field.name and one.operator in ("eq", "in"))
    return tuple(dict.fromkeys(part for text in texts for part in text.split(",")))


def _sizes(asked: Asked) -> tuple[Link, ...]:
    present = asked.read.query.page_size
    return tuple(Link(str(size), _to(SIZE, SIZE, "" if size == PAGE_SIZE else str(size)), current=size == present) for size in sorted({*SIZES, present}))


def filter_fields(ws: Workspace, definition: ObjectDef) -> tuple[FilterField, ...]:
    """What the filter panel offers: all fields of the object, and system fields."""
    system = FILTERED_SYSTEM if definition.scoped else FILTERED_SYSTEM[2:]
    fields = [*(ws.catalog.resolved(field) for field in definition.live_fields), *(SYSTEM[name] for name in system)]
    return tuple(
        FilterField(field.name, label_of(field), input_of(field), operator_words(field), options_of(field, all_of_them=True), choices_path(definition, field))
        for field in fields
    )
