"""``/api/v1/departments/``, ``/api/v1/users/``, ``/api/v1/roles/``. Right: can write on Organisation.

Public names: DepartmentsApi, UsersApi, RolesApi.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Response, request

from app.access import departments, people, second_factor
from app.errors import InvalidInput, NotFound, Problem
from app.i18n import gettext as _
from app.runtime.request import session
from app.views.api import Api, answer, door, page_arguments, whole_number
from app.views.body import json_object, refuse_unknown
from app.views.rehearsal import rehearsable

LARGEST_ID = 2_147_483_647
ID = f"<int(max={LARGEST_ID}):number>"


class DepartmentsApi(Api):
    """The tree of departments."""

    route_base = "/api/v1/departments"
    class_permission_name = "Organisation"

    @door("/", "GET")
    def get_departments(self) -> Response:
        """All departments in the order of the tree; ``?closed=true``: closed ones, too."""
        nodes = departments.tree(session(), closed=request.args.get("closed", "").lower() in ("true", "1"))
        return answer(200, count=len(nodes), ids=[node.id for node in nodes], result=[_node(node) for node in nodes])

    @door("/", "POST")
    def post_department(self) -> Response:
        """``{name, parent}`` → 201 ``{id}``."""
        body = json_object()
        refuse_unknown(body, ("name", "parent", "external_key"))
        with rehearsable() as only_tried:
            number = departments.create(session(), body.get("name"), body.get("parent"), _text_or_none(body, "external_key"))
        return answer(200, dry_run=True) if only_tried else answer(201, id=number)

    @door(f"/{ID}", "GET")
    def get_department(self, number: int) -> Response:
        """One department."""
        return answer(200, id=number, result=_node(departments.node(session(), number)))

    @door(f"/{ID}", "PUT")
    def put_department(self, number: int) -> Response:
        """``{name, parent, position}``, as far as they change."""
        body = json_object()
        refuse_unknown(body, ("name", "parent", "position"))
        wanted = {"parent_id" if key == "parent" else key: value for key, value in body.items()}
        with rehearsable() as only_tried:
            departments.change(session(), number, **wanted)
            result = _node(departments.node(session(), number))
        return answer(200, id=number, result=result, **({"dry_run": True} if only_tried else {}))

    @door(f"/{ID}", "DELETE")
    def delete_department(self, number: int) -> Response:
        """Closes an empty department; records go on carrying it."""
        with rehearsable() as only_tried:
            departments.close(session(), number)
        return answer(200, id=number, **({"dry_run": True} if only_tried else {}))


class UsersApi(Api):
    """The people who log in."""

    route_base = "/api/v1/users"
    class_permission_name = "Organisation"

    @door("/", "GET")
    def get_users(self) -> Response:
        """By login; ``?q=`` searches names and logins, ``?department=``, ``?page=&page_size=``."""
        page, size = page_arguments()
        department = whole_number("department", 0, 1, LARGEST_ID) or None
        found, total = people.people(session(), request.args.get("q", "")[:200], department, page, size)
        return answer(200, count=total, ids=[one.id for one in found], result=[asdict(one) for one in found])

    @door("/", "POST")
    def post_user(self) -> Response:
        """``{username, password, first_name, last_name, email, department, departments, roles, active, locale, timezone,
        must_change_password}`` → 201 ``{id}``."""
        body = json_object()
        with rehearsable() as only_tried:
            number = people.create_user(session(), body)
        return answer(200, dry_run=True) if only_tried else answer(201, id=number)

    @door(f"/{ID}", "GET")
    def get_user(self, number: int) -> Response:
        """One user."""
        return answer(200, id=number, result=asdict(people.person(session(), number)))

    @door(f"/{ID}", "PUT")
    def put_user(self, number: int) -> Response:
        """What is left out stays; ``locked: false`` unlocks the login, ``second_factor: false`` removes the second factor."""
        body = json_object()
        with rehearsable() as only_tried:
            people.change_user(session(), number, body)
            result = asdict(people.person(session(), number))
        return answer(200, id=number, result=result, **({"dry_run": True} if only_tried else {}))


class RolesApi(Api):
    """FAB's roles."""

    route_base = "/api/v1/roles"
    class_permission_name = "Organisation"

    @door("/", "GET")
    def get_roles(self) -> Response:
        """All roles that a person may have."""
        found, asking = people.roles(session()), second_factor.asking_roles(session())
        return answer(
            200,
            count=len(found),
            ids=list(found.values()),
            result=[{"id": number, "name": name, "second_factor": number in asking} for name, number in found.items()],
        )

    @door(f"/{ID}", "PUT")
    def put_role(self, number: int) -> Response:
        """``{second_factor}``: whether the role's people need a second factor."""
        body = json_object()
        refuse_unknown(body, ("second_factor",))
        if number not in people.roles(session()).values():
            raise NotFound(_("There is no such role."))
        wanted = body.get("second_factor")
        if not isinstance(wanted, bool):
            raise InvalidInput(_("The request holds a wrong value."), [Problem("second_factor", _("This is true or false."))])
        with rehearsable() as only_tried:
            second_factor.ask_of_role(session(), number, wanted)
        return answer(200, id=number, result={"second_factor": wanted}, **({"dry_run": True} if only_tried else {}))

    @door("/", "POST")
    def post_role(self) -> Response:
        """``{name}`` → 201 ``{id, name}``."""
        body = json_object()
        refuse_unknown(body, ("name",))
        with rehearsable() as only_tried:
            number = people.create_role(session(), body.get("name"))
        return answer(200, dry_run=True) if only_tried else answer(201, id=number, name=str(body["name"]).strip())


def _node(node: departments.Node) -> dict[str, Any]:
    return {"id": node.id, "name": node.name, "parent": node.parent_id, "depth": node.depth, "users": node.users, "active": node.active}


def _text_or_none(body: Mapping[str, Any], key: str) -> str | None:
    value = body.get(key)
    if value is None or (isinstance(value, str) and 0 < len(value) <= 80):
        return value
    raise InvalidInput(_("The request holds a wrong value."), [Problem(key, _("A text of at most %(length)d characters is needed.", length=80))])
