"""Contexts of the form and of the page that lets a second editor merge what two people wrote.

Public names: FormField, FormSection, FormPage, ConflictRow, ConflictPage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from app.views.pages.shell import Link, Notice, Option


class FormField(NamedTuple):
    """One input. ``name`` is the field's API name: the input's ``name`` and ``id`` (errors are linked by ``#name``)."""

    name: str
    label: str
    widget: str = "text"
    """Macro of fields/input.html: text, textarea, number, boolean, date, datetime, time, select, multi_select, lookup, email, tel, url."""
    value: str = ""
    """What stands in the input: ``FieldType.to_text``, or what the user typed when the form comes back with errors."""
    values: tuple[str, ...] = ()
    """For multi_select: the chosen values; sent as repeated ``name=value``."""
    options: tuple[Option, ...] = ()
    """For select and multi_select; the empty choice is added by the template where the field is not required."""
    help: str = ""
    errors: tuple[str, ...] = ()
    """All that is wrong with it, hint included; help is not shown beside an error."""
    required: bool = False
    read_only: bool = False
    """Shown with its value and not sent."""
    unit: str = ""
    """Stands behind the input: 元, %."""
    choices_url: str = ""
    """For lookup, user and department: see ``FilterField.choices_url``."""
    selected_label: str = ""
    """For lookup: the label of ``value``."""
    wide: bool = False
    max_length: int = 0
    placeholder: str = ""
    pieces: dict[Any, Any] | None = None
    """Where its printed form is kept, once for everybody who reads this language (views/printed_inputs.py); None: printed anew each time."""


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of the form with a heading; an empty label prints none."""

    label: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """/o/<object>/add and /o/<object>/edit/<id> → form.html.

    Sent beside the fields: ``csrf_token``, ``version`` (edit only) and ``_next`` = ``new`` when saved by "Save and new".
    A boolean that is required sends true or false; one that is not sends '' for empty, too.
    """

    object_name: str
    title: str
    """E.g. New lead, Edit lead."""
    icon: str
    sections: tuple[FormSection, ...]
    crumbs: tuple[Link, ...] = ()
    action: str = ""
    cancel_href: str = ""
    version: int | None = None
    """Version that the editing starts from; None on a new record."""
    save_and_new: bool = False
    errors: tuple[str, ...] = ()
    """What is wrong with the whole, not with one field."""
    notices: tuple[Notice, ...] = ()

    @property
    def faulty(self) -> tuple[FormField, ...]:
        """The fields with errors, in order, for the summary that heads the form."""
        return tuple(f for section in self.sections for f in section.fields if f.errors)


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field that somebody changed. ``before``, ``theirs`` and ``mine`` are shown; the ``…_text`` are what the form sends."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    theirs_text: str = ""
    mine_text: str = ""
    state: str = "both"
    """both: the user must choose; theirs or mine: only that side changed it and it is taken over."""


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """Answer 409 to a form that was overtaken → conflict.html. Posts all fields again to ``action`` with ``version`` = the present one."""

    object_name: str
    title: str
    icon: str
    who: str
    when: str
    base_version: int
    version: int
    rows: tuple[ConflictRow, ...]
    action: str
    """The edit address."""
    record_href: str
    """Gives the user's own changes up."""
    crumbs: tuple[Link, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    """(name, text) of the form's other fields, sent along unchanged."""

    @property
    def undecided(self) -> int:
        """How many fields both sides changed."""
        return sum(row.state == "both" for row in self.rows)
