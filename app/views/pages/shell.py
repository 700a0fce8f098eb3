"""What stands around every page, and the small pieces that several pages share.

Public names: Link, MenuNode, Language, Flash, ShellUser, Shell, Notice, Option.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere: breadcrumb, quick create, action of an error page."""

    label: str
    href: str
    icon: str = ""
    """FontAwesome name as metadata has it, ``fa-building``; the template adds the style."""
    current: bool = False
    primary: bool = False
    """The one main action of the page."""


@dataclass(frozen=True, slots=True)
class MenuNode:
    """A line of the side menu; with ``items`` it is a heading (its own href is not used), within a heading it unfolds."""

    label: str
    href: str = ""
    icon: str = ""
    current: bool = False
    items: tuple[MenuNode, ...] = ()

    @property
    def lines(self) -> tuple[MenuNode, ...]:
        """All lines below it that lead somewhere, however deep they stand; itself when it is one."""
        return tuple(line for item in self.items for line in item.lines) if self.items else (self,)

    @property
    def open(self) -> bool:
        """Is the current page below it?"""
        return any(line.current for line in self.lines)


@dataclass(frozen=True, slots=True)
class Language:
    """One choice of the language switch. ``label`` is its own name (繁體中文); ``lang`` the HTML code (zh-Hant). ``shell.here`` leads to it."""

    code: str
    label: str
    lang: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Flash:
    """A message left by the request before. ``kind``: ok, info, warn, bad; ok leaves by itself, the others stay."""

    text: str
    kind: str = "ok"
    undo_href: str = ""
    """Takes POST with the CSRF token; shown as Undo in the toast."""


@dataclass(frozen=True, slots=True)
class ShellUser:
    """Who is logged in. ``color`` is one of the ten option colours, chosen by the user's id. The frame knows them by slots only: it is kept for others, too."""

    name: str
    username: str
    color: str = "gray"

    @property
    def initial(self) -> str:
        return (self.name or "?")[0].upper()


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page. Without a user (login, early errors) only language, nonce and flashes are used."""

    lang: str = "en"
    """For ``<html lang>``: zh-Hans, zh-Hant, en."""
    csp_nonce: str = ""
    user: ShellUser | None = None
    menu: tuple[MenuNode, ...] = ()
    """Already filtered by rights; top level: plain lines and headings, two levels deep."""
    setup_menu: tuple[MenuNode, ...] = ()
    """Given on pages below /setup/ (and FAB's security pages): stands in place of ``menu``, with a way back."""
    languages: tuple[Language, ...] = ()
    here: str = "?"
    """Address of this page as far as ``lang=<code>`` is to follow."""
    frame: tuple[object, ...] = ()
    """What the frame depends on beside the revision: access version, roles, language, whether this is the setup. Empty: nothing of it may be kept."""
    place: tuple[object, ...] = ()
    """The same, and which line of the menu is the current one."""
    create: tuple[Link, ...] = ()
    """Quick create (+): objects whose records the user may add, at most 12."""
    tabs: tuple[Link, ...] = ()
    """The three lines of the phone's bottom bar beside + and More: home and the first two objects of the user's daily work."""
    flashes: tuple[Flash, ...] = ()
    home_href: str = "/"
    setup_href: str = ""
    """Empty when the user may not enter the setup."""
    profile_href: str = ""
    password_href: str = ""
    logout_href: str = ""
    """Takes POST with the CSRF token."""
    revision: int = 0
    """Metadata revision the page was made from; shown in the setup menu's foot."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A line above the content: what was left out, what to know. ``kind``: info, ok, warn, bad."""

    text: str
    kind: str = "info"


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose. An inactive one is listed only where it is the present value."""

    value: str
    label: str
    color: str = ""
    selected: bool = False
    active: bool = True
