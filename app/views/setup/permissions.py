"""Roles and access: one role's rights in every object, new roles. Public names: PermissionsPage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from flask import request
from werkzeug.wrappers import Response

from app.access import people, second_factor
from app.access.people import USER_ROLE
from app.errors import InvalidInput, NotFound
from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.labels import text
from app.metadata.summary import Summary
from app.views.pages import Link
from app.views.setup.door import Setup, blueprint, done, here, needs, page
from app.views.setup.field_form import Section
from app.views.setup.inputs import Input
from app.views.setup.matrix import MatrixForm, Target, action_choices, matrix_rows, reach_choices
from app.views.setup.matrix_save import Unfit, save, sent_values
from app.views.setup.roles import RoleInWords, roles_in_words
from app.views.setup.simple import SimplePage, simple_page

LIST = "/setup/permissions/"
ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class RoleLine:
    label: str
    href: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class PermissionsPage:
    """permissions.html"""

    roles: tuple[RoleLine, ...]
    role_id: int
    role_label: str
    query: str
    matrix: MatrixForm
    second_factor: bool
    """Do the role's people need one?"""


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of the matrix a request is about."""

    roles: tuple[RoleInWords, ...]
    role_id: int
    query: str
    number: int

    @property
    def role(self) -> RoleInWords:
        return next(role for role in self.roles if role.id == self.role_id)

    @property
    def href(self) -> str:
        return f"{LIST}?role={self.role_id}&q={self.query}"


@blueprint.get("/permissions/")
@needs("Access")
def permissions() -> Response:
    setup = here()
    return _page(setup, _place(setup), None)


@blueprint.post("/permissions/")
@needs("Access")
def save_permissions() -> Response:
    """Saves every changed cell of the page in one transaction."""
    setup = here()
    place = _place(setup)
    sent = sent_values()
    if sent.get("action") == "bulk":
        return _page(setup, place, sent)
    try:
        count = save(setup.session, _targets(setup, place)[0], sent)
    except Unfit as unfit:
        return _page(setup, place, sent, unfit)
    message = ngettext("The rights in %(num)s object are saved.", "The rights in %(num)s objects are saved.", count)
    return done(f"{place.href}&page={place.number}", message if count else _("Nothing was different, so nothing was changed."))


@blueprint.post("/permissions/roles/<int(max=999999999):number>/login")
@needs("Access")
def role_login(number: int) -> Response:
    """Says whether the role's people need a second factor."""
    setup = here()
    if number not in people.roles(setup.session).values():
        raise NotFound(_("There is no such role."))
    second_factor.ask_of_role(setup.session, number, request.form.get("second_factor") == "1")
    return done(f"{LIST}?role={number}", _("Saved."))


def _place(setup: Setup) -> Place:
    """Role, words and page of the address; the first role below the administrator when none is named."""
    roles = tuple(roles_in_words(setup.session))
    wanted = request.args.get("role", "")
    start = next((role.id for role in roles if role.name != people.FULL_ROLE), roles[0].id)
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else start
    if not any(role.id == number for role in roles):
        raise NotFound(_("There is no such role."))
    sent = request.args.get("page", "")
    return Place(roles, number, request.args.get("q", "").strip(), int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 5 else 0)


def _targets(setup: Setup, place: Place) -> tuple[list[Target], int]:
    """The rows of the page, and how many there are in all."""
    found = [s for s in setup.catalog.objects.values() if _matches(s, place.query)]
    found.sort(key=lambda s: (text(s.label, fallback=s.name), s.name))
    first = place.number * ON_A_PAGE
    return [_target(s, place.role_id) for s in found[first : first + ON_A_PAGE]], len(found)


def _matches(summary: Summary, query: str) -> bool:
    return any(query.casefold() in word.casefold() for word in (summary.name, text(summary.label), *summary.label.values()))


def _target(summary: Summary, role_id: int) -> Target:
    note = "" if summary.scoped else _("no departments")
    label = text(summary.label, fallback=summary.name)
    return Target(str(summary.id), role_id, summary.id, summary.name, label, summary.icon, f"/setup/objects/{summary.name}/permissions", note)


def _page(setup: Setup, place: Place, sent: Mapping[str, str] | None, unfit: Unfit | None = None) -> Response:
    targets, total = _targets(setup, place)
    more = (place.number + 1) * ON_A_PAGE < total
    matrix = MatrixForm(
        action=f"{place.href}&page={place.number}",
        here=f"{place.href}&page={place.number}",
        row_label=_("Object"),
        rows=matrix_rows(setup.session, targets, sent),
        actions=action_choices(),
        reaches=reach_choices(),
        problems=unfit.texts if unfit else (),
        empty=_("No object matches these words.") if place.query else _("Make an object first; then say here who may use it."),
        count_text=ngettext("%(num)s object", "%(num)s objects", total),
        prev_href=f"{place.href}&page={place.number - 1}" if place.number else "",
        next_href=f"{place.href}&page={place.number + 1}" if more else "",
    )
    context = PermissionsPage(
        _roles(setup, place), place.role_id, place.role.label, place.query, matrix, place.role_id in second_factor.asking_roles(setup.session)
    )
    return page("permissions", context, unfit.status if unfit else 200)


def _roles(setup: Setup, place: Place) -> tuple[RoleLine, ...]:
    grouped = sa.select(USER_ROLE.c.role_id, sa.func.count(USER_ROLE.c.user_id)).group_by(USER_ROLE.c.role_id)
    counts: dict[int, int] = dict(setup.session.execute(grouped).all())
    return tuple(
        RoleLine(role.label, f"{LIST}?role={role.id}", ngettext("%(num)s person", "%(num)s people", counts.get(role.id, 0)), role.id == place.role_id)
        for role in place.roles
    )


@blueprint.route("/permissions/roles/new", methods=["GET", "POST"])
@needs("Access")
def new_role() -> Response:
    """The form of a new role, which starts without any right."""
    setup = here()
    name = Input("name", _("Name"), value=request.form.get("name", ""), required=True, autofocus=True, help=_("It starts without any right."))
    crumbs = (Link(_("Roles and access"), LIST),)
    context = SimplePage(_("New role"), request.path, LIST, (Section(_("Role"), (name,)),), crumbs, button=_("Make the role"))
    if request.method == "GET":
        return simple_page(context)
    try:
        number = people.create_role(setup.session, request.form.get("name", ""))
    except InvalidInput as error:
        return simple_page(context, error)
    return done(f"{LIST}?role={number}", _("The role is made; say what it may do."))
