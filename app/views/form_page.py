"""Fills the form: sections with inputs, holding what the record has, or what the user typed and what was wrong with it.

Public names: Form, make_form_page, first_texts, sent_texts, texts_of, reference_labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from app.errors import Problem
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.metadata.tokens import default_of, is_token
from app.records.rows import Row
from app.records.titles import Titles
from app.records.tokens import standing
from app.records.workspace import Workspace
from app.views.layouts import Layout, Spot, layout_of
from app.views.pages import FormField, FormPage, FormSection, Link


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is about to be shown."""

    ws: Workspace
    definition: ObjectDef
    texts: Mapping[str, str]
    """API name → what stands in the input."""
    labels: Mapping[str, str | None] = field(default_factory=dict)
    """API name of a reference → what its target is called."""
    problems: Sequence[Problem] = ()
    row: Row | None = None
    """The record that is edited; None for a new one."""
    version: int | None = None
    title: str = ""
    """What the record is called."""


def make_form_page(form: Form) -> FormPage:
    """The context of form.html."""
    layout, name = layout_of(form.ws, form.definition), form.definition.name
    back = f"/o/{name}/list/" if form.row is None else f"/o/{name}/show/{form.row.id}"
    crumbs = [Link(layout.plural, f"/o/{name}/list/")]
    if form.row is not None:
        crumbs.append(Link(form.title, back))
    return FormPage(
        object_name=name,
        title=_("New %(object)s", object=layout.label) if form.row is None else _("Edit %(object)s", object=layout.label),
        icon=form.definition.icon,
        sections=tuple(_sections(form, layout)),
        crumbs=tuple(crumbs),
        action=f"/o/{name}/add" if form.row is None else f"/o/{name}/edit/{form.row.id}",
        cancel_href=back,
        version=form.version,
        save_and_new=form.ws.actor.may("can_add", name),
        errors=tuple(_problem_text(problem) for problem in form.problems if not _has_input(form, layout, problem.where)),
    )


def texts_of(ws: Workspace, definition: ObjectDef, row: Row) -> dict[str, str]:
    """What stands in the inputs for a record."""
    spots = layout_of(ws, definition).spots
    return {name: one.kind.to_text(one.field, row.values.get(name)) for name, one in spots.items() if name in row.values}


def first_texts(ws: Workspace, definition: ObjectDef, asked: Mapping[str, str]) -> dict[str, str]:
    """What stands in the inputs of a new record: defaults, then what the address asks for."""
    here = standing(ws)
    made: dict[str, str] = {}
    for name, spot in layout_of(ws, definition).spots.items():
        one, kind = spot.field, spot.kind
        if spot.fixed:
            continue
        try:
            if name in asked:
                made[name] = kind.to_text(one, kind.from_text(one, asked[name]))
            elif one.default is not None:
                value = default_of(one, here)
                made[name] = kind.to_text(one, value if is_token(one, one.default) else kind.from_json(one, value))
        except Bad:
            continue  # an address or default that does not fit leaves the input empty
    return made


def reference_labels(ws: Workspace, definition: ObjectDef, texts: Mapping[str, str], row: Row | None = None) -> dict[str, str | None]:
    """API name → what the reference in the input is called; what the record's ``row`` does not tell, one statement does for all."""
    labels: dict[str, str | None] = {}
    titles, wanted = Titles(ws), []
    for one in definition.live_fields:
        text = texts.get(one.name, "")
        if not (type_of(one).reference and text.isascii() and text.isdigit() and len(text) < 10):
            continue
        if row is not None and row.values.get(one.name) == int(text):
            labels[one.name] = row.labels.get(one.name)
        else:
            wanted.append((one, int(text)))
            titles.want(one, [int(text)])
    titles.load()
    return {**labels, **{one.name: titles.of(one, number) for one, number in wanted}}


def sent_texts(definition: ObjectDef, sent: MultiDict[str, str]) -> dict[str, str]:
    """What a form sent for the fields of the object; several choices become one text. A box and its hidden twin: the first one counts."""
    made = {}
    for one in definition.live_fields:
        if one.name in sent:
            several = type_of(one).widget == "multi_select"
            made[one.name] = ",".join(part for part in sent.getlist(one.name) if part) if several else sent[one.name]
        elif type_of(one).widget == "multi_select" and one.writable and "csrf_token" in sent:
            made[one.name] = ""  # a browser sends nothing for a list without a choice
    return made


def _problem_text(problem: Problem) -> str:
    return " ".join(part for part in (problem.what, problem.hint) if part)


def _has_input(form: Form, layout: Layout, name: str) -> bool:
    """A new record's form shows no field that it cannot take."""
    return name in layout.spots and (form.row is not None or not layout.spots[name].fixed)


def _sections(form: Form, layout: Layout) -> Iterable[FormSection]:
    for _name, label, spots in layout.sections:
        fields = tuple(_input(form, spot) for spot in spots if form.row is not None or not spot.fixed)
        if fields:
            yield FormSection(label, fields)


def _input(form: Form, spot: Spot) -> FormField:
    name = spot.field.name
    errors = tuple(_problem_text(problem) for problem in form.problems if problem.where == name) if form.problems else ()
    if spot.fixed:
        return spot.input._replace(value=_fixed_text(form, spot), selected_label=form.labels.get(name) or "", errors=errors)
    made = spot.input_with(form.texts.get(name, ""), form.labels.get(name) or "")
    return made._replace(errors=errors) if errors else made


def _fixed_text(form: Form, spot: Spot) -> str:
    """A value that is only shown."""
    if form.row is None:
        return ""
    return spot.kind.show(spot.field, form.row.values.get(spot.field.name), form.row.labels.get(spot.field.name)).text
