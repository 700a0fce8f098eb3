"""How commands speak: in the installation's language, problems one a line, and a failed command ends with status 1.

Public names: speaking.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.errors import FieldloomError
from app.i18n import default_locale, default_timezone, use


@contextmanager
def speaking() -> Iterator[None]:
    """The body of a command."""
    with use(default_locale(), default_timezone()):
        try:
            yield
        except FieldloomError as error:
            raise click.ClickException(str(error)) from error
