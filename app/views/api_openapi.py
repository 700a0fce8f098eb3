"""``GET /api/v1/_openapi``: the description of this installation's API, kept until metadata or rights change.

Public name: OpenApi.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from flask import Response, current_app

from app.i18n import current_locale
from app.runtime.request import current_actor, current_snapshot
from app.views.answers import readable, tag_of
from app.views.api import Api, door
from app.views.json_side import encoded
from app.views.openapi import describe_api

KEPT = 8
"""Documents kept in memory: one for each set of roles and language; that of 500 objects takes about 10 MB."""


class OpenApi(Api):
    """FAB's permission (can get on OpenApi), our document."""

    route_base = "/api/v1"
    class_permission_name = "OpenApi"

    def __init__(self) -> None:
        super().__init__()
        self._kept: OrderedDict[tuple[Any, ...], tuple[bytes, str]] = OrderedDict()
        self._lock = threading.Lock()

    @door("/_openapi", "GET", right="get")
    def get(self) -> Response:
        """What this user may call."""
        snapshot, actor = current_snapshot(), current_actor()
        key = (snapshot.revision, snapshot.access, actor.role_ids, current_locale())
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            content = encoded(describe_api(snapshot.catalog, actor, self.appbuilder, current_app.config["APP_NAME"]))
            found = content, tag_of(content)
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return readable(*found)
