"""FAB's decorators with types: what our pages and APIs write above a method. And who FAB says is there.

Public names: page_right, api_right, page_url, api_url, visitor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask_appbuilder import api, baseviews
from flask_appbuilder.security import decorators
from flask_login import current_user

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
    """Flask-Login's user of the session: a User, or its anonymous one."""
    return cast(Any, current_user)._get_current_object()
