"""FAB's decorators with types: what our pages and APIs write above a method.

Public names: page_right, api_right, page_url, api_url.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask_appbuilder import api, baseviews
from flask_appbuilder.security import decorators

F = TypeVar("F", bound=Callable[..., Any])


def page_right(name: str) -> Callable[[F], F]:
    """FAB's ``has_access`` for ``can <name>`` on the view's permission name: others get 403, visitors the login."""
    return lambda function: cast(F, decorators.has_access(decorators.permission_name(name)(function)))


def api_right(name: str) -> Callable[[F], F]:
    """FAB's ``protect`` for ``can <name>`` on the API's permission name, by token or session."""
    return lambda function: cast(F, decorators.protect(allow_browser_login=True)(decorators.permission_name(name)(function)))


def page_url(url: str, *methods: str) -> Callable[[F], F]:
    """FAB's ``expose`` of a page."""
    return lambda function: cast(F, baseviews.expose(url, methods=methods or ("GET",))(function))


def api_url(url: str, *methods: str) -> Callable[[F], F]:
    """FAB's ``expose`` of an API."""
    return lambda function: cast(F, api.expose(url, methods=cast(Any, methods or ("GET",)))(function))
