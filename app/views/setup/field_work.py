"""One field's form at work: what was sent, the raw definition it means, and the page it is printed on.

Public names: Sent, FieldWork, FieldPage, spare_rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.errors import Problem
from app.fieldtypes.base import FieldType
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.load import load_field
from app.views.pages import Link
from app.views.setup.door import Setup, base_of, page
from app.views.setup.field_form import Section, errors_of, field_sections, raw_field, raw_value
from app.views.setup.inputs import Choice, Errors, Input, unlabelled
from app.views.setup.kinds import Choices, Kind, KindGroup, kind_groups, kind_of
from app.views.setup.object_head import object_href
from app.views.setup.objects import object_choices
from app.views.setup.options import OptionRow, blank_rows, color_words, raw_options

BLANK_OPTIONS = 3


@dataclass(frozen=True, slots=True)
class FieldPage:
    """field.html"""

    title: str
    name: str
    kind: Kind
    groups: tuple[KindGroup, ...]
    """The types to choose from; empty where the type is settled."""
    base: int
    object_label: str
    object_href: str
    action: str
    sections: tuple[Section, ...]
    options: tuple[OptionRow, ...] | None
    options_error: str
    shared: bool
    """Do the options come from an option set?"""
    pasted: str
    may_preselect: bool
    colors: tuple[tuple[str, str], ...]
    errors: Errors
    retire_href: str

    @property
    def inputs(self) -> tuple[Input, ...]:
        return tuple(one for section in self.sections for one in section.inputs)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a field's form says: texts by input name, and the rows of options."""

    values: Mapping[str, str]
    rows: tuple[OptionRow, ...] = ()

    @property
    def pasted(self) -> str:
        return self.values.get("pasted", "")


@dataclass(frozen=True, slots=True)
class FieldWork:
    """A field of ``owner`` in the making; ``before`` is None for a new one."""

    setup: Setup
    owner: ObjectDef
    before: FieldDef | None
    kind: FieldType
    sent: Sent

    @property
    def href(self) -> str:
        return object_href(self.owner.name)

    @property
    def back(self) -> Link:
        """To the object, by its label."""
        return Link(text(self.owner.label, fallback=self.owner.name), self.href)

    @property
    def label(self) -> str:
        """What the field is called: as sent, else as published."""
        published = text(self.before.label, fallback=self.before.name) if self.before else ""
        return self.sent.values.get("label", "").strip() or published or self.sent.values.get("name", "")

    def raw(self) -> tuple[dict[str, Any], list[Problem]]:
        """The raw definition with options and default, and what is wrong with the default's text."""
        if not self.sent.values.get("label", "").strip():
            return {"name": self.sent.values.get("name", "")}, [unlabelled()]
        raw = raw_field(self.sent.values, self.kind, self.setup.locale, self.before, (f.name for f in self.owner.fields))
        if self.kind.has_options:
            return self._with_options(raw), []
        if self.kind.reference or self.kind.generated:
            return raw, []
        raw["default"], problems = self.value("default", raw)
        return raw, problems

    def value(self, name: str, raw: Mapping[str, Any]) -> tuple[Any, list[Problem]]:
        """The JSON value of an input that takes one of the field's own values: its default, or what empty records get."""
        made, _shape = load_field({key: value for key, value in raw.items() if key != "default"}, TYPES)
        return raw_value(self.sent.values.get(name, ""), self.kind, made, name)

    def _with_options(self, raw: dict[str, Any]) -> dict[str, Any]:
        if raw.get("options_from"):
            return raw
        published = self.before.options if self.before else ()
        options, chosen = raw_options(self.sent.rows, self.sent.pasted, self.setup.locale, published)
        several = self.kind.name == "multi_picklist" or len(chosen) > 1
        return raw | {"options": options, "default": (chosen or None) if several else next(iter(chosen), None)}

    def form(self, problems: Sequence[Problem] = (), name: str = "") -> Response:
        """The page with the form; ``name`` is the field's in the problems' paths."""
        sections = field_sections(self.sent.values, self.kind, self._choices(), self.before)
        inputs = [one for section in sections for one in section.inputs]
        errors = errors_of(problems, inputs, name)
        published = self.before
        context = FieldPage(
            title=_("New field") if published is None else text(published.label, fallback=published.name),
            name=published.name if published else "",
            kind=kind_of(self.kind),
            groups=kind_groups(TYPES) if published is None else (),
            base=base_of(self.setup),
            object_label=self.back.label,
            object_href=self.href,
            action=request.path,
            sections=tuple(Section(section.label, errors.on(section.inputs)) for section in sections),
            options=(self.sent.rows or spare_rows(())) if self.kind.has_options else None,
            options_error=errors.by_input.get("options", ""),
            shared=bool(self.sent.values.get("options_from")),
            pasted=self.sent.pasted,
            may_preselect=self.kind.has_options,
            colors=color_words(),
            errors=errors,
            retire_href=f"{self.href}fields/{published.name}/retire" if published and not published.retired else "",
        )
        return page("field", context, 422 if problems else 200)

    def _choices(self) -> Choices:
        sets = (Choice(s.name, text(s.label, fallback=s.name)) for s in self.setup.catalog.option_sets.values())
        own = self.before.name if self.before else ""
        picklists = (Choice(f.name, text(f.label, fallback=f.name)) for f in self.owner.live_fields if f.type == "picklist" and f.name != own)
        return Choices(object_choices(self.setup), tuple(sorted(sets, key=lambda c: c.label)), tuple(picklists))


def spare_rows(rows: Sequence[OptionRow], count: int = BLANK_OPTIONS) -> tuple[OptionRow, ...]:
    """Empty rows to go below these."""
    return blank_rows(max((row.number for row in rows), default=-1) + 1, count)
