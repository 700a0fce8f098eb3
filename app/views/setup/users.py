"""Users: the list, and the form of one. Public names: UsersPage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import request
from werkzeug.wrappers import Response

from app.access import people
from app.access.people import Person
from app.errors import InvalidInput
from app.i18n import gettext as _
from app.i18n.formats import moment_short, person_name
from app.i18n.locale import NAMES
from app.models.users import User
from app.views.pages import Link
from app.views.setup.door import Setup, blueprint, done, here, needs, page, refused
from app.views.setup.field_form import Section
from app.views.setup.inputs import Choice, Input
from app.views.setup.people import UserList, list_users
from app.views.setup.roles import role_choices, roles_in_words
from app.views.setup.simple import Doing, SimplePage, numbers_of, simple_page
from app.views.setup.tree import DepartmentTree

LIST = "/setup/users/"
TEXTS = ("username", "first_name", "last_name", "email", "password")


@dataclass(frozen=True, slots=True)
class CountedLink:
    label: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class UsersPage:
    """users.html"""

    users: UserList
    tabs: tuple[CountedLink, ...]
    query: str
    inactive: bool
    roles: tuple[Choice, ...]
    default_role: str


@blueprint.get("/users/")
@needs("Organisation")
def user_list() -> Response:
    """Everybody who is active, or everybody who is not any more."""
    setup = here()
    inactive, query = request.args.get("inactive") == "1", request.args.get("q", "").strip()
    counts = dict(setup.session.execute(sa.select(User.active, sa.func.count(User.id)).group_by(User.active)).all())
    tabs = [CountedLink(_("Active"), LIST, counts.get(True, 0), not inactive)]
    if closed := counts.get(False, 0):
        tabs.append(CountedLink(_("Closed"), f"{LIST}?inactive=1", closed, inactive))
    href = f"{LIST}?q={query}&{'inactive=1&' if inactive else ''}"
    roles = roles_in_words(setup.session)
    context = UsersPage(
        users=list_users(setup.session, [User.active.is_(not inactive)], query, href, roles),
        tabs=tuple(tabs),
        query=query,
        inactive=inactive,
        roles=role_choices(roles),
        default_role=people.default_role(setup.session),
    )
    return page("users", context)


@blueprint.post("/users/default-role")
@needs("Organisation")
def set_default_role() -> Response:
    """Sets the role that new users get."""
    setup = here()
    try:
        people.set_default_role(setup.session, request.form.get("role", ""))
    except InvalidInput as error:
        return refused(LIST, error)
    return done(LIST, _("New users get this role from now on."))


@blueprint.route("/users/new", methods=["GET", "POST"])
@needs("Organisation")
def new_user() -> Response:
    """The form of a new user, and what it makes."""
    setup = here()
    if request.method == "GET":
        start = {"roles": people.default_role(setup.session), "active": "1", "must_change_password": "1", "department": request.args.get("department", "")}
        return simple_page(_form(setup, start, None))
    try:
        number = people.create_user(setup.session, _values(None))
    except InvalidInput as error:
        return simple_page(_form(setup, _sent(), None), error)
    message = _("The user is made and may log in.")
    if request.form.get("action") == "another":
        return done(f"{LIST}new?department={request.form.get('department', '')}", message)
    return done(f"{LIST}{number}", message)


@blueprint.route("/users/<int(max=999999999):number>", methods=["GET", "POST"])
@needs("Organisation")
def edit_user(number: int) -> Response:
    """The form of a user, and what it changes; an empty password stays as it is."""
    setup = here()
    person = people.person(setup.session, number)
    if request.method == "GET":
        return simple_page(_form(setup, _published(person), person))
    try:
        people.change_user(setup.session, number, _values(person))
    except InvalidInput as error:
        return simple_page(_form(setup, _sent(), person), error)
    return done(f"{LIST}{number}", _("The user is saved."))


@blueprint.post("/users/<int(max=999999999):number>/unlock")
@needs("Organisation")
def unlock_user(number: int) -> Response:
    """Ends the lock that too many wrong tries began."""
    people.unlock(here().session, number)
    return done(f"{LIST}{number}", _("The login is unlocked."))


@blueprint.post("/users/<int(max=999999999):number>/keep-password")
@needs("Organisation")
def keep_password(number: int) -> Response:
    """The password that was set for the person stays."""
    return _change_login(number, {"must_change_password": False}, _("The user is saved."))


@blueprint.post("/users/<int(max=999999999):number>/reset-second-factor")
@needs("Organisation")
def reset_second_factor(number: int) -> Response:
    """For somebody whose phone is lost: no code is asked for until they set it up anew."""
    return _change_login(number, {"second_factor": False}, _("The second factor is removed."))


def _change_login(number: int, values: dict[str, Any], message: str) -> Response:
    try:
        people.change_user(here().session, number, values)
    except InvalidInput as error:
        return refused(f"{LIST}{number}", error)
    return done(f"{LIST}{number}", message)


def _published(person: Person) -> dict[str, str]:
    texts = {name: getattr(person, name) or "" for name in ("username", "first_name", "last_name", "email", "locale")}
    lists = {"roles": ",".join(person.roles), "departments": ",".join(map(str, person.departments))}
    return {**texts, **lists, "department": str(person.department or ""), "active": "1" if person.active else "", "must_change_password": "1"}


def _sent() -> dict[str, str]:
    lists = {name: ",".join(request.form.getlist(name)) for name in ("roles", "departments")}
    return {**request.form.to_dict(), **lists, "password": ""}


def _values(person: Person | None) -> dict[str, Any]:
    """What the form says, as ``access.people`` takes it."""
    form = request.form
    values: dict[str, Any] = {name: form.get(name, "") for name in TEXTS}
    if values["password"] or person is None:
        values["must_change_password"] = form.get("must_change_password") == "1"
    else:
        del values["password"]
    main = numbers_of([form.get("department", "")])
    return values | {
        "department": main[0] if main else None,
        "departments": numbers_of(form.getlist("departments")),
        "roles": form.getlist("roles"),
        "active": form.get("active") == "1",
        "locale": form.get("locale") or None,
    }


def _form(setup: Setup, values: Mapping[str, str], person: Person | None) -> SimplePage:
    tree = DepartmentTree(setup.session)
    title = (person_name(person.first_name, person.last_name) or person.username) if person else _("New user")
    return SimplePage(
        title=title,
        action=request.path,
        cancel_href=LIST,
        sections=(Section(_("Person"), _person(values, person is None)), Section(_("Place and roles"), _place(setup, tree, values))),
        crumbs=(Link(_("Users"), LIST),),
        another=person is None,
        doings=_doings(person) if person else (),
    )


def _doings(person: Person) -> tuple[Doing, ...]:
    """What can be done about the person's login."""
    doings = []
    if person.locked_until is not None:
        text = _("Too many wrong tries: locked until %(time)s.", time=moment_short(person.locked_until))
        doings.append(Doing(text, _("Unlock"), f"{LIST}{person.id}/unlock", "warn"))
    if person.must_change_password:
        text = _("Has not chosen a password of their own yet.")
        doings.append(Doing(text, _("Do without"), f"{LIST}{person.id}/keep-password"))
    if person.second_factor:
        doings.append(Doing(_("Logs in with a second factor."), _("Reset it"), f"{LIST}{person.id}/reset-second-factor"))
    return tuple(doings)


