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
from app.runtime.request import current_actor
from app.runtime.snapshot import Snapshot
from app.views.headers import nonce
from app.views.language import languages
from app.views.menu import menu_of
from app.views.messages import left_over
from app.views.pages import Link, MenuNode, Shell, ShellUser
from app.views.setup.menu import setup_href, setup_menu

CREATE_LIMIT = 12
FAB_FORMS = ("UserDBModelView", "RoleModelView", "UserGroupModelView", "ResetPasswordView")
"""FAB's pages that belong to the setup."""


def install(app: Flask) -> None:
    """Every template gets ``shell``."""
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
    return Shell(
        lang=shell.lang,
        csp_nonce=shell.csp_nonce,
        languages=shell.languages,
        flashes=shell.flashes,
        user=ShellUser(actor.name or actor.username, actor.username, COLORS[actor.id % len(COLORS)]),
        menu=menu,
        setup_menu=setup_menu(actor, request.path) if request.blueprint in FAB_FORMS and actor.may("can_list", "UserDBModelView") else (),
        create=tuple(_create(snapshot, actor)),
        tabs=_tabs(menu),
        setup_href=setup_href(actor),
        profile_href=url_for("UserDBModelView.userinfo"),
        password_href=url_for("ResetMyPasswordView.this_form_get"),
        logout_href=url_for("LoginView.logout"),
        revision=snapshot.revision,
    )


def _tabs(menu: tuple[MenuNode, ...]) -> tuple[Link, ...]:
    """The phone's bottom bar: home and the first two objects."""
    flat = [line for node in menu for line in (node.items or (node,))]
    objects = [line for line in flat if line.href.startswith("/o/")][:2]
    home = Link(_("Home"), "/", "fa-house", current=request.path == "/")
    return (home, *(Link(line.label, line.href, line.icon, line.current) for line in objects))


def _create(snapshot: Snapshot, actor: Actor) -> list[Link]:
    names = [name for name in snapshot.catalog.objects if actor.may("can_add", name)][:CREATE_LIMIT]
    summaries = [snapshot.catalog.objects[name] for name in names]
    return [Link(text(s.label, fallback=s.name), f"/o/{s.name}/add", s.icon) for s in summaries]
