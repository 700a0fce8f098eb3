"""``/api/v1/audit/``: the audit log for programs. Right: can read on Audit.

Public name: AuditApi.
"""

from __future__ import annotations

from flask import Response, request

from app.access.audit_read import entries, entry
from app.errors import MalformedRequest
from app.i18n import gettext as _
from app.runtime.request import session
from app.views.api import Api, answer, door, whole_number
from app.views.audit_filter import ARGUMENTS, asked

LARGEST_PAGE = 1000


class AuditApi(Api):
    """The audit log."""

    route_base = "/api/v1/audit"
    class_permission_name = "Audit"
    arguments = {"get_entries": ARGUMENTS}  # noqa: RUF012  (read by views.openapi)

    @door("/", "GET", right="read")
    def get_entries(self) -> Response:
        """Newest first; ``next`` is what ``before`` is to be for the following page, null at the end."""
        sent = asked(request.args)
        if sent.problems:
            raise MalformedRequest(_("An argument of the address is not right."), sent.problems)
        size = whole_number("page_size", 100, 1, LARGEST_PAGE)
        found = entries(session(), sent.wanted, size + 1, sent.before, sent.after)
        more = len(found) > size
        shown = found[-size:] if sent.after is not None else found[:size]
        following = shown[-1].id if shown and (more or sent.after is not None) else None
        return answer(200, ids=[one.id for one in shown], result=[one.as_json() for one in shown], next=following)

    @door("/<int(max=2147483647):number>", "GET", right="read")
    def get_entry(self, number: int) -> Response:
        """One entry."""
        return answer(200, id=number, result=entry(session(), number).as_json())
