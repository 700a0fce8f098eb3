"""Contexts of the home page, the login page and the error pages.

Public names: HomeTile, HomeLine, HomeList, HomePage, LoginPage, Fact, ErrorPage.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Problem
from app.views.pages.shell import Link, Notice


@dataclass(frozen=True, slots=True)
class HomeTile:
    """A figure that leads to the list which explains it."""

    label: str
    number: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class HomeLine:
    """A record in a list of the home page."""

    label: str
    href: str
    note: str = ""
    """Second line."""
    when: str = ""
    icon: str = ""
    color: str = "gray"


@dataclass(frozen=True, slots=True)
class HomeList:
    """A card with records. ``empty`` is what it says when there are none."""

    label: str
    lines: tuple[HomeLine, ...]
    all_href: str = ""
    add_href: str = ""
    empty: str = ""
    count_text: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    """/ → home.html."""

    greeting: str
    subtitle: str = ""
    """Date, department and reach in one line."""
    tiles: tuple[HomeTile, ...] = ()
    """Up to 5."""
    lists: tuple[HomeList, ...] = ()
    create: tuple[Link, ...] = ()
    """The first is the primary button."""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class LoginPage:
    """/login/ → login.html; posts ``username``, ``password``, ``csrf_token`` and ``next``."""

    action: str = ""
    username: str = ""
    error: str = ""
    """What went wrong and what is left, e.g. how many tries."""
    next: str = ""
    hint: str = ""
    """E.g. the demo logins."""
    step: str = ""
    """The password was right, a code is asked for; posted back with ``code``."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of an error page's table: the right that is missing, the error's id."""

    label: str
    text: str
    mono: bool = False


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error as a page → error.html. The texts are chosen by ``error_page`` from the status; problems come from the error itself."""

    status: int
    title: str
    text: str
    problems: tuple[Problem, ...] = ()
    facts: tuple[Fact, ...] = ()
    actions: tuple[Link, ...] = ()
