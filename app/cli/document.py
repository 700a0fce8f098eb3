"""``flask openapi``: the description of this installation's REST API, as an administrator sees it, as JSON.

Public names: openapi.
"""

from __future__ import annotations

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from app.access.actor import SYSTEM
from app.cli.talk import speaking
from app.models.base import db
from app.models.store import load_catalog
from app.views.openapi import describe_api


@click.command("openapi")
@with_appcontext
def openapi() -> None:
    """Print the OpenAPI description of all objects of this installation."""
    with speaking():
        appbuilder = current_app.appbuilder  # type: ignore[attr-defined]
        described = describe_api(load_catalog(db.session()), SYSTEM, appbuilder, current_app.config["APP_NAME"])
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
