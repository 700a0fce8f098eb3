"""What stands around every page: menu, languages, user, quick create, messages. Without a statement of its own; what others with the same roles see, too,
is made once a revision and kept.

Public names: install, make_shell.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask, g, request, url_for

from app.access.actor import Actor
from app.fieldtypes.reference import COLORS
from app.i18n import SUPPORTED, current_locale, gettext, ngettext
from app.i18n import gettext as _
from app.i18n.labels import text
from app.i18n.locale import NAMES, html_lang
from app.metadata.catalog import Catalog
from app.metadata.definitions import MenuItemDef
from app.metadata.summary import Summary
from app.runtime.request import current_actor
from app.runtime.snapshot import Snapshot
from app.views import kept as keeping
from app.views import printed, printed_inputs, printed_list, printed_record
from app.views.headers import nonce
from app.views.kept import kept
from app.views.menu import daily_work, menu_of, object_path
from app.views.messages import left_over
from app.views.pages import Language, Link, MenuNode, Shell, ShellUser
from app.views.setup.menu import setup_href, setup_menu

CREATE_LIMIT = 12
SETUP = ("setup",)
FAB_FORMS = ("UserDBModelView", "RoleModelView", "UserGroupModelView", "ResetPasswordView")
"""FAB's pages that belong to the setup."""


class Parts(NamedTuple):
    """What is the same for everybody with these roles at this place of the menu."""

    menu: tuple[MenuNode, ...]
    create: tuple[Link, ...]
    tabs: tuple[Link, ...]
    setup_href: str
    profile_href: str
    password_href: str
    logout_href: str


def install(app: Flask) -> None:
    """Every template gets ``shell``, what prints values, and what keeps fragments."""
    printed.install(app)
    printed_inputs.install(app)
    printed_record.install(app)
    printed_list.install(app)
    keeping.install(app)
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # Flask-Babel's ask thrice for the request
    app.context_processor(lambda: {"shell": make_shell(), "csp_nonce": nonce})  # FAB's templates call it, as Flask-Talisman's


def make_shell() -> Shell:
    """The frame of the page that is being printed."""
    if "shell" not in g:
        snapshot: Snapshot | None = g.get("snapshot")
        actor = current_actor()
        g.shell = _full(snapshot, actor) if snapshot is not None and actor.id else _bare()
    found: Shell = g.shell
    return found


def _bare() -> Shell:
    return Shell(lang=html_lang(), csp_nonce=nonce(), languages=_languages(), here=_here(), flashes=left_over())


def _full(snapshot: Snapshot, actor: Actor) -> Shell:
    below = _setup_menu(actor)
    frame = (snapshot.access, actor.role_ids, current_locale(), request.script_root, bool(below))
    place = (*frame, _current_setup(below) or _current(snapshot.catalog))
    parts = kept(("shell", *place), lambda: _parts(snapshot.catalog, actor))
    return Shell(
        lang=html_lang(),
        csp_nonce=nonce(),
        languages=kept(("languages", current_locale()), _languages),
        here=_here(),
        flashes=left_over(),
        user=ShellUser(actor.name or actor.username, actor.username, COLORS[actor.id % len(COLORS)]),
        setup_menu=below,
        revision=snapshot.revision,
        frame=frame,
        place=place,
        **parts._asdict(),
    )


def _parts(catalog: Catalog, actor: Actor) -> Parts:
    menu = menu_of(catalog, actor, request.path)
    work = daily_work(catalog, actor, menu)
    return Parts(
        menu=menu,
        create=_create(work, actor),
        tabs=_tabs(work),
        setup_href=setup_href(actor),
        profile_href=url_for("UserDBModelView.userinfo"),
        password_href=url_for("own_account.show"),
        logout_href=url_for("LoginView.logout"),
    )


def _setup_menu(actor: Actor) -> tuple[MenuNode, ...]:
    """The menu of the setup, on its pages and on those of FAB that belong to it."""
    here = request.blueprint in SETUP or (request.blueprint in FAB_FORMS and actor.may("can_list", "UserDBModelView"))
    return setup_menu(actor, request.path) if here else ()


def _current_setup(nodes: tuple[MenuNode, ...]) -> str:
    return next((line.href for node in nodes for line in node.lines if line.current), "")


def _current(catalog: Catalog) -> str:
    """What the menu marks as current depends on this part of the path; few values, however many pages there are."""
    path = request.path
    if path.startswith("/o/"):
        name = path.split("/", 3)[2]
        return f"/o/{name}/" if name in catalog.objects else ""
    return path if path == "/" or path in kept(("menu pages",), lambda: _pages(catalog)) else ""


def _pages(catalog: Catalog) -> frozenset[str]:
    def below(items: tuple[MenuItemDef, ...]) -> set[str]:
        return {one.page for one in items} | {page for one in items for page in below(one.items)}

    menu = catalog.menu()
    return frozenset(below(menu.items) if menu else ())


def _languages() -> tuple[Language, ...]:
    return tuple(Language(code, NAMES[code], html_lang(code), current=code == current_locale()) for code in SUPPORTED)


def _here() -> str:
    """This page, ready for another ``lang=``."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path if request.method == 'GET' else '/'}?{urlencode(pairs)}{'&' if pairs else ''}"


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
