"""The end of a field: retire, restore, purge, each shown as a plan first. Public names: none beyond the route."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from app.errors import FieldloomError
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.edits import Edit, PurgeField, RestoreField, RetireField
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out, show_plan
from app.views.setup.door import blueprint, here, needs, refused
from app.views.setup.field_pages import field_of
from app.views.setup.object_head import object_href


@blueprint.route("/objects/<name>/fields/<field>/<any(retire, restore, purge):verb>", methods=["GET", "POST"])
@needs("Metadata")
def end_field(name: str, field: str, verb: str) -> Response:
    """Shows what retiring, restoring or purging means, and does it when it is confirmed."""
    setup = here()
    owner = setup.object(name)
    wish = _end(owner, field_of(owner, field), verb)
    try:
        return show_plan(setup, wish) if request.method == "GET" else carry_out(setup, wish)
    except FieldloomError as error:
        return refused(object_href(owner.name), error)


def _end(owner: ObjectDef, field: FieldDef, verb: str) -> Wish:
    label = text(field.label, fallback=field.name)
    edits: dict[str, Edit] = {
        "retire": RetireField(owner.name, field.name),
        "purge": PurgeField(owner.name, field.name),
        "restore": RestoreField(owner.name, field.name),
    }
    title, message, button = {
        "retire": (_("Retire the field %(label)s", label=label), _("The field is retired; its data is kept."), _("Retire the field")),
        "purge": (_("Purge the field %(label)s", label=label), _("The field and its data are gone."), _("Drop the field and its data")),
        "restore": (_("Restore the field %(label)s", label=label), _("The field is back, with all its data."), _("Restore the field")),
    }[verb]
    return Wish(
        edits=[edits[verb]],
        title=title,
        done_href=object_href(owner.name),
        message=message,
        back=Link(text(owner.label, fallback=owner.name), object_href(owner.name)),
        confirm_name="" if verb == "restore" else field.name,
        button=button,
        has_form=False,
    )
