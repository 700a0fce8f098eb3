"""The setup: designer of objects and fields, organisation, roles and access; HTTP only, one blueprint under /setup/.

Each page is a module with its routes; ``register`` puts them into the application. Public names: register.
"""

from __future__ import annotations

from flask import Flask
from flask_appbuilder.base import AppBuilder

from app.views.setup import (
    audit,
    departments,
    field_end,
    field_pages,
    labels,
    object_edit,
    object_indexes,
    object_page,
    object_permissions,
    objects,
    option_set_texts,
    option_sets,
    permissions,
    revisions,
    several_fields,
    users,
)
from app.views.setup.door import blueprint

PAGES = (
    *(objects, object_page, object_edit, object_permissions, object_indexes, several_fields, field_pages, field_end, labels),
    *(option_sets, option_set_texts, revisions, departments, users, permissions, audit),
)
"""Modules whose routes hang on the blueprint."""


def register(app: Flask, appbuilder: AppBuilder) -> None:
    """Call once, before the first request. Reads nothing from the database."""
    app.register_blueprint(blueprint)
