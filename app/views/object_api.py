"""The REST API of one object, in the shapes of FAB's ModelRestApi: HTTP only, each method one call into records.

FAB's permissions (can list, show, add, edit, delete on the object's name) through FAB's own decorator. Public name: ObjectApi.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request
from flask_appbuilder.base import AppBuilder

from app.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from app.i18n import current_locale
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.records import read, write
from app.records.bulk import bulk
from app.records.query import run
from app.records.rison import read_rison
from app.records.values import read_json
from app.records.workspace import Workspace
from app.runtime.request import current_snapshot, current_workspace
from app.views.answers import readable, tag_of
from app.views.api import Api, answer
from app.views.body import json_object, refuse_unknown
from app.views.fab import api_right
from app.views.json_side import encoded
from app.views.object_info import describe, listed, shown_with
from app.views.record_json import RecordJson, all_names
from app.views.rehearsal import rehearsable

ALWAYS = ("count", "count_kind", "ids", "result", "next", "prev")
"""Parts of a list that ``keys`` does not leave out."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is the same in every answer with the same columns and language."""

    columns: tuple[str, ...]
    writer: RecordJson
    listed: dict[str, Any]
    shown: dict[str, Any]


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
        parts = self._parts(ws, asked.query.columns)
        page = run(ws, self.definition, replace(asked.query, columns=parts.columns))
        body = {
            "count": page.total,
            "count_kind": page.count_kind,
            "ids": [answer[0] for answer in page.answers],
            "result": parts.writer.several(page.columns, page.answers),
            "next": page.next,
            "prev": page.prev,
            **parts.listed,
        }
        wanted = {*ALWAYS, *asked.keys} if asked.keys else body.keys()
        return readable(encoded({key: value for key, value in body.items() if key in wanted}))

    @api_right("list")
    def info(self) -> Response:
        """FAB's ``_info``: what may be written, filtered and done."""
        ws = current_workspace()

        def make() -> tuple[bytes, str]:
            content = encoded(describe(ws, self.definition))
            return content, tag_of(content)

        key = ("api info", self.definition.name, current_snapshot().access, ws.actor.role_ids, current_locale())
        return readable(*ws.models.kept(key, make))

    @api_right("show")
    def get(self, number: int) -> Response:
        """``{id, result}``; ``?q=(columns:!(…))`` for some fields only."""
        ws = current_workspace()
        parts = self._parts(ws, read_rison(ws, self.definition, request.args.get("q")).query.columns)
        row = read.get(ws, self.definition, number, parts.columns)
        return readable(encoded({"id": number, "result": parts.writer.of(row), **parts.shown}))

    @api_right("add")
    def post(self) -> Response:
        """A record → 201 ``{id, result}``."""
        ws, body = current_workspace(), json_object()
        with rehearsable() as only_tried:
            row = write.create_and_show(ws, self.definition, read_json(ws, self.definition, body))
            result = self._parts(ws).writer.of(row)
        return answer(200, dry_run=True, result={**result, "id": None}) if only_tried else answer(201, id=row.id, result=result)

    @api_right("edit")
    def put(self, number: int) -> Response:
        """The fields that change; with ``version`` a change of somebody else meanwhile is a 409 that names it."""
        ws, body = current_workspace(), json_object()
        version = _version(body.pop("version", None))
        with rehearsable() as only_tried:
            write.update(ws, self.definition, number, read_json(ws, self.definition, body), version)
            result = self._result(number)
        return answer(200, id=number, result=result, **({"dry_run": True} if only_tried else {}))

    @api_right("delete")
    def delete(self, number: int) -> Response:
        """To the recycle bin. Raises: NotFound, NotAllowed, Conflict with what stands in the way."""
        ws = current_workspace()
        with rehearsable() as only_tried:
            done = write.delete(ws, self.definition, [number])
            if done.refused:
                if not read.rights(ws, self.definition, read.get(ws, self.definition, number, ("owner", "department"))).delete:
                    raise NotAllowed(done.refused[0].what)
                raise Conflict(_("The record was not deleted."), [Problem("", one.what, one.hint) for one in done.refused])
        return answer(200, message="OK", id=number, along=done.along, **({"dry_run": True} if only_tried else {}))

    @api_right("delete")
    def restore(self, number: int) -> Response:
        """Back from the recycle bin. Raises: NotFound, Conflict with what stands in the way."""
        ws = current_workspace()
        with rehearsable() as only_tried:
            done = write.restore(ws, self.definition, [number])
            if done.refused:
                if done.refused[0].missing:
                    raise NotFound(done.refused[0].what)
                raise Conflict(_("The record is not back."), [Problem("", one.what, one.hint) for one in done.refused])
        return answer(200, message="OK", id=number, along=done.along, **({"dry_run": True} if only_tried else {}))

    @api_right("add")
    def bulk(self) -> Response:
        """``{"records": [...], "key": "mobile"}``: up to 1,000 records created, or updated where the key finds them; each is reported."""
        ws, body = current_workspace(), json_object()
        refuse_unknown(body, ("records", "key"))
        with rehearsable() as only_tried:
            rows = bulk(ws, self.definition, body.get("records"), body.get("key"))
        counts = Counter(row.action for row in rows)
        result = [{"status": row.action, **row.as_json()} for row in rows]
        numbers = {name: counts[name] for name in ("created", "updated", "refused")}
        return answer(200, **numbers, result=result, **({"dry_run": True} if only_tried else {}))

    def _result(self, number: int) -> dict[str, Any]:
        """The record as its writer sees it; somebody may change what they do not see."""
        ws = current_workspace()
        try:
            return self._parts(ws).writer.of(read.get(ws, self.definition, number))
        except NotFound:
            return {"id": number}

    def _parts(self, ws: Workspace, columns: tuple[str, ...] = ()) -> Parts:
        """For these columns, or all; those for all are kept, as most programs ask for them."""

        def make() -> Parts:
            names = columns or all_names(self.definition)
            return Parts(names, RecordJson(self.definition, names), listed(self.definition, names), shown_with(self.definition, names))

        return make() if columns else ws.models.kept(("api parts", self.definition.name, current_locale()), make)


def _version(raw: Any) -> int | None:
    if raw is None or (isinstance(raw, int) and not isinstance(raw, bool)):
        return raw
    raise InvalidInput(_("The record was not changed."), [Problem("version", _("The version is a whole number, as it was read."))])
