"""What stands around every page: menu, languages, user, quick create, messages. Made once a page, without a statement of its own.

Public names: install, make_shell.
"""

from __future__ import annotations

from flask import Flask, g, request, url_for

from app.access.actor import Actor
from app.fieldtypes.reference import COLORS
from app.i18n import gettext as _
from app.i18n.labels import text
from app.i18n.locale import html_lang
from app.metadata.summary import Summary
from app.runtime.request import current_actor
from app.runtime.snapshot import Snapshot
from app.views import printed
from app.views.headers import nonce
from app.views.language import languages
from app.views.menu import daily_work, menu_of, object_path
from app.views.messages import left_over
from app.views.pages import Link, Shell, ShellUser
from app.views.setup.menu import setup_href, setup_menu

CREATE_LIMIT = 12
FAB_FORMS = ("UserDBModelView", "RoleModelView", "UserGroupModelView", "ResetPasswordView")
"""FAB's pages that belong to the setup."""


def install(app: Flask) -> None:
    """Every template gets ``shell``, and what prints values."""
    printed.install(app)
    app.context_processor(lambda: {"shell": make_shell(), "csp_nonce": nonce})  # FAB's templates call it, as Flask-Talisman's


def make_shell() -> Shell:
    """The frame of the page that is being printed."""
    if "shell" in g:
        found: Shell = g.shell
        return found
    snapshot: Snapshot | None = g.get("snapshot")
    actor = current_actor()
    shell = Shell(lang=html_lang(), csp_nonce=nonce(), languages=languages(), flashes=left_over())
    if snapshot is not None and actor.id:
        shell = _full(shell, snapshot, actor)
    g.shell = shell
    return shell


def _full(shell: Shell, snapshot: Snapshot, actor: Actor) -> Shell:
    menu = menu_of(snapshot.catalog, actor, request.path)
    work = daily_work(snapshot.catalog, actor, menu)
    return Shell(
        lang=shell.lang,
        csp_nonce=shell.csp_nonce,
        languages=shell.languages,
        flashes=shell.flashes,
        user=ShellUser(actor.name or actor.username, actor.username, COLORS[actor.id % len(COLORS)]),
        menu=menu,
        setup_menu=setup_menu(actor, request.path) if request.blueprint in FAB_FORMS and actor.may("can_list", "UserDBModelView") else (),
        create=_create(work, actor),
        tabs=_tabs(work),
        setup_href=setup_href(actor),
        profile_href=url_for("UserDBModelView.userinfo"),
        password_href=url_for("ResetMyPasswordView.this_form_get"),
        logout_href=url_for("LoginView.logout"),
        revision=snapshot.revision,
    )


def _tabs(work: list[Summary]) -> tuple[Link, ...]:
    """The phone's bottom bar: home and the first two objects of the user's daily work."""
    home = Link(_("Home"), "/", "fa-house", current=request.path == "/")
    here = request.path
    return (home, *(Link(_plural(one), object_path(one.name), one.icon, here.startswith(f"/o/{one.name}/")) for one in work[:2]))


def _create(work: list[Summary], actor: Actor) -> tuple[Link, ...]:
    made = [one for one in work if actor.may("can_add", one.name)][:CREATE_LIMIT]
    return tuple(Link(text(one.label, fallback=one.name), object_path(one.name, "add"), one.icon) for one in made)


def _plural(one: Summary) -> str:
    return text(one.label_plural) or text(one.label, fallback=one.name)
