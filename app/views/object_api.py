"""The REST API of one object, in the shapes of FAB's ModelRestApi: HTTP only, each method one call into records.

FAB's permissions (can list, show, add, edit, delete on the object's name) through FAB's own decorator. Public name: ObjectApi.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request
from flask_appbuilder.base import AppBuilder

from app.metadata.definitions import ObjectDef
from app.records.query import run
from app.records.rison import read_rison
from app.runtime.request import current_workspace
from app.views.api import Api, answer
from app.views.fab import api_right
from app.views.object_info import describe, listed
from app.views.record_json import all_names, row_json


class ObjectApi(Api):
    """Made by views.dispatch for a definition; holds nothing of a request."""

    def __init__(self, appbuilder: AppBuilder, definition: ObjectDef) -> None:
        self.class_permission_name = definition.name
        super().__init__()
        self.appbuilder = appbuilder
        self.definition = definition

    @api_right("list")
    def get_list(self) -> Response:
        """``?q=`` in rison → ``{count, ids, result, …}``."""
        ws = current_workspace()
        asked = read_rison(ws, self.definition, request.args.get("q"))
        columns = asked.query.columns or all_names(self.definition)
        page = run(ws, self.definition, replace(asked.query, columns=columns))
        body = {
            "count": page.total,
            "ids": [row.id for row in page.rows],
            "result": [row_json(ws, self.definition, row) for row in page.rows],
            "next": page.next,
            **listed(self.definition, columns),
        }
        wanted = {"count", "ids", "result", "next", *asked.keys} if asked.keys else body.keys()
        return answer(200, **{key: value for key, value in body.items() if key in wanted})

    @api_right("list")
    def info(self) -> Response:
        """FAB's ``_info``: what may be written, filtered and done."""
        return answer(200, **describe(current_workspace(), self.definition))
