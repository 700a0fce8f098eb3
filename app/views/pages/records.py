"""Context of the record page: highlights, sections, related lists, history, and who it belongs to.

Public names: Value, ValueSection, RelatedList, Change, HistoryEntry, RecordPage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from app.fieldtypes.base import Shown
from app.views.pages.lists import Column, ListRow
from app.views.pages.shell import Link, Notice


class Value(NamedTuple):
    """A field with its value. A Shown of kind ``record`` carries the target's page in ``href`` where the user may open it."""

    label: str
    shown: Shown
    help: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class ValueSection:
    """A part of the record; an empty label prints no heading."""

    label: str
    values: tuple[Value, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class RelatedList:
    """Records of another object that point here: the first few, or closed, to be fetched when somebody opens it."""

    key: str
    """``<object>__<field>``: unique on the page, used for ids."""
    label: str
    icon: str
    count_text: str
    columns: tuple[Column, ...]
    rows: tuple[ListRow, ...]
    all_href: str = ""
    """The target's list with the condition on this record; empty when all are shown."""
    add_href: str = ""
    """Add form with the reference filled in."""
    load_href: str = ""
    """Where the records are when the list is closed: its part of the page alone. Empty: ``rows`` are all there is to show."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a history entry, as text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Somebody did something to the record. ``kind``: create, update, delete, restore, transfer."""

    who: str
    what: str
    """E.g. changed 2 fields."""
    when: str
    """In words, e.g. yesterday 18:02."""
    when_iso: str = ""
    kind: str = "update"
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordPage:
    """/o/<object>/show/<id> → record.html."""

    object_name: str
    object_label: str
    icon: str
    id: int
    title: str
    list_href: str
    crumbs: tuple[Link, ...] = ()
    subtitle: str = ""
    """E.g. its number."""
    highlights: tuple[Value, ...] = ()
    """Up to 7."""
    sections: tuple[ValueSection, ...] = ()
    related: tuple[RelatedList, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    history_more_href: str = ""
    system: tuple[Value, ...] = ()
    """Owner, department, created, changed, version."""
    notices: tuple[Notice, ...] = ()
    edit_href: str = ""
    delete_href: str = ""
    """Takes POST with the CSRF token and ``version``."""
    version: int = 0
    pieces: dict[str, Any] | None = None
    """Where what stands around its values is kept (views/printed_record.py); None: printed anew each time."""

    @property
    def filled(self) -> tuple[RelatedList, ...]:
        """The related lists that have rows, or may have: a card each."""
        return tuple(one for one in self.related if one.rows or one.load_href)

    @property
    def unfilled(self) -> tuple[RelatedList, ...]:
        """The related lists without rows: one line for all."""
        return tuple(one for one in self.related if not one.rows and not one.load_href)
