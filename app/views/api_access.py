"""``/api/v1/access/roles/<role>/<object>``: how far a role reaches into an object. Right: can write on Access.

Public name: AccessApi.
"""

from __future__ import annotations

from flask import Response

from app.access import people
from app.access.grants import all_rights, rights_of, set_rights
from app.errors import NotFound
from app.i18n import gettext as _
from app.runtime.request import current_snapshot, session
from app.views.api import Api, answer, door
from app.views.body import json_object
from app.views.rehearsal import rehearsable


class AccessApi(Api):
    """The matrix of roles and objects."""

    route_base = "/api/v1/access"
    class_permission_name = "Access"

    @door("/roles/<role>/<name>", "GET")
    def get_rights(self, role: str, name: str) -> Response:
        """The rights of the role in the object."""
        role_id, entity_id = _place(role, name)
        return answer(200, **all_rights(session(), entity_id).get((role_id, entity_id), rights_of(None)))

    @door("/roles/<role>/<name>", "PUT")
    def put_rights(self, role: str, name: str) -> Response:
        """What is left out stays; edit, delete and transfer never reach further than view."""
        role_id, entity_id = _place(role, name)
        body = json_object()
        with rehearsable() as only_tried:
            rights = set_rights(session(), role_id, entity_id, name, body)
        return answer(200, **rights, **({"dry_run": True} if only_tried else {}))


def _place(role: str, name: str) -> tuple[int, int]:
    """(role id, object id). Raises: NotFound."""
    role_id = people.roles(session()).get(role)
    if role_id is None:
        raise NotFound(_("There is no role %(name)s.", name=role[:64]))
    summary = current_snapshot().catalog.objects.get(name)
    if summary is None:
        raise NotFound(_('There is no object "%(name)s".', name=name[:60]))
    return role_id, summary.id
