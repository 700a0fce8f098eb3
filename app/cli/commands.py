"""The list of commands of ``flask --app app``, written by hand; a command's module is imported when the command is asked for.

Together they import as much as the server does, and neither the server nor most tests need any. Public names: register.
"""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS = {
    "audit": "app.cli.audit",
    "doctor": "app.cli.doctor",
    "init": "app.cli.setup",
    "openapi": "app.cli.document",
    "package": "app.cli.package",
    "reindex": "app.cli.work",
    "role": "app.cli.role",
    "seed": "app.cli.setup",
    "user": "app.cli.user",
    "work": "app.cli.work",
}
"""Name of a command, and of its function → the module that has it."""


class Commands(AppGroup):
    """The application's commands, and those that others add."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        found: click.Command = getattr(import_module(COMMANDS[name]), name)
        return found


def register(app: Flask) -> None:
    """Give the commands to an application."""
    app.cli = Commands(app.name)
