"""Fieldloom: a low-code admin console generated from metadata.

``create_app`` is the one entry: ``gunicorn 'app:create_app()'``, ``flask --app app``, tests. Public name: create_app.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI application; ``config`` overrides settings of the environment."""
    from app.cli.commands import register  # here, so that importing app.metadata alone does not load the web
    from app.views.factory import build

    made = build(config)
    register(made)
    return made
