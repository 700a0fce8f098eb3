"""The pages on which a field is added and changed. Public names: none beyond the routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import request
from werkzeug.wrappers import Response

from app.errors import InvalidInput, NotFound, Problem
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.edits import AddField, ChangeField
from app.views.setup.changes import Wish, carry_out
from app.views.setup.door import Setup, blueprint, here, needs
from app.views.setup.field_form import changes_of, field_values
from app.views.setup.field_work import FieldWork, Sent, spare_rows
from app.views.setup.options import moved, option_rows, rows_of


@blueprint.get("/objects/<name>/fields/new")
@needs("Metadata")
def new_field(name: str) -> Response:
    setup = here()
    kind = TYPES.get(request.args.get("type", ""), TYPES["text"])
    return FieldWork(setup, setup.object(name), None, kind, Sent(field_values(None, kind, setup.locale))).form()


@blueprint.post("/objects/<name>/fields/new")
@needs("Metadata")
def add_field(name: str) -> Response:
    """Adds the field, or prints the form again for another type or with the options moved."""
    setup = here()
    work = _sent(setup, setup.object(name), None)
    if (again := _again(work)) is not None:
        return again.form()
    raw, problems = work.raw()
    another = "another" in (request.form.get("action"), request.form.get("then"))
    wish = Wish(
        edits=[AddField(work.owner.name, raw)],
        title=_("Add the field %(label)s", label=work.label),
        done_href=f"{work.href}fields/new?type={work.kind.name}" if another else work.href,
        message=_("The field %(label)s is added.", label=work.label),
        back=work.back,
        button=_("Add the field"),
    )
    return _apply(work, wish, raw["name"], problems)


@blueprint.get("/objects/<name>/fields/<field>/")
@needs("Metadata")
def edit_field(name: str, field: str) -> Response:
    setup = here()
    owner = setup.object(name)
    before = field_of(owner, field)
    kind = TYPES[before.type]
    rows = option_rows(before.options, setup.locale, before.default) if kind.has_options else ()
    return FieldWork(setup, owner, before, kind, Sent(field_values(before, kind, setup.locale), rows)).form()


@blueprint.post("/objects/<name>/fields/<field>/")
@needs("Metadata")
def change_field(name: str, field: str) -> Response:
    """Saves what differs; another API name is a rename."""
    setup = here()
    owner = setup.object(name)
    before = field_of(owner, field)
    work = _sent(setup, owner, before)
    if (again := _again(work)) is not None:
        return again.form()
    raw, problems = work.raw()
    if problems:
        return work.form(problems, before.name)
    fill, wrong = work.value("fill", raw)
    changes = changes_of(raw, before) | ({"name": raw["name"]} if raw["name"] != before.name else {})
    wish = Wish(
        edits=[ChangeField(owner.name, before.name, changes, fill)] if changes else [],
        title=_("Change the field %(label)s", label=work.label),
        done_href=work.href,
        message=_("The field %(label)s is saved.", label=work.label),
        back=work.back,
    )
    return _apply(work, wish, before.name, wrong)


def field_of(owner: ObjectDef, name: str) -> FieldDef:
    """The object's field, in use or retired. Raises NotFound."""
    found = owner.any_field(name)
    if found is None or found.type not in TYPES:
        raise NotFound(_('There is no field "%(name)s".', name=name[:60]))
    return found


def _apply(work: FieldWork, wish: Wish, name: str, problems: Sequence[Problem]) -> Response:
    """Carries the wish out; with anything wrong the form comes back with all of it."""
    if problems:
        return work.form(problems, name)
    try:
        return carry_out(work.setup, wish)
    except InvalidInput as error:
        return work.form(error.problems or (Problem("", error.message),), name)


def _sent(setup: Setup, owner: ObjectDef, before: FieldDef | None) -> FieldWork:
    """The work that the sent form describes; the type of a published field is settled."""
    name = before.type if before else request.form.get("type", "")
    return FieldWork(setup, owner, before, TYPES.get(name, TYPES["text"]), Sent(request.form.to_dict(), rows_of(request.form.items(multi=True))))


def _again(work: FieldWork) -> FieldWork | None:
    """For the buttons that only print the form anew: another type, one option more, an option moved, back from the plan."""
    verb, _colon, what = request.form.get("action", "").partition(":")
    sent = work.sent
    match verb:
        case "type" if what in TYPES:
            kind = TYPES[what]
            return replace(work, kind=kind, sent=Sent({**field_values(None, kind, work.setup.locale), **sent.values}, sent.rows))
        case "add_option":
            return replace(work, sent=Sent(sent.values, (*sent.rows, *spare_rows(sent.rows, 1))))
        case "up" | "down" if what.isdigit():
            return replace(work, sent=Sent(sent.values, moved(sent.rows, int(what), -1 if verb == "up" else 1)))
        case "back":
            return work
    return None
