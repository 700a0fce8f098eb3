"""The way into the setup's pages: the right that each asks for, what a page works with, and how it is printed.

Public names: blueprint, needs, Setup, here, base_of, page, done, refused, wants_part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Blueprint, g, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.access.actor import Actor
from app.errors import FieldloomError, NotAllowed, NotFound
from app.i18n import current_locale
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.metadata.definitions import ObjectDef
from app.runtime.request import current_actor, current_snapshot, session
from app.views.messages import say
from app.views.setup.inputs import text_of

P = ParamSpec("P")
R = TypeVar("R")

blueprint = Blueprint("setup", __name__, url_prefix="/setup")


def needs(right: str, permission: str = "can_write") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """For users who may write that part: Metadata, Organisation or Access (or have that permission on it). Others get the page for 403."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_actor().may(permission, right):
                g.missing_right = (permission, right)  # the error page and the audit log name it
                raise NotAllowed(_("This page is for administrators."))
            return view(*args, **kwargs)

        return guarded

    return wrap


@dataclass(frozen=True, slots=True)
class Setup:
    """What a setup page works with: the pinned catalog, who asks, in which language."""

    session: Session
    actor: Actor
    catalog: Catalog
    revision: int
    locale: str

    def object(self, name: str) -> ObjectDef:
        """The object, in use or retired. Raises NotFound."""
        found = self.catalog.any_object(name)
        if found is None:
            raise NotFound(_('There is no object "%(name)s".', name=name[:60]))
        return found


def here() -> Setup:
    """The setup of this request."""
    snapshot = current_snapshot()
    return Setup(session(), current_actor(), snapshot.catalog, snapshot.revision, current_locale())


def base_of(setup: Setup) -> int:
    """The revision that the sent form started from; that of the request when nothing was sent."""
    sent = request.form.get("base", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else setup.revision


def page(template: str, context: object, status: int = 200) -> Response:
    """The printed page; ``context`` is what the template knows as ``page``."""
    return make_response(render_template(f"setup/{template}.html", page=context), status)


def done(href: str, message: str, kind: str = "ok") -> Response:
    """Leads on to ``href``, which says what was done, or, with kind ``bad``, why not."""
    say(message, kind)
    return redirect(href, 303)


def refused(href: str, error: FieldloomError) -> Response:
    """Leads back to ``href``, which says what was wrong: for a change that has no form to print again."""
    return done(href, " ".join(map(text_of, error.problems)) or error.message, "bad")


def wants_part() -> bool:
    """True when the browser's script asks for the part of a page that it shows in a dialog."""
    return request.headers.get("X-Fl-Part") == "plan"
