"""The pages of one object: list, record, forms, deleting, choices. HTTP only: parse, one call into records, fill the context, print.

FAB's permissions (can list, show, add, edit, delete on the object's name) through FAB's own decorator; redirects say where they go, FAB's follow the page
history. Public name: ObjectView.
"""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask_appbuilder.base import AppBuilder
from flask_appbuilder.baseviews import BaseView

from app.metadata.definitions import ObjectDef
from app.records.arguments import read_arguments
from app.records.query import run
from app.runtime.request import current_workspace
from app.views.address import Address
from app.views.fab import page_right
from app.views.list_page import Listing, make_list_page


class ObjectView(BaseView):
    """Made by views.dispatch for a definition; holds nothing of a request."""

    def __init__(self, appbuilder: AppBuilder, definition: ObjectDef) -> None:
        self.class_permission_name = definition.name
        super().__init__()
        self.appbuilder = appbuilder
        self.definition = definition

    @page_right("list")
    def start(self) -> Any:
        """``/o/<object>/`` → its list."""
        return redirect(f"/o/{self.definition.name}/list/")

    @page_right("list")
    def list(self) -> Any:
        """The list that the arguments ask for; what they get wrong is left out with a notice."""
        ws = current_workspace()
        pairs = tuple(request.args.items(multi=True))
        read = read_arguments(ws, self.definition, pairs)
        page = run(ws, self.definition, read.query)
        address = Address(request.path, tuple(pair for pair in pairs if pair[0] != "lang"))
        listing = Listing(ws, self.definition, read, page, address, {})
        return self.render_template("list.html", page=make_list_page(listing))
