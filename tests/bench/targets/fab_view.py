"""A view of Flask-AppBuilder written by hand as its documentation shows: lists, forms with AJAX selects, REST, rows of the own department and below.

``gunicorn tests.bench.targets.fab_view:app`` with BENCH_DATABASE. ``python -m tests.bench.targets.fab_view`` makes its tables and the two users.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, g
from flask_appbuilder import AppBuilder, Model, ModelRestApi, ModelView
from flask_appbuilder.fields import AJAXSelectField
from flask_appbuilder.fieldwidgets import Select2AJAXWidget
from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_appbuilder.utils.legacy import get_sqla_class

from tests.bench.targets.tables import FORM, LIST, declare

PASSWORD = "demo"
RELATED = ("account", "owner", "department")

app = Flask(__name__)
app.config.update(
    SECRET_KEY="of-measurements-only-0123456789abcdef",
    SQLALCHEMY_DATABASE_URI=os.environ["BENCH_DATABASE"],
    WTF_CSRF_ENABLED=True,
    AUTH_TYPE=1,
    AUTH_RATE_LIMITED=False,
    RATELIMIT_ENABLED=False,
    FAB_API_MAX_PAGE_SIZE=100,
    BABEL_DEFAULT_LOCALE="en",
)
Department, Person, Account, Lead = declare(Model)
db = get_sqla_class()()


class BelowFilter(BaseFilter):  # type: ignore[misc]
    """Everything for the admin, else the visitor's department and what is below it."""

    name = "department"
    arg_name = "department"

    def apply(self, query: Any, value: Any) -> Any:
        if g.user.username == "admin":
            return query
        own = db.session.query(Department.path).join(Person, Person.department_id == Department.id).filter(Person.username == g.user.username).scalar()
        return query.filter(Lead.department_id.in_([number for (number,) in db.session.query(Department.id).filter(Department.path.like(f"{own}%"))]))


def _select(name: str) -> AJAXSelectField:
    widget = Select2AJAXWidget(endpoint=f"/leadview/api/column/add/{name}")
    return AJAXSelectField(name, datamodel=SQLAInterface(Lead), col_name=name, validators=[], widget=widget)


class LeadView(ModelView):  # type: ignore[misc]
    datamodel = SQLAInterface(Lead)
    page_size = 25
    base_order = ("created_at", "desc")
    base_filters = [["department_id", BelowFilter, lambda: None]]  # noqa: RUF012
    list_columns = [*LIST, "account.name", "owner.name", "department.name"]  # noqa: RUF012
    show_columns = add_columns = edit_columns = FORM
    search_columns = [name for name in FORM if name not in ("account", "owner")]  # noqa: RUF012  (their whole tables would stand in the page)
    add_form_extra_fields = edit_form_extra_fields = {name: _select(name) for name in RELATED}  # noqa: RUF012


class LeadApi(ModelRestApi):  # type: ignore[misc]
    resource_name = "lead"
    datamodel = SQLAInterface(Lead)
    page_size = 100
    base_order = ("created_at", "desc")
    base_filters = [["department_id", BelowFilter, lambda: None]]  # noqa: RUF012
    list_columns = ["id", *(n for n in FORM if n not in RELATED), *(f"{name}.{part}" for name in RELATED for part in ("id", "name"))]  # noqa: RUF012
    add_columns = FORM


@app.get("/healthz")
def healthz() -> str:
    return "ok"


with app.app_context():
    db.init_app(app)
    builder = AppBuilder(app, db.session)
    builder.add_view(LeadView, "Leads", category="CRM")
    builder.add_api(LeadApi)


def _users() -> None:
    security = builder.sm
    role = security.add_role("Division")
    for view, permissions in {"LeadView": ("can_list", "can_show", "can_add", "can_edit", "can_delete"), "Leads": ("menu_access",)}.items():
        for permission in permissions:
            security.add_permission_role(role, security.find_permission_view_menu(permission, view))
    for name, kind in (("admin", security.find_role("Admin")), ("manager", role)):
        security.add_user(name, name, name, f"{name}@example.com", kind, password=PASSWORD)


if __name__ == "__main__":
    with app.app_context():
        _users()
