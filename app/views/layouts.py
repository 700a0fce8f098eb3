"""What the record page and the form of an object are like for everybody who reads one language: its fields in their sections, with their words.

Made once a revision and language; a request only puts values into it. Public names: Spot, Layout, layout_of.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from app.fieldtypes.base import FieldType
from app.fieldtypes.registry import type_of
from app.i18n import current_locale
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.records.fields import SYSTEM, label_of, list_columns
from app.records.workspace import Workspace
from app.views.cells import choices_path, options_of
from app.views.pages import FormField
from app.views.printed_inputs import CHOOSING

HIGHLIGHTS = 7
MOST_CHOSEN = 200
"""Values of one field whose inputs are kept."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """One field where it stands on a page."""

    field: FieldDef
    """Options filled in."""
    kind: FieldType
    label: str
    help: str
    section: str
    """Name of the section; empty where the object has none."""
    input: FormField
    """Its empty input."""
    chosen: dict[str, FormField] = dataclasses.field(default_factory=dict)
    """Of a field with choices: its input by value."""

    @property
    def fixed(self) -> bool:
        """Shown by the form and never taken from it."""
        return self.input.read_only

    def input_with(self, value: str, selected_label: str = "") -> FormField:
        """Its input with a value as text; of a reference with what that is called."""
        if self.input.widget not in CHOOSING:
            return self.input._replace(value=value, selected_label=selected_label)
        found = self.chosen.get(value)
        if found is None:
            if len(self.chosen) > MOST_CHOSEN:
                self.chosen.clear()
            found = self.chosen[value] = self._choosing(value)
        return found

    def _choosing(self, value: str) -> FormField:
        several = self.input.widget == "multi_select"
        chosen = frozenset(value.split(",")) if several else frozenset({value})
        values = tuple(sorted(chosen - {""})) if several else ()
        return self.input._replace(value=value, values=values, options=options_of(self.field, chosen), pieces={})


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The pages of one object in one language."""

    definition: ObjectDef
    label: str
    plural: str
    spots: Mapping[str, Spot]
    """Live fields by API name, in order."""
    system: Mapping[str, Spot]
    sections: tuple[tuple[str, str, tuple[Spot, ...]], ...]
    """(name, label, fields): those that have fields; an unnamed one has no label."""
    title: Spot | None
    number: Spot | None
    """The field with the record's number, unless that is its title."""
    highlights: tuple[Spot, ...]
    pieces: dict[str, Any] = dataclasses.field(default_factory=dict)
    """What stands around the values of a record page."""


def layout_of(ws: Workspace, definition: ObjectDef) -> Layout:
    """The layout in the reader's language."""
    return ws.models.kept(("layout", definition.id, definition.name, current_locale()), lambda: _make(ws, definition))


def _make(ws: Workspace, definition: ObjectDef) -> Layout:
    spots = {one.name: _spot(ws, definition, one) for one in definition.live_fields}
    system = {name: _spot(ws, definition, one) for name, one in SYSTEM.items()}
    label = text(definition.label, fallback=definition.name)
    listed = [spots.get(name) or system[name] for name in list_columns(definition) if name != definition.title_field]
    return Layout(
        definition=definition,
        label=label,
        plural=text(definition.label_plural) or label,
        spots=spots,
        system=system,
        sections=tuple(_sections(definition, spots)),
        title=spots.get(definition.title_field),
        number=next((one for one in spots.values() if one.kind.generated and one.field.name != definition.title_field), None),
        highlights=tuple(one for one in listed if not one.kind.wide)[:HIGHLIGHTS],
    )


def _sections(definition: ObjectDef, spots: Mapping[str, Spot]) -> Iterator[tuple[str, str, tuple[Spot, ...]]]:
    labels = {"": "", **{section.name: text(section.label, fallback=section.name) for section in definition.sections}}
    for name, label in labels.items():
        found = tuple(one for one in spots.values() if one.section == name)
        if found:
            yield name, label, found


def _spot(ws: Workspace, definition: ObjectDef, one: FieldDef) -> Spot:
    found, kind = ws.catalog.resolved(one), type_of(one)
    names = [section.name for section in definition.sections]
    return Spot(
        field=found,
        kind=kind,
        label=label_of(found),
        help=text(found.help),
        section=found.section if found.section in names else names[0] if names else "",
        input=FormField(
            name=found.name,
            label=label_of(found),
            widget=kind.widget,
            options=options_of(found),
            help=text(found.help),
            required=found.required,
            read_only=not found.writable or kind.generated,
            unit=kind.unit(found),
            choices_url=choices_path(definition, found),
            wide=kind.wide,
            max_length=found.param("max_length") or 0,
            pieces={},
        ),
    )
