"""``GET /healthz``: whether this server can answer, for load balancers. No login, no session.

Public name: blueprint.
"""

from __future__ import annotations

import logging

from flask import Blueprint, Response, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.models.base import db
from app.models.system import State

blueprint = Blueprint("health", __name__)
log = logging.getLogger(__name__)


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 when the database answers with our tables, 503 otherwise."""
    try:
        revision = db.session.execute(select(State.revision).where(State.id == 1)).scalar_one()
    except SQLAlchemyError as error:
        log.warning("healthz: %s", error)
        return jsonify(status="unavailable"), 503
    return jsonify(status="ok", revision=revision), 200
