"""JSON by orjson looks as Flask's, also where orjson alone gives up."""

from __future__ import annotations

import json
from collections import namedtuple
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.json.provider import DefaultJSONProvider
from markupsafe import Markup

from app.views.json_side import Json, encoded


@dataclass
class Point:
    x: int
    y: Decimal


Pair = namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": [None, True, 1.5, "ä中文 "]},
        {"day": date(2026, 11, 22), "at": datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)},
        {"amount": Decimal("1.10"), "point": Point(1, Decimal("2.0"))},
        {"big": 2**70},
        {1: "a key that is a number"},
        {"pair": Pair(1, (2, 3))},
        {"safe": Markup("<b>")},
        "a text",
        [],
    ],
)
def test_a_value_looks_as_flask_writes_it(value: Any) -> None:
    app = Flask(__name__)
    flask = DefaultJSONProvider(app)
    flask.sort_keys = flask.ensure_ascii = False
    ours = app.json = Json(app)
    assert json.loads(ours.dumps(value)) == json.loads(flask.dumps(value))
    assert ours.dumps(value, indent=2) == flask.dumps(value, indent=2)
    with app.app_context():
        answer = ours.response(value)
        assert (answer.mimetype, json.loads(answer.data)) == ("application/json", json.loads(flask.dumps(value)))
        assert encoded(value) == answer.data
    if isinstance(value, dict):
        assert list(json.loads(ours.dumps(value))) == [str(key) for key in value]


def test_what_nobody_can_write_is_an_error() -> None:
    app = Flask(__name__)
    with pytest.raises(TypeError):
        Json(app).dumps({"what": object()})
