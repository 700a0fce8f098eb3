"""The forms of the own account as data. Public names: Factor, factor_of, password_inputs, preference_inputs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from zoneinfo import available_timezones

from flask import current_app
from sqlalchemy.orm import Session

from app.access import second_factor
from app.access.login_rules import rules_of
from app.access.people import Person
from app.i18n import default_timezone
from app.i18n import gettext as _
from app.i18n.locale import NAMES
from app.runtime.request import session as database
from app.views.setup.inputs import Choice, Errors, Input


@dataclass(frozen=True, slots=True)
class Factor:
    """The second factor of the own account. ``state``: off, pending, on."""

    state: str
    asked: bool
    """Does a role ask for it?"""
    begin: tuple[Input, ...] = ()
    confirm: tuple[Input, ...] = ()
    codes: tuple[Input, ...] = ()
    remove: tuple[Input, ...] = ()
    secret: str = ""
    """In groups of four, for typing."""
    qr_path: str = ""
    """Of an SVG of ``qr_size`` units, a square a unit."""
    qr_size: int = 0
    codes_left: int = 0

    @property
    def inputs(self) -> tuple[Input, ...]:
        return (*self.begin, *self.confirm, *self.codes, *self.remove)

    def with_errors(self, errors: Errors) -> Factor:
        return replace(self, begin=errors.on(self.begin), confirm=errors.on(self.confirm), codes=errors.on(self.codes), remove=errors.on(self.remove))


def password_inputs() -> tuple[Input, ...]:
    """The present password, and twice the new one."""
    shortest = rules_of(database()).shortest
    return (
        Input("current", _("Present password"), "password", required=True, wide=True, autocomplete="current-password"),
        Input("password", _("New password"), "password", required=True, help=_("At least %(length)d characters; not a common one.", length=shortest)),
        Input("again", _("New password again"), "password", required=True),
    )


def preference_inputs(me: Person) -> tuple[Input, ...]:
    """Language and time zone."""
    languages = (Choice("", _("as the browser asks")), *(Choice(code, name) for code, name in NAMES.items()))
    usual = Choice("", _("that of the installation: %(name)s", name=default_timezone()))
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    zones = (usual, *(Choice(name, name.replace("_", " ")) for name in places))
    return (
        Input("locale", _("Language"), "select", me.locale or "", choices=languages),
        Input("timezone", _("Time zone"), "select", me.timezone or "", choices=zones),
    )


def factor_of(session: Session, me: Person, role_ids: Collection[int]) -> Factor:
    """As it stands."""
    asked = bool(second_factor.asking_roles(session) & set(role_ids))
    if me.second_factor:
        left = second_factor.codes_left(session, me.id)
        return Factor("on", asked, codes=(_password("codes"),), remove=() if asked else (_password("remove"),), codes_left=left)
    secret = second_factor.pending(session, me.id)
    if not secret:
        return Factor("off", asked, begin=(_password("begin"),))
    path, size = _qr(second_factor.address(secret, me.username, current_app.config["APP_NAME"]))
    code = Input("code", _("Code that the app shows"), "mono", required=True, autofocus=True, autocomplete="one-time-code")
    return Factor("pending", asked, confirm=(code,), secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), qr_path=path, qr_size=size)


def _password(step: str) -> Input:
    return Input(f"{step}_password", _("Present password"), "password", required=True, autocomplete="current-password")


def _qr(text: str) -> tuple[str, int]:
    """(path of the dark squares, units of a side with the margin of four that readers need)"""
    import segno  # only in a process in which somebody sets up a second factor

    rows = list(segno.make(text, error="m", micro=False).matrix)
    path = "".join(f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return path, len(rows) + 8
