"""FAB's decorators with types: what our pages and APIs write above a method. And who FAB says is there.

Public names: page_right, api_right, page_url, api_url, visitor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import current_app, g, session
from flask_appbuilder import api, baseviews
from flask_appbuilder.security import decorators

F = TypeVar("F", bound=Callable[..., Any])


def page_right(name: str) -> Callable[[F], F]:
    """FAB's ``has_access`` for ``can <name>`` on the view's permission name: others get 403, visitors the login."""

    def wrap(function: F) -> F:
        return cast(F, decorators.has_access(decorators.permission_name(name)(function)))

    return wrap


def api_right(name: str) -> Callable[[F], F]:
    """FAB's ``protect`` for ``can <name>`` on the API's permission name, by token or session."""

    def wrap(function: F) -> F:
        return cast(F, decorators.protect(allow_browser_login=True)(decorators.permission_name(name)(function)))

    return wrap


def page_url(url: str, *methods: str) -> Callable[[F], F]:
    """FAB's ``expose`` of a page."""

    def wrap(function: F) -> F:
        return cast(F, baseviews.expose(url, methods=methods or ("GET",))(function))

    return wrap


def api_url(url: str, *methods: str) -> Callable[[F], F]:
    """FAB's ``expose`` of an API."""

    def wrap(function: F) -> F:
        return cast(F, api.expose(url, methods=cast(Any, methods or ("GET",)))(function))

    return wrap


def visitor() -> Any:
    """Flask-Login's user of the session: a Visitor, a User right after the login, or its anonymous one.

    Flask-Login looks first whether the browser's address has changed, for views that want a fresh login; there are none. Checked against Flask-Login 0.6.3.
    """
    if "_login_user" not in g:
        login_manager = cast(Any, current_app).login_manager
        user_id = session.get("_user_id")
        login_manager._update_request_context_with_user(login_manager._user_callback(user_id) if user_id is not None else None)
    return g._login_user
