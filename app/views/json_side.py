"""JSON of every answer by orjson: five times as fast as Python's encoder, the same shapes.

What orjson does not know (integers of more than 64 bits, keys that are no texts, named tuples) Flask's own encoder writes, as it does for callers that
ask for a form of their own: sessions, templates. Public names: Json, encoded.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, current_app
from flask.json.provider import DefaultJSONProvider

OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME
"""Dates are written by whoever knows the field; one that slips through looks as Flask writes it."""


class Json(DefaultJSONProvider):
    """Flask's provider; keys keep their order, texts are UTF-8."""

    sort_keys = False
    ensure_ascii = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return super().dumps(obj, **kwargs) if kwargs else self.encoded(obj).decode()

    def encoded(self, obj: Any) -> bytes:
        """The UTF-8 bytes."""
        try:
            return orjson.dumps(obj, self.default, OPTIONS)
        except TypeError:
            return super().dumps(obj).encode()

    def response(self, *args: Any, **kwargs: Any) -> Response:
        content = self.encoded(self._prepare_response_obj(args, kwargs))
        return current_app.response_class(content, mimetype=self.mimetype)


def encoded(obj: Any) -> bytes:
    """The JSON of this application."""
    provider = current_app.json
    return provider.encoded(obj) if isinstance(provider, Json) else provider.dumps(obj).encode()
