"""The rights of every role in one object: where a new object is handed to its users. Public names: ObjectPermissionsPage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.i18n import gettext as _
from app.i18n import ngettext
from app.metadata.definitions import ObjectDef
from app.views.setup.door import Setup, blueprint, done, here, needs, page
from app.views.setup.matrix import MatrixForm, Target, action_choices, matrix_rows, reach_choices
from app.views.setup.matrix_save import Unfit, save, sent_values
from app.views.setup.object_head import ObjectHead, object_head, object_href
from app.views.setup.roles import roles_in_words


@dataclass(frozen=True, slots=True)
class ObjectPermissionsPage:
    """object_permissions.html"""

    head: ObjectHead
    note: str
    matrix: MatrixForm


@blueprint.get("/objects/<name>/permissions")
@needs("Access")
def object_permissions(name: str) -> Response:
    setup = here()
    return _page(setup, _live(setup, name), None)


@blueprint.post("/objects/<name>/permissions")
@needs("Access")
def save_object_permissions(name: str) -> Response:
    """Saves every changed cell in one transaction."""
    setup = here()
    found = _live(setup, name)
    sent = sent_values()
    if sent.get("action") == "bulk":
        return _page(setup, found, sent)
    try:
        count = save(setup.session, _targets(setup, found), sent)
    except Unfit as unfit:
        return _page(setup, found, sent, unfit)
    message = ngettext("The rights of %(num)s role are saved.", "The rights of %(num)s roles are saved.", count)
    return done(f"{object_href(found.name)}permissions", message if count else _("Nothing was different, so nothing was changed."))


def _live(setup: Setup, name: str) -> ObjectDef:
    found = setup.object(name)
    if found.retired:
        raise NotFound(_("This object is retired."))
    return found


def _targets(setup: Setup, found: ObjectDef) -> list[Target]:
    roles = roles_in_words(setup.session)
    return [Target(str(role.id), role.id, found.id, found.name, role.label, "", f"/setup/permissions/?role={role.id}") for role in roles]


def _page(setup: Setup, found: ObjectDef, sent: Mapping[str, str] | None, unfit: Unfit | None = None) -> Response:
    path = request.path
    if found.scoped:
        note = _("Own: the records a user owns. Department: those of the user's departments as well. Editing and deleting never go further than viewing.")
    else:
        note = _("Its records have no owner and no department: any reach but none means all of them.")
    matrix = MatrixForm(
        action=path,
        here=path,
        row_label=_("Role"),
        rows=matrix_rows(setup.session, _targets(setup, found), sent),
        actions=action_choices(),
        reaches=reach_choices(),
        problems=unfit.texts if unfit else (),
    )
    return page("object_permissions", ObjectPermissionsPage(object_head(setup, found, "permissions"), note, matrix), unfit.status if unfit else 200)
