"""Writes down at the end of a request which of its lists took long. Public name: install."""

from __future__ import annotations

import logging

from flask import Flask, Response, g
from sqlalchemy.exc import SQLAlchemyError

from app.errors import FieldloomError
from app.models.engine import writing
from app.models.slow_lists import note
from app.records.slow_lists import KEY, taken
from app.runtime.request import session

LOG = logging.getLogger(__name__)


def install(app: Flask) -> None:
    app.after_request(_write_down)


def _write_down(response: Response) -> Response:
    present = session() if "snapshot" in g else None
    if present is not None and KEY in present.info:
        try:
            with writing(present):
                note(present, taken(present))
        except (SQLAlchemyError, FieldloomError):
            LOG.warning("A slow list was not written down", exc_info=True)
    return response
