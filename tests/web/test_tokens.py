"""A token that was good is not decoded again, but ends when it would have."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask_jwt_extended import create_access_token, decode_token
from jwt import PyJWT

from tests.web.conftest import Program


def test_a_token_is_decoded_once_and_ends_when_its_time_is_over(app: Flask, program: Callable[[str], Program], monkeypatch: pytest.MonkeyPatch) -> None:
    long = program("ada")
    with app.app_context():
        said = decode_token(long.token)
        token = create_access_token(identity=said["sub"], expires_delta=timedelta(seconds=2), additional_claims={"login": said["login"]})
    short = Program(app.test_client(), token)
    assert short("GET", "/api/v1/roles/").status_code == 200
    decoded = []
    decode = PyJWT.decode_complete
    monkeypatch.setattr(PyJWT, "decode_complete", lambda self, *given, **named: decoded.append(given) or decode(self, *given, **named))
    assert short("GET", "/api/v1/roles/").status_code == 200
    assert not decoded
    time.sleep(2.1)
    late = short("GET", "/api/v1/roles/")
    assert (late.status_code, "expired" in late.json["message"]) == (401, True)
    assert decoded
    assert long("GET", "/api/v1/roles/").status_code == 200


def test_a_token_that_was_changed_is_none(app: Flask, program: Callable[[str], Program]) -> None:
    good = program("ada")
    assert good("GET", "/api/v1/roles/").status_code == 200
    head, body, mark = good.token.split(".")
    for bad in (f"{head}.{body}.{mark[::-1]}", f"{head}.{body}.", f"{head}.{body[:-4]}.{mark}", good.token.upper()):
        assert Program(app.test_client(), bad)("GET", "/api/v1/roles/").status_code == 401, bad
    assert good("GET", "/api/v1/roles/").status_code == 200
