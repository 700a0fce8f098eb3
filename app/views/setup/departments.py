"""Departments: the tree with the people of one of them, and the forms to make, rename, move and close. Public names: DepartmentsPage."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import jsonify, request
from werkzeug.wrappers import Response

from app.access import departments
from app.errors import FieldloomError, InvalidInput, NotFound
from app.i18n import gettext as _
from app.models.users import Department, Membership, User
from app.views.pages import Link
from app.views.setup.door import Setup, blueprint, done, here, needs, page, refused
from app.views.setup.field_form import Section
from app.views.setup.inputs import Choice, Input, text_of
from app.views.setup.people import UserList, list_users
from app.views.setup.roles import roles_in_words
from app.views.setup.simple import SimplePage, numbers_of, simple_page
from app.views.setup.tree import Branch, DepartmentTree

LIST = "/setup/departments/"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The department whose people are shown."""

    id: int
    name: str
    above: str
    summary: str


@dataclass(frozen=True, slots=True)
class DepartmentsPage:
    """departments.html"""

    tree: tuple[Branch, ...]
    chosen: Chosen | None
    users: UserList
    query: str
    below: bool
    here: str


@blueprint.get("/departments/")
@needs("Organisation")
def department_list() -> Response:
    """The tree, and people without a department."""
    return _page(here(), None)


@blueprint.get("/departments/<int(max=999999999):number>")
@needs("Organisation")
def department(number: int) -> Response:
    """The tree with the people of one department, those below it included unless the form says otherwise."""
    return _page(here(), number)


def _page(setup: Setup, number: int | None) -> Response:
    tree = DepartmentTree(setup.session)
    if number is None and tree.nodes:
        number = tree.nodes[0].id
    elif number is not None and number not in tree.by_id:
        raise NotFound(_("There is no such department."))
    below = request.args.get("below") == "1" or "q" not in request.args
    query = request.args.get("q", "").strip()
    path = f"{LIST}{number}" if number else LIST
    href = f"{path}?q={query}&below={'1' if below else ''}&"
    context = DepartmentsPage(
        tree=tree.branches(number),
        chosen=_chosen(tree, number) if number else None,
        users=list_users(setup.session, _conditions(tree, number, below), query, href, roles_in_words(setup.session)),
        query=query,
        below=below,
        here=path,
    )
    return page("departments", context)


def _conditions(tree: DepartmentTree, number: int | None, below: bool) -> list[sa.ColumnElement[bool]]:
    if number is None:
        return []
    wanted = Department.path.startswith(tree.by_id[number].path) if below else Department.id == number
    ids = sa.select(Department.id).where(wanted)
    further = sa.select(Membership.user_id).where(Membership.department_id.in_(ids))
    return [sa.or_(User.department_id.in_(ids), User.id.in_(further))]


def _chosen(tree: DepartmentTree, number: int) -> Chosen:
    node = tree.by_id[number]
    summary = _("People: %(own)s; with the departments below: %(all)s", own=node.users, all=tree.people_below(number))
    return Chosen(number, node.name, " / ".join(tree.names_above(number)), summary)


@blueprint.route("/departments/new", methods=["GET", "POST"])
@needs("Organisation")
def new_department() -> Response:
    """The form of a new department, and what it makes."""
    setup = here()
    tree = DepartmentTree(setup.session)
    context = _form(tree, None, request.form.get("name", ""), request.values.get("parent", ""))
    if request.method == "GET":
        return simple_page(context)
    try:
        parent = numbers_of([request.form.get("parent", "")])
        number = departments.create(setup.session, request.form.get("name", ""), parent[0] if parent else None)
    except InvalidInput as error:
        return simple_page(context, error)
    message = _("The department is made.")
    if request.form.get("action") == "another":
        return done(f"{LIST}new?parent={request.form.get('parent', '')}", message)
    return done(f"{LIST}{number}", message)


@blueprint.route("/departments/<int(max=999999999):number>/edit", methods=["GET", "POST"])
@needs("Organisation")
def edit_department(number: int) -> Response:
    """The form that renames and moves a department."""
    setup = here()
    tree = DepartmentTree(setup.session)
    node = tree.by_id.get(number)
    if node is None:
        raise NotFound(_("There is no such department."))
    context = _form(tree, number, request.form.get("name", node.name), request.form.get("parent", str(node.parent_id or "")))
    if request.method == "GET":
        return simple_page(context)
    try:
        parent = numbers_of([request.form.get("parent", "")])
        departments.change(setup.session, number, name=request.form.get("name", ""), parent_id=parent[0] if parent else None)
    except InvalidInput as error:
        return simple_page(context, error)
    return done(f"{LIST}{number}", _("The department is saved."))


def _form(tree: DepartmentTree, number: int | None, name: str, parent: str) -> SimplePage:
    inputs = (
        Input("name", _("Name"), value=name, required=True, autofocus=True),
        Input(
            "parent",
            _("Belongs to"),
            "select",
            parent,
            choices=(Choice("", _("Top of the organisation")), *tree.choices(without=number)),
            help=_("Its people and the departments below move along; records stay with the department that they belong to."),
        ),
    )
    return SimplePage(
        title=tree.by_id[number].name if number else _("New department"),
        action=request.path,
        cancel_href=f"{LIST}{number}" if number else LIST,
        sections=(Section(_("Department"), inputs),),
        crumbs=(Link(_("Departments and users"), LIST),),
        another=number is None,
        danger=Link(_("Close the department"), f"{LIST}{number}/close") if number else None,
    )


@blueprint.post("/departments/<int(max=999999999):number>/move")
@needs("Organisation")
def move_department(number: int) -> Response:
    """Moves a department that was dragged onto ``parent`` (0: to the top). Answers JSON."""
    setup = here()
    parent = numbers_of([request.form.get("parent", "") or "0"])[0]
    try:
        departments.change(setup.session, number, parent_id=parent or None)
    except FieldloomError as error:
        answer = jsonify({"message": " ".join(map(text_of, error.problems)) or error.message})
        answer.status_code = error.status
        return answer
    return jsonify({"message": _("The department is moved.")})


@blueprint.post("/departments/<int(max=999999999):number>/close")
@needs("Organisation")
def close_department(number: int) -> Response:
    """Takes an empty department out of use."""
    setup = here()
    try:
        departments.close(setup.session, number)
    except InvalidInput as error:
        return refused(f"{LIST}{number}/edit", error)
    return done(LIST, _("The department is closed."))