def _person(values: Mapping[str, str], new: bool) -> tuple[Input, ...]:
    text = values.get
    languages = (Choice("", _("as the browser asks")), *(Choice(code, name) for code, name in NAMES.items()))
    password_help = _("Given to the person, who changes it at the first login.") if new else _("Empty: it stays as it is.")
    change_help = _("Then only the person knows it.") if new else _("Counts when a password is set here.")
    return (
        Input("last_name", _("Family name"), value=text("last_name", ""), autofocus=True),
        Input("first_name", _("Given name"), value=text("first_name", "")),
        Input("username", _("Login"), "mono", text("username", ""), required=True),
        Input("email", _("E-mail"), value=text("email", "")),
        Input("password", _("Password"), "password", "", required=new, help=password_help),
        Input("must_change_password", _("Must be changed at the next login"), "switch", text("must_change_password", ""), help=change_help),
        Input("locale", _("Language"), "select", text("locale", ""), choices=languages),
        Input("active", _("May log in"), "switch", text("active", ""), help=_("Off: the account is closed, everything it did stays.")),
    )


def _place(setup: Setup, tree: DepartmentTree, values: Mapping[str, str]) -> tuple[Input, ...]:
    nodes = tree.choices()
    main_help = _("New records of this person belong to it.")
    further_help = _("Counts for what the person may see, too.")
    return (
        Input("department", _("Main department"), "select", values.get("department", ""), choices=(Choice("", "—"), *nodes), help=main_help),
        Input("departments", _("Further departments"), "multiple", values.get("departments", ""), choices=nodes, help=further_help),
        Input("roles", _("Roles"), "checks", values.get("roles", ""), choices=role_choices(roles_in_words(setup.session)), wide=True),
    )
