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
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.tokens import default_of, is_token
from app.records.fields import label_of
from app.records.rows import Row
from app.records.titles import Titles
from app.records.tokens import standing
from app.records.workspace import Workspace
from app.views.cells import choices_path, options_of
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
    definition, name = form.definition, form.definition.name
    label = text(definition.label, fallback=name)
    back = f"/o/{name}/list/" if form.row is None else f"/o/{name}/show/{form.row.id}"
    crumbs = [Link(text(definition.label_plural) or label, f"/o/{name}/list/")]
    if form.row is not None:
        crumbs.append(Link(form.title, back))
    fields = {one.name for one in _offered(form)}
    return FormPage(
        object_name=name,
        title=_("New %(object)s", object=label) if form.row is None else _("Edit %(object)s", object=label),
        icon=definition.icon,
        sections=tuple(_sections(form)),
        crumbs=tuple(crumbs),
        action=f"/o/{name}/add" if form.row is None else f"/o/{name}/edit/{form.row.id}",
        cancel_href=back,
        version=form.version,
        save_and_new=form.ws.actor.may("can_add", name),
        errors=tuple(_problem_text(problem) for problem in form.problems if problem.where not in fields),
    )


def texts_of(ws: Workspace, definition: ObjectDef, row: Row) -> dict[str, str]:
    """What stands in the inputs for a record."""
    fields = (ws.catalog.resolved(one) for one in definition.live_fields)
    return {one.name: type_of(one).to_text(one, row.values.get(one.name)) for one in fields if one.name in row.values}


def first_texts(ws: Workspace, definition: ObjectDef, asked: Mapping[str, str]) -> dict[str, str]:
    """What stands in the inputs of a new record: defaults, then what the address asks for."""
    here = standing(ws)
    made: dict[str, str] = {}
    for one in map(ws.catalog.resolved, definition.live_fields):
        kind = type_of(one)
        if not one.writable or kind.generated:
            continue
        try:
            if one.name in asked:
                made[one.name] = kind.to_text(one, kind.from_text(one, asked[one.name]))
            elif one.default is not None:
                value = default_of(one, here)
                made[one.name] = kind.to_text(one, value if is_token(one, one.default) else kind.from_json(one, value))
        except Bad:
            continue  # an address or default that does not fit leaves the input empty
    return made


def reference_labels(ws: Workspace, definition: ObjectDef, texts: Mapping[str, str]) -> dict[str, str | None]:
    """API name → what the reference in the input is called; one statement a target object."""
    wanted = [
        (one, int(text))
        for one in definition.live_fields
        if type_of(one).reference and (text := texts.get(one.name, "")).isascii() and text.isdigit() and len(text) < 10
    ]
    titles = Titles(ws)
    for one, number in wanted:
        titles.want(one, [number])
    titles.load()
    return {one.name: titles.of(one, number) for one, number in wanted}


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


def _offered(form: Form) -> Iterable[FieldDef]:
    """The fields of the form: a new record shows none that it cannot take."""
    for one in form.definition.live_fields:
        if form.row is not None or (one.writable and not type_of(one).generated):
            yield form.ws.catalog.resolved(one)


def _sections(form: Form) -> Iterable[FormSection]:
    names = [section.name for section in form.definition.sections]
    placed: dict[str, list[FormField]] = {name: [] for name in ["", *names]}
    first = names[0] if names else ""
    for one in _offered(form):
        placed[one.section if one.section in names else first].append(_input(form, one))
    labels = {section.name: text(section.label, fallback=section.name) for section in form.definition.sections}
    return [FormSection(labels.get(name, ""), tuple(fields)) for name, fields in placed.items() if fields]


def _input(form: Form, one: FieldDef) -> FormField:
    kind = type_of(one)
    value = form.texts.get(one.name, "")
    chosen = frozenset(value.split(",")) if kind.widget == "multi_select" else frozenset({value})
    fixed = not one.writable or kind.generated
    return FormField(
        name=one.name,
        label=label_of(one),
        widget=kind.widget,
        value=_fixed_text(form, one) if fixed else value,
        values=tuple(sorted(chosen - {""})) if kind.widget == "multi_select" else (),
        options=options_of(one, chosen),
        help=text(one.help),
        errors=tuple(_problem_text(problem) for problem in form.problems if problem.where == one.name),
        required=one.required,
        read_only=fixed,
        unit=kind.unit(one),
        choices_url=choices_path(form.definition, one),
        selected_label=form.labels.get(one.name) or "",
        wide=kind.wide,
        max_length=one.param("max_length") or 0,
    )


def _fixed_text(form: Form, one: FieldDef) -> str:
    """A value that is only shown."""
    if form.row is None:
        return ""
    return type_of(one).show(one, form.row.values.get(one.name), form.row.labels.get(one.name)).text
