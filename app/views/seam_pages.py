"""FAB's pages of users, roles, groups and passwords, with what they lack: filters of their own for each request, arguments that are checked, and the
present password asked for before a new one is set. Checked against FAB 5.3.0.

Public names: UserDBModelView, RoleModelView, UserGroupModelView, UserInfoEditView, ResetMyPasswordView, ResetPasswordView, check_arguments.
"""

from __future__ import annotations

import re
from copy import copy
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from flask_appbuilder.baseviews import BaseModelView
from flask_appbuilder.exceptions import PasswordComplexityValidationError
from flask_appbuilder.fieldwidgets import BS3TextFieldWidget
from flask_appbuilder.security import views as fab
from flask_appbuilder.security.forms import UserInfoEdit
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.access import passwords
from app.access.people import FULL_ROLE
from app.access.standing import refuse_above
from app.access.version import grow
from app.errors import MalformedRequest, NotFound, Problem
from app.i18n import gettext as _
from app.i18n import lazy
from app.models.engine import writing
from app.runtime.request import current_actor
from app.runtime.request import session as session_of_request
from app.views.fab import page_url
from app.views.fab_lists import RelationsAtOnce

LARGEST_NUMBER = 1_000_000
LARGEST_ID = 2_147_483_647


class RequestFilters:
    """FAB: one mutable set of filters a view, shared by all threads (523 of 600 pages showed another user's, #2366). Ours: a copy a request."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = f"filters_of_{owner.__name__}"

    def __set__(self, view: Any, filters: Any) -> None:
        view.__dict__["shared_filters"] = filters

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        shared = view.__dict__.get("shared_filters") if view is not None else None
        if shared is None or not g:
            return shared
        if self.key not in g:
            own = copy(shared)
            own.clear_filters()
            setattr(g, self.key, own)
        return getattr(g, self.key)


class UserDBModelView(fab.UserDBModelView):
    """/users/"""

    _filters = RequestFilters()
    search_columns = ["first_name", "last_name", "username", "email", "active"]  # noqa: RUF012  (FAB's way)
    exclude_route_methods = {"download"}  # noqa: RUF012

    def __init__(self, **settings: Any) -> None:
        self.datamodel = RelationsAtOnce.of(self.datamodel, self.list_columns)
        super().__init__(**settings)

    def pre_add(self, item: Any) -> None:
        """FAB: any password will do that is not weak in itself. Ours: what is wrong with it for this person is told, and FAB adds nobody."""
        if problems := passwords.faults(session_of_request(), item.password, (item.username, item.email or "")):
            raise ValueError(f"{problems[0].what} {problems[0].hint}")
        super().pre_add(item)

    def post_add(self, item: Any) -> None:
        """An administrator chose the password: the user chooses another one first."""
        found = session_of_request()
        with writing(found):
            passwords.require_change(found, item.id, True)
            grow(found)

    def get_redirect(self) -> str:
        """FAB: the page history, which may be any page. Ours: the list; for whoever may not see it, their own profile."""
        return url_for("UserDBModelView.list" if current_actor().may("can_list", "UserDBModelView") else "UserDBModelView.userinfo")


class RoleModelView(fab.RoleModelView):
    """/roles/"""

    _filters = RequestFilters()
    search_columns = ["name"]  # noqa: RUF012
    exclude_route_methods = {"download"}  # noqa: RUF012

    def __init__(self, **settings: Any) -> None:
        self.datamodel = RelationsAtOnce.of(self.datamodel, self.list_columns)
        super().__init__(**settings)

    def get_redirect(self) -> str:
        """FAB: the page history, which may be any page. Ours: the list."""
        return url_for(f"{self.endpoint}.list")


class UserGroupModelView(fab.UserGroupModelView):
    """/groups/"""

    _filters = RequestFilters()
    search_columns = ["name", "label"]  # noqa: RUF012
    exclude_route_methods = {"download"}  # noqa: RUF012

    def __init__(self, **settings: Any) -> None:
        self.datamodel = RelationsAtOnce.of(self.datamodel, self.list_columns)
        super().__init__(**settings)

    def get_redirect(self) -> str:
        """FAB: the page history, which may be any page. Ours: the list."""
        return url_for(f"{self.endpoint}.list")


class OwnNamesForm(UserInfoEdit):
    """FAB: says "changed" although the database refused a name that is too long."""

    first_name = StringField(lazy("First name"), validators=[DataRequired(), Length(max=64)], widget=BS3TextFieldWidget())
    last_name = StringField(lazy("Last name"), validators=[DataRequired(), Length(max=64)], widget=BS3TextFieldWidget())


class UserInfoEditView(fab.UserInfoEditView):
    """/userinfoeditview/: one's own names."""

    form = OwnNamesForm

    def get_redirect(self) -> str:
        """FAB: the page history. Ours: the profile."""
        return url_for("UserDBModelView.userinfo")


