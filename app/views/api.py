"""What every REST API of the product shares: FAB's BaseApi with our answers, one decorator for a door, the arguments all doors know.

Public names: Api, door, answer, dry_run, page_arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from flask import Response, jsonify, request
from flask_appbuilder.api import BaseApi

from app.errors import MalformedRequest, NotAllowed, Problem
from app.i18n import gettext as _
from app.views.fab import api_right, api_url

F = TypeVar("F", bound=Callable[..., Any])

LARGEST_PAGE = 1000
USUAL_PAGE = 100


class Api(BaseApi):
    """FAB: cookie-authenticated writes pass without a CSRF token; errors have another shape. Ours: views.gate asks for the token, views.errors answers."""

    csrf_exempt = False
    allow_browser_login = True
    arguments: Mapping[str, Mapping[str, str]] = {}
    """Method → argument of the address → what it means (a msgid): for the description of the API."""

    def response_403(self) -> NoReturn:
        raise NotAllowed(_("You have no right to this."))


def door(url: str, *methods: str, right: str = "write") -> Callable[[F], F]:
    """Exposes a method at ``url`` to whoever has ``can <right>`` on the class's permission name."""

    return lambda function: api_url(url, *methods)(api_right(right)(function))


def answer(status: int, **body: Any) -> Response:
    """A JSON object."""
    response = jsonify(body)
    response.status_code = status
    return response


def dry_run() -> bool:
    """Whether ``?dry_run=true`` asks for the plan only. Raises: MalformedRequest."""
    text = request.args.get("dry_run", "false").strip().lower()
    if text in ("true", "1", ""):
        return True
    if text in ("false", "0"):
        return False
    raise MalformedRequest(_("An argument of the address is not right."), [Problem("dry_run", _("It must be true or false."))])


def page_arguments() -> tuple[int, int]:
    """(page from 0, page size) of ``?page=&page_size=``. Raises: MalformedRequest."""
    page = whole_number("page", 0, 0, 1_000_000)
    size = whole_number("page_size", USUAL_PAGE, 1, LARGEST_PAGE)
    return page, size


def whole_number(name: str, usual: int, low: int, high: int) -> int:
    """A whole number of the address. Raises: MalformedRequest."""
    text = request.args.get(name, "")
    if not text:
        return usual
    if text.isascii() and text.isdigit() and len(text) <= 10 and low <= int(text) <= high:
        return int(text)
    what = _("It must be a whole number from %(low)s to %(high)s.", low=low, high=high)
    raise MalformedRequest(_("An argument of the address is not right."), [Problem(name, what)])
