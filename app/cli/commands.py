"""The list of commands of ``flask --app app``, written by hand.

Public names: register.
"""

from __future__ import annotations

from flask import Flask

from app.cli.doctor import doctor
from app.cli.document import openapi
from app.cli.package import package
from app.cli.setup import init, seed
from app.cli.user import user
from app.cli.work import reindex, work

COMMANDS = (init, seed, package, user, work, reindex, doctor, openapi)


def register(app: Flask) -> None:
    """Give the commands to an application."""
    for command in COMMANDS:
        app.cli.add_command(command)
