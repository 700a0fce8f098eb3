"""Words and behaviour of an object, and its end: edit, retire, restore, purge. Public names: EditObjectPage."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.errors import FieldloomError, InvalidInput
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import ObjectDef
from app.metadata.edits import ChangeObject, PurgeObject, RestoreObject, RetireObject
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out, show_plan
from app.views.setup.door import Setup, base_of, blueprint, here, needs, page, refused
from app.views.setup.icons import icon_groups
from app.views.setup.inputs import Choice, Errors, Input, explain
from app.views.setup.object_form import object_changes, object_inputs, object_values
from app.views.setup.object_head import ObjectHead, object_head, object_href


@dataclass(frozen=True, slots=True)
class EditObjectPage:
    """object_edit.html"""

    head: ObjectHead
    base: int
    inputs: tuple[Input, ...]
    icon: str
    icons: tuple[tuple[str, tuple[str, ...]], ...]
    errors: Errors


@blueprint.get("/objects/<name>/edit")
@needs("Metadata")
def edit_object(name: str) -> Response:
    setup = here()
    found = setup.object(name)
    return _form(setup, found, object_values(found, setup.locale))


@blueprint.post("/objects/<name>/edit")
@needs("Metadata")
def change_object(name: str) -> Response:
    """Saves what differs; another API name is a rename."""
    setup = here()
    found = setup.object(name)
    values = request.form.to_dict()
    if values.get("action") == "back":
        return _form(setup, found, values)
    changes = object_changes(values, setup.locale, found)
    label = text(found.label, fallback=found.name)
    wish = Wish(
        edits=[ChangeObject(found.name, changes)] if changes else [],
        title=_("Change the object %(label)s", label=label),
        done_href=object_href(changes.get("name", found.name)),
        message=_("The object is saved."),
        back=Link(label, object_href(found.name)),
    )
    try:
        return carry_out(setup, wish)
    except InvalidInput as error:
        names = ("label", "label_plural", "name", "description", "icon", "title_field", "scoped", "history")
        return _form(setup, found, values, explain(error.problems, names), 422)


def _form(setup: Setup, found: ObjectDef, values: dict[str, str], errors: Errors = Errors(), status: int = 200) -> Response:
    titles = tuple(Choice(f.name, text(f.label, fallback=f.name)) for f in found.live_fields if f.type in TYPES and TYPES[f.type].may_be_title)
    icon = values.get("icon") or found.icon
    context = EditObjectPage(
        head=object_head(setup, found, "edit"),
        base=base_of(setup),
        inputs=errors.on(object_inputs(values, titles or (Choice("", "—"),))),
        icon=icon,
        icons=icon_groups(icon),
        errors=errors,
    )
    return page("object_edit", context, status)


@blueprint.route("/objects/<name>/<any(retire, restore, purge):verb>", methods=["GET", "POST"])
@needs("Metadata")
def end_object(name: str, verb: str) -> Response:
    """Shows what retiring, restoring or purging means, and does it when it is confirmed."""
    setup = here()
    found = setup.object(name)
    wish = _end(found, verb)
    try:
        return show_plan(setup, wish) if request.method == "GET" else carry_out(setup, wish)
    except FieldloomError as error:
        return refused(object_href(found.name), error)


def _end(found: ObjectDef, verb: str) -> Wish:
    label = text(found.label, fallback=found.name)
    back = Link(label, object_href(found.name))
    if verb == "retire":
        title, message, button = _("Retire the object %(label)s", label=label), _("The object is retired; its data is kept."), _("Retire the object")
        return Wish([RetireObject(found.name)], title, "/setup/", message, back, found.name, button, has_form=False)
    if verb == "purge":
        title, message, button = _("Purge the object %(label)s", label=label), _("The object and its data are gone."), _("Drop the object and its data")
        return Wish([PurgeObject(found.name)], title, "/setup/", message, back, found.name, button, has_form=False)
    title, message, button = _("Restore the object %(label)s", label=label), _("The object is back, with all its data."), _("Restore the object")
    return Wish([RestoreObject(found.name)], title, object_href(found.name), message, back, button=button, has_form=False)
