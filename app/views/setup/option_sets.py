"""Option sets: lists of options that several fields share. Public names: OptionSetsPage, OptionSetPage, set_of, LIST."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.errors import InvalidInput, NotFound, Problem
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import EMPTY, OptionSetDef
from app.metadata.edits import PutOptionSet, RetireOptionSet
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out, show_plan
from app.views.setup.door import Setup, base_of, blueprint, here, needs, page, refused
from app.views.setup.field_work import spare_rows
from app.views.setup.inputs import Errors, Input, explain
from app.views.setup.options import OptionRow, color_words, moved, option_rows, raw_options, rows_of
from app.views.setup.suggest import api_name
from app.views.setup.words import put, shown

LIST = "/setup/option-sets/"
EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class SetRow:
    name: str
    label: str
    package: str
    count: int
    examples: str
    href: str


@dataclass(frozen=True, slots=True)
class OptionSetsPage:
    """option_sets.html"""

    rows: tuple[SetRow, ...]


@dataclass(frozen=True, slots=True)
class OptionSetPage:
    """option_set.html"""

    title: str
    action: str
    base: int
    inputs: tuple[Input, ...]
    options: tuple[OptionRow, ...]
    options_error: str
    pasted: str
    colors: tuple[tuple[str, str], ...]
    errors: Errors
    users: str = ""
    """Which fields offer the options."""
    labels_href: str = ""
    retire_href: str = ""
    may_preselect: bool = False


@blueprint.get("/option-sets/")
@needs("Metadata")
def option_sets() -> Response:
    setup = here()
    found = sorted((set_of(setup, name) for name in setup.catalog.option_sets), key=lambda one: text(one.label, fallback=one.name))
    return page("option_sets", OptionSetsPage(tuple(_row(one) for one in found)))


def _row(one: OptionSetDef) -> SetRow:
    names = [text(option.label, fallback=option.value) for option in one.options[:EXAMPLES]]
    examples = ", ".join(names) + (" …" if len(one.options) > EXAMPLES else "")
    return SetRow(one.name, text(one.label, fallback=one.name), one.package, len(one.options), examples, f"{LIST}{one.name}/")


def set_of(setup: Setup, name: str) -> OptionSetDef:
    found = setup.catalog.option_set(name)
    if found is None:
        raise NotFound(_('There is no option set "%(name)s".', name=name[:60]))
    return found


@blueprint.get("/option-sets/new")
@needs("Metadata")
def new_set() -> Response:
    return _form(here(), None, {}, spare_rows(()))


@blueprint.get("/option-sets/<name>/")
@needs("Metadata")
def edit_set(name: str) -> Response:
    setup = here()
    found = set_of(setup, name)
    values = {"label": shown(found.label, setup.locale), "name": found.name}
    return _form(setup, found, values, option_rows(found.options, setup.locale, None))


@blueprint.post("/option-sets/new")
@needs("Metadata")
def make_set() -> Response:
    return _save(here(), None)


@blueprint.post("/option-sets/<name>/")
@needs("Metadata")
def change_set(name: str) -> Response:
    setup = here()
    return _save(setup, set_of(setup, name))


def _save(setup: Setup, before: OptionSetDef | None) -> Response:
    """Saves the set, or prints the form again with a row more or moved."""
    values, rows = request.form.to_dict(), rows_of(request.form.items(multi=True))
    if (again := _again(rows)) is not None:
        return _form(setup, before, values, again)
    name = before.name if before else values.get("name", "").strip() or api_name(values.get("label", ""), setup.catalog.option_sets, "other")
    if before is None and name in setup.catalog.option_sets:
        problem = Problem("name", _('There is an option set "%(name)s" already.', name=name), _("Choose another name."))
        return _form(setup, before, values, rows, [problem])
    options, _chosen = raw_options(rows, values.get("pasted", ""), setup.locale, before.options if before else ())
    label = dict(put(before.label if before else EMPTY, setup.locale, values.get("label", "")))
    title = values.get("label", "").strip() or name
    wish = Wish(
        edits=[PutOptionSet({"name": name, "label": label, "options": options})],
        title=_("Save the option set %(label)s", label=title),
        done_href=LIST,
        message=_("The option set is saved; every field that uses it offers these options now."),
        back=Link(_("Option sets"), LIST),
    )
    try:
        return carry_out(setup, wish)
    except InvalidInput as error:
        return _form(setup, before, values, rows, error.problems)


def _again(rows: Sequence[OptionRow]) -> Sequence[OptionRow] | None:
    verb, _colon, what = request.form.get("action", "").partition(":")
    if verb == "add_option":
        return (*rows, *spare_rows(rows, 1))
    if verb in ("up", "down") and what.isdigit():
        return moved(rows, int(what), -1 if verb == "up" else 1)
    return rows if verb == "back" else None


def _form(setup: Setup, before: OptionSetDef | None, values: Mapping[str, str], rows: Sequence[OptionRow], problems: Sequence[Problem] = ()) -> Response:
    errors = explain(problems, ("label", "name", "options"))
    label = Input("label", _("Label"), value=values.get("label", ""), required=True, autofocus=before is None, data={"fl-suggest": "other"})
    name = Input("name", _("API name"), "mono", values.get("name", ""), data={"fl-name": ""}, readonly=before is not None)
    context = OptionSetPage(
        title=text(before.label, fallback=before.name) if before else _("New option set"),
        action=request.path,
        base=base_of(setup),
        inputs=errors.on((label, name)),
        options=tuple(rows) or spare_rows(()),
        options_error=errors.by_input.get("options", ""),
        pasted=values.get("pasted", ""),
        colors=color_words(),
        errors=errors,
        users=_users(setup, before.name) if before else "",
        labels_href=f"{LIST}{before.name}/labels" if before else "",
        retire_href=f"{LIST}{before.name}/retire" if before else "",
    )
    return page("option_set", context, 422 if problems else 200)


def _users(setup: Setup, name: str) -> str:
    """The fields that offer the set, as one sentence; '' without any."""
    used = []
    for summary in setup.catalog.objects.values():
        found = setup.object(summary.name)
        fields = [text(f.label, fallback=f.name) for f in found.live_fields if f.param("options_from") == name]
        used += [_("%(object)s: %(field)s", object=text(found.label, fallback=found.name), field=label) for label in fields]
    return _("Offered by: %(fields)s", fields="; ".join(used)) if used else ""


@blueprint.route("/option-sets/<name>/retire", methods=["GET", "POST"])
@needs("Metadata")
def retire_set(name: str) -> Response:
    """Shows what retiring means, and does it when the name is typed."""
    setup = here()
    found = set_of(setup, name)
    label = text(found.label, fallback=found.name)
    wish = Wish(
        edits=[RetireOptionSet(found.name)],
        title=_("Retire the option set %(label)s", label=label),
        done_href=LIST,
        message=_("The option set is retired."),
        back=Link(label, f"{LIST}{found.name}/"),
        confirm_name=found.name,
        button=_("Retire the option set"),
        has_form=False,
    )
    try:
        return show_plan(setup, wish) if request.method == "GET" else carry_out(setup, wish)
    except InvalidInput as error:
        return refused(f"{LIST}{found.name}/", error)
