"""Reading what a program sent: JSON without the corners that break databases further down.

Public names: json_body, json_object, refuse_unknown, refuse_unreadable_text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, NoReturn

from flask import request

from app.errors import InvalidInput, MalformedRequest, Problem
from app.i18n import gettext as _
from app.metadata.names import suggestion

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
UNREADABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses, and halves of a character, which no database can store."""


def json_body() -> Any:
    """The request's JSON, of any form. Raises: MalformedRequest."""
    raw = request.get_data(cache=True)
    if not raw.strip():
        raise MalformedRequest(_("The request has no body."), [Problem("", _("A JSON body is needed."))])
    try:
        text = _usual(raw)
        body = DECODER.decode(text) if text else json.loads(raw, parse_constant=_no_constant)
        if not text:
            _walk(body)
    except (ValueError, RecursionError) as error:
        what = str(error)[:200] if isinstance(error, ValueError) else _("It is nested too deeply.")
        raise MalformedRequest(_("The request's body is not valid JSON."), [Problem("", what)]) from error
    return body


def _usual(raw: bytes) -> str:
    """A body in UTF-8 that spells no character by its number, so that whatever is read of it can be stored; '' for any other."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return ""
    return "" if "\\u" in text or "\x00" in text or text[0] == "\ufeff" else text


def json_object() -> dict[str, Any]:
    """The request's JSON when it is an object. Raises: MalformedRequest."""
    body = json_body()
    if not isinstance(body, dict):
        raise MalformedRequest(_("The request's body must be a JSON object."), [Problem("", _("A JSON object, {…}, is needed."))])
    return body


def refuse_unknown(body: Mapping[str, Any], keys: Collection[str]) -> None:
    """Raises InvalidInput for every key of the body that is not known."""
    problems = [Problem(key[:60], _('"%(key)s" is not known here.', key=key[:60]), suggestion(key, keys)) for key in body if key not in keys]
    if problems:
        raise InvalidInput(_("The request holds something unknown."), problems)


def refuse_unreadable_text() -> None:
    """Raises MalformedRequest when the address or form holds a character that no text can hold."""
    texts = [*request.args.lists(), *(request.form.lists() if request.mimetype in FORMS else ())]
    if not UNREADABLE.search("".join([text for name, values in texts for text in (name, *values)])):
        return
    for name, values in texts:
        if UNREADABLE.search(name) or any(UNREADABLE.search(value) for value in values):
            raise MalformedRequest(
                _("The request holds a character that cannot be stored."), [Problem(UNREADABLE.sub("?", name)[:80], _("It contains a NUL character."))]
            )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(_("%(name)s is not a JSON value.", name=name))


DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _walk(value: Any) -> None:
    """Raises ValueError at the first text that cannot be stored."""
    if isinstance(value, str):
        if UNREADABLE.search(value):
            raise ValueError(_("A text contains a character that cannot be stored: NUL or half of a surrogate pair."))
    elif isinstance(value, dict):
        for key, inner in value.items():
            _walk(key)
            _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner)
