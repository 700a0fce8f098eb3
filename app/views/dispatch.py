"""One set of routes for all objects, present and future: finds the view of the object in the pinned snapshot and lets it answer.

FAB registers a blueprint a view, which Flask forbids after the first request and which costs 70 statements each. Here a FAB view is made at the first use of an
object, kept while its definition stays the same, and never registered. Public names: Views, install.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue
from flask_appbuilder.base import AppBuilder

from app.errors import NotFound
from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.runtime.request import current_snapshot
from app.views.object_api import ObjectApi
from app.views.object_view import ObjectView

V = TypeVar("V", ObjectView, ObjectApi)

KEPT = 256
"""Views of each kind kept in memory, the least recently used are let go; one takes some 10 kB."""
LARGEST_ID = 2_147_483_647


class Views(Generic[V]):
    """The FAB views of one kind, by object and the revision that last changed it. Safe for threads."""

    def __init__(self, make: Callable[[AppBuilder, ObjectDef], V], appbuilder: AppBuilder) -> None:
        self._make: Callable[[AppBuilder, ObjectDef], V] = make
        self._appbuilder = appbuilder
        self._kept: OrderedDict[tuple[int, int], V] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, name: str) -> V:
        """The view of a live object of this request's snapshot. Raises: NotFound."""
        catalog = current_snapshot().catalog
        summary = catalog.objects.get(name)
        definition = catalog.object(name) if summary else None
        if summary is None or definition is None:
            raise NotFound(_('There is no object "%(name)s".', name=name[:60]))
        key = (summary.id, summary.revision)
        with self._lock:
            found = self._kept.get(key)
            if found is None or found.definition is not definition:  # the numbers of a restored backup may mean something else
                found = self._kept[key] = self._make(self._appbuilder, definition)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def install(app: Flask, appbuilder: AppBuilder) -> None:
    """Registers the routes, once."""
    app.extensions["fieldloom_pages"] = Views(ObjectView, appbuilder)
    app.extensions["fieldloom_apis"] = Views(ObjectApi, appbuilder)
    pages = Blueprint("records", __name__, url_prefix="/o/<name>")
    apis = Blueprint("records_api", __name__, url_prefix="/api/v1/o/<name>")
    for blueprint, views, routes in ((pages, "fieldloom_pages", PAGE_ROUTES), (apis, "fieldloom_apis", API_ROUTES)):
        answers = {method: _to(views, method) for _rule, method, _verbs in routes}
        for rule, method, verbs in routes:
            blueprint.add_url_rule(rule, method, answers[method], methods=verbs)
        app.register_blueprint(blueprint)


def _to(views: str, method: str) -> Callable[..., ResponseReturnValue]:
    def answer(name: str, **arguments: Any) -> ResponseReturnValue:
        view = current_app.extensions[views].of(name)
        answered: ResponseReturnValue = getattr(view, method)(**arguments)
        return answered

    return answer


RECORD = f"<int(max={LARGEST_ID}):number>"

PAGE_ROUTES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("/", "start", ("GET",)),
    ("/list/", "list", ("GET",)),
    (f"/show/{RECORD}", "show", ("GET",)),
    (f"/show/{RECORD}/related/<key>", "related", ("GET",)),
    ("/add", "add", ("GET", "POST")),
    (f"/edit/{RECORD}", "edit", ("GET", "POST")),
    (f"/delete/{RECORD}", "delete", ("POST",)),
    ("/bulk-delete", "bulk_delete", ("POST",)),
    (f"/restore/{RECORD}", "restore", ("POST",)),
    ("/restore", "restore", ("POST",)),
    ("/choices/<field>", "choices", ("GET",)),
)
API_ROUTES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("/", "get_list", ("GET",)),
    ("/", "post", ("POST",)),
    ("/_info", "info", ("GET",)),
    ("/bulk", "bulk", ("POST",)),
    (f"/{RECORD}", "get", ("GET",)),
    (f"/{RECORD}", "put", ("PUT",)),
    (f"/{RECORD}", "delete", ("DELETE",)),
    (f"/{RECORD}/restore", "restore", ("POST",)),
)
