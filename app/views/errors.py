"""One place where errors become answers: JSON for programs, a page for people. Never a trace, never a 500 for what somebody typed.

An error that is ours to repair is logged with an id, which the answer names. Public names: install, error_page.
"""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.errors import Conflict, FieldloomError, Problem
from app.i18n import gettext as _
from app.models.base import db
from app.models.engine import busy
from app.views.answers import json_error, wants_json
from app.views.pages import ErrorPage, Fact, Link

log = logging.getLogger(__name__)

BUSY_RETRY_SECONDS = 2


def install(app: Flask) -> None:
    app.register_error_handler(FieldloomError, _ours)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _database)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, text: str = "", problems: tuple[Problem, ...] = (), facts: tuple[Fact, ...] = ()) -> ErrorPage:
    """The page for a status, with what is known beyond it."""
    title, usual = _words(status)
    actions = [Link(_("Go to the home page"), "/", "fa-house", primary=status != 409)]
    if request.referrer and request.referrer.startswith(request.host_url):
        actions.append(Link(_("Go back"), request.referrer))
    return ErrorPage(status, title, text or usual, problems, facts, tuple(actions))


def _words(status: int) -> tuple[str, str]:
    match status:
        case 400:
            return _("The request cannot be read"), _("Something in the address or form is damaged. Go back and try again.")
        case 401:
            return _("Please log in"), _("This page is for users of the console.")
        case 403:
            return _("You have no right to this"), _("Your roles do not allow this page or function. Ask an administrator if you need it.")
        case 404:
            return _("Not found"), _("There is no such page or record, or it is not visible to you.")
        case 405:
            return _("This address cannot be opened like this"), _("It answers to a button or form of the console only.")
        case 409:
            return _("Somebody was faster"), _("The same thing was changed in the meantime. Load it again to see its present state.")
        case 413:
            return _("Too large"), _("What you sent is larger than the server accepts.")
        case 415:
            return _("Unknown format"), _("The server does not know this format.")
        case 422:
            return _("Some values are not right"), _("Correct the values below and try again.")
        case 429:
            return _("Too many tries"), _("Wait a minute, then try again.")
        case 503:
            return _("Busy at the moment"), _("Many people are saving right now. Nothing was changed; try again in a moment.")
        case _:
            return _("Something went wrong"), _("The error is ours and was recorded. Try again; if it stays, give the id below to your administrator.")


def _answer(status: int, message: str, problems: tuple[Problem, ...] = (), details: object = None, facts: tuple[Fact, ...] = ()) -> ResponseReturnValue:
    if wants_json():
        return json_error(status, message or _words(status)[1], problems, details)
    page = error_page(status, message, problems, (*facts, *_missing_right(status)))
    return render_template("error.html", page=page), status


def _missing_right(status: int) -> tuple[Fact, ...]:
    """Which right the view asked for, as FAB's role page names it."""
    permission, view = g.get("missing_right", ("", ""))
    return (Fact(_("Missing right"), f"{permission.replace('_', ' ')} on {view}", mono=True),) if status == 403 and permission else ()


def _ours(error: FieldloomError) -> ResponseReturnValue:
    db.session.rollback()
    details = error.details if isinstance(error, Conflict) else None
    return _answer(error.status, error.message, error.problems, details)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return _answer(400, _("The form is too old or was not sent by this console. Load the page again and repeat what you did."))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    answer = _answer(error.code, "")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response = make_response(answer)
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response
    return answer


def _too_deep(_error: RecursionError) -> ResponseReturnValue:
    return _answer(400, _("The request is nested too deeply."))


def _database(error: DBAPIError | PoolTimeout) -> ResponseReturnValue:
    """A lock that others held too long, or no connection, is for the caller to repeat; anything else is an error of ours."""
    db.session.rollback()
    if isinstance(error, PoolTimeout) or busy(error) or error.connection_invalidated:
        log.warning("busy at %s %s: %s", request.method, request.path, error)
        response = make_response(_answer(503, ""))
        response.headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
        return response
    return _unexpected(error)


def _unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    number = secrets.token_hex(6)
    log.error("error %s at %s %s", number, request.method, request.path, exc_info=error)
    facts = (Fact(_("Error id"), number, mono=True),)
    if "failing" in g:  # the error page itself does not print
        return Response(_("Something went wrong. Error id %(number)s", number=number), 500, mimetype="text/plain")
    g.failing = True
    return _answer(500, "", (Problem("", _("Error id %(number)s", number=number)),) if wants_json() else (), None, facts)
