"""Context of the list page: columns, rows, conditions in force, the filter panel's choices, the pager.

Public names: Column, ListRow, ListCells, FilterField, Chip, FacetOption, Facet, Pager, ListPage, assign_cards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, NamedTuple

from app.fieldtypes.base import Shown
from app.views.pages.shell import Link, Notice, Option


@dataclass(frozen=True, slots=True)
class Column:
    """A list column. ``kind`` is the field type's group (text, number, choice, time, relation, other), used by ``assign_cards``."""

    name: str
    label: str
    align: str = ""
    """'end' for numbers."""
    unit: str = ""
    """Printed in the head, （万元）, not in each cell."""
    sort: str = ""
    """'ascending' or 'descending' when the list is sorted by it."""
    sort_href: str = ""
    """Sorts by this column, or turns the order round; empty: not sortable."""
    filtered: bool = False
    kind: str = "text"
    is_title: bool = False
    """Its cells link to the row's record page."""
    card: str = "hide"
    """Place in the card on a phone: title, badge, wide, row, end or hide; see ``assign_cards``."""


class ListRow(NamedTuple):
    """One record. ``cells`` are in the order of the columns; ``title`` names the row."""

    id: int
    cells: tuple[Shown, ...]
    href: str = ""
    title: str = ""


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class ListCells:
    """How answers of the database become the rows of a list, for everybody with the same rights in one language, time zone and day.

    An answer begins with the record's id; ``show`` says for each column what of it the cell is made from, and how. Equal parts make equal cells.
    """

    columns: tuple[Column, ...] = ()
    show: tuple[tuple[int | slice, Callable[[Any], Shown]], ...] = ()
    opens: str = ""
    """The record's path without its id; empty: not to be opened."""
    named: bool = True
    """The title column says what the record is called; otherwise it is its number."""
    bulk: bool = False
    """A column for selecting."""
    title: int = field(init=False)
    """Place of the title column."""
    keys: tuple[Callable[[Any], Any], ...] = field(init=False)
    """Makes of an answer what tells the row's head, then each cell: the part; for head and title cell (id, part)."""
    printed: tuple[dict[Any, str], ...] = field(init=False)
    """HTML by these keys, in the same order, as far as it is kept."""
    before: tuple[dict[Any, str], ...] = field(init=False)
    """What was kept until there was too much: asked for again it is kept on."""

    def __post_init__(self) -> None:
        title = next((number for number, column in enumerate(self.columns) if column.is_title), 0)
        keys = [itemgetter(0, part) if number == title else itemgetter(part) for number, (part, _show) in enumerate(self.show)]
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "keys", (*keys[title : title + 1], *keys))
        object.__setattr__(self, "printed", tuple({} for _key in self.keys))
        object.__setattr__(self, "before", tuple({} for _key in self.keys))


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field that the filter panel offers."""

    name: str
    label: str
    input: str = "text"
    """text, number, date, datetime, time, select (options), boolean or lookup (choices_url)."""
    operators: tuple[tuple[str, str], ...] = ()
    """(operator, its words), e.g. ("eq", "is"); the first is the default."""
    options: tuple[Option, ...] = ()
    choices_url: str = ""
    """Answers ``?q=text&page=1`` with ``{"results": [{"id", "label"}], "more": bool}``."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in force: field, operator and value in words, and as they stand in the URL so that the panel can edit it."""

    label: str
    operator_label: str
    value_label: str
    remove_href: str
    field: str = ""
    operator: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class FacetOption:
    """A quick filter; ``href`` toggles it. ``count`` None: not counted."""

    label: str
    href: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """Quick filters by one picklist field."""

    name: str
    label: str
    options: tuple[FacetOption, ...] = ()


@dataclass(frozen=True, slots=True)
class Pager:
    """Which part of how many. ``first`` and ``last`` are formatted, empty when nobody knows how many rows are before these; ``total_text``, too: '164',
    '1,000+', '≈ 1,000,000', or '' when not counted."""

    first: str = ""
    last: str = ""
    total_text: str = ""
    exact_href: str = ""
    """Counts exactly; empty when the total is exact, or not there."""
    prev_href: str = ""
    next_href: str = ""
    sizes: tuple[Link, ...] = ()
    """Page sizes; label is the number."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """/o/<object>/list/ → list.html."""

    object_name: str
    label: str
    """Plural, the page's title."""
    label_one: str
    """Singular, for 'New …'."""
    icon: str
    columns: tuple[Column, ...] = ()
    rows: Sequence[Sequence[Any]] = ()
    """Answers of the database."""
    cells: ListCells = field(default_factory=ListCells)
    pager: Pager = field(default_factory=Pager)
    query: str = ""
    """The search text."""
    action: str = ""
    """The list's own path, where search and filters go by GET."""
    kept: tuple[tuple[str, str], ...] = ()
    """Arguments that the search form must repeat: conditions, sort, page_size."""
    chips: tuple[Chip, ...] = ()
    clear_href: str = ""
    filter_fields: tuple[FilterField, ...] = ()
    facets: tuple[Facet, ...] = ()
    notices: tuple[Notice, ...] = ()
    add_href: str = ""
    bulk_delete_href: str = ""
    """Takes POST with ``ids`` (repeated) and the CSRF token; empty: no selection column."""
    empty: str = ""
    """With no rows: 'none' (no data yet), 'no_match', 'no_right', 'not_set_up'."""
    same: tuple[object, ...] = ()
    """What the filter panel's fields depend on beside the revision; empty: not kept."""
    same_looks: tuple[object, ...] = ()
    """The same of what leads to the list with other arguments: columns, facets, sizes."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Hole in these → beginning of the links, which is another one for each list."""

    def filter_data(self) -> list[dict[str, object]]:
        """The fields from which js/filter.js makes the panel's rows."""
        return [
            {
                "name": f.name,
                "label": f.label,
                "input": f.input,
                "operators": f.operators,
                "options": [(o.value, o.label) for o in f.options],
                "choices": f.choices_url,
            }
            for f in self.filter_fields
        ]

    def filter_rows(self) -> list[dict[str, str]]:
        """The conditions in force, as js/filter.js reads them."""
        return [{"field": c.field, "operator": c.operator, "value": c.value, "label": c.value_label} for c in self.chips if c.field]


def assign_cards(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns with their places in the phone's card: the title, one badge, one wide line, two labelled lines, one at the end.

    Where no column is the title, the first one is: a row must lead to its record.
    """
    columns = tuple(columns)
    if columns and not any(column.is_title for column in columns):
        columns = (replace(columns[0], is_title=True), *columns[1:])
    once, twice = ["wide"], ["row", "row"]
    left = {"choice": ["badge", "end"], "text": once, "relation": once, "time": twice, "number": twice}
    placed = []
    for column in columns:
        places = left.get(column.kind, [])
        card = "title" if column.is_title else places.pop(0) if places else "hide"
        placed.append(replace(column, card=card))
    return tuple(placed)
