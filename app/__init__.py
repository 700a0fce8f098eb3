"""Fieldloom: a low-code admin console generated from metadata.

``create_app`` is the one entry: ``gunicorn 'app:create_app()'``, ``flask --app app``, tests. Public name: create_app.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.imports import sparing

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI application; ``config`` overrides settings of the environment."""
    with _uncollected():
        with sparing():
            from app.cli.commands import register  # here, so that importing app.metadata alone does not load the web
            from app.views.factory import build
        made = build(config)
        register(made)
    return made


@contextmanager
def _uncollected() -> Iterator[None]:
    """Importing makes 300,000 objects that stay: looking through them for garbage again and again takes a sixth of the start."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.unfreeze()  # they are the old generation now
            gc.enable()