def refuse_weak(password: str) -> None:
    """FAB: calls it for every new password of its forms; ours are the rules of everybody. Raises: PasswordComplexityValidationError."""
    if problems := passwords.faults(session_of_request(), password, ()):
        raise PasswordComplexityValidationError(f"{problems[0].what} {problems[0].hint}")


class ResetMyPasswordView(fab.ResetMyPasswordView):
    """/resetmypassword/. FAB: asks for the new password only, so an unlocked screen is enough to take an account over. Ours: the own account has the form."""

    @page_url("/form", "GET")
    def this_form_get(self) -> Any:
        """Leads there."""
        return redirect(url_for("own_account.show"))

    @page_url("/form", "POST")
    def this_form_post(self) -> Any:
        """Leads there, too."""
        return redirect(url_for("own_account.show"))


class ResetPasswordView(fab.ResetPasswordView):
    """/resetpassword/: an administrator sets somebody's password."""

    appbuilder: Any

    def form_post(self, form: Any) -> Any:
        """The way back to the user. Raises: NotFound."""
        user = self.appbuilder.sm.active_user(request.args.get("pk", ""))
        if user is None:
            raise NotFound(_("There is no such user."))
        found = self.appbuilder.session()
        refuse_above(found, FULL_ROLE, user.id, ())
        if problems := passwords.faults(found, form.password.data, (user.username, user.email or ""), user.id):
            flash(f"{problems[0].what} {problems[0].hint}", "danger")
            return redirect(url_for("ResetPasswordView.this_form_get", pk=user.id))
        passwords.put(found, user, form.password.data)
        passwords.require_change(found, user.id, True)
        found.commit()
        flash(str(self.message), "info")
        return redirect(url_for("UserDBModelView.show", pk=user.id))


def check_arguments() -> None:
    """FAB: unknown ids, order columns, filters, pages and actions answer 500. Raises: NotFound, MalformedRequest."""
    view = next((one for one in current_app.appbuilder.baseviews if one.endpoint == request.blueprint), None)  # type: ignore[attr-defined]
    if not isinstance(view, BaseModelView):
        return
    arguments = request.view_args or {}
    if "pk" in arguments and not _is_number(str(arguments["pk"]), LARGEST_ID):
        raise NotFound(_("There is no such page or record, or it is not visible to you."))
    actions = getattr(view, "actions", {})
    if arguments.get("name", "") not in ("", *actions) or request.form.get("action", "") not in ("", *actions):
        raise NotFound(_("There is no such page or record, or it is not visible to you."))
    if request.endpoint and request.endpoint.endswith(".action_post") and "action" not in request.form:
        raise MalformedRequest(_("The form is not complete."), [Problem("action", _("Choose what to do."))])
    wrong = [name for name, value in request.args.items() if not _is_good(view, name, value)]
    wrong += ["rowid" for value in request.form.getlist("rowid") if not _is_number(value, LARGEST_ID)]
    if wrong:
        raise MalformedRequest(
            _("An argument of the address is not right."), [Problem(name[:60], _("It is not known here, or not a number.")) for name in wrong]
        )


def _is_good(view: Any, name: str, value: str) -> bool:
    if name.startswith(("page_", "psize_")):
        return _is_number(value, LARGEST_NUMBER)
    if name.startswith("_oc_"):
        return value in view.order_columns
    if name.startswith("_flt_"):
        found = re.fullmatch(r"_flt_(\d)_(\w+)", name)
        return found is not None and found[2] in view.search_columns and int(found[1]) < len(view._filters.get_search_filters().get(found[2], ()))
    return True


def _is_number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= most
