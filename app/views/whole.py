"""Pages that are printed as a whole once for each shape, with marks for all that differs between records, readers and requests, and filled from then on.

The template stays the one place of markup. It gets a page of samples, and marks in place of the nonce, the token and the reader's name; a page that took one
of these from elsewhere would show it to others, so such a page is an error. Public name: print_whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from flask import g, render_template
from markupsafe import Markup

from app.views.cookies import csrf_token
from app.views.kept import SLOTS, Key, kept
from app.views.pages import Shell
from app.views.pieces import Pieces, cut, filled_in, hole
from app.views.shell import make_shell


def print_whole(template: str, key: Key, sample: Mapping[str, Any], parts: Mapping[str, Any]) -> Markup:
    """The page of a template. ``key``: what its sample depends on, beside revision, access version, roles, language and place in the menu;
    ``sample``: its context, with holes; ``parts``: what fills each hole, Markup as it is and anything else escaped."""
    shell = make_shell()
    place = shell.place and not shell.flashes and ("page", template, *shell.place, *key)
    pieces: Pieces = kept(place or (), lambda: _cut(template, shell, sample, for_all=bool(place)))
    context: Any = {"shell": shell, "csrf_token": csrf_token}
    known = {name: parts[name] if name in parts else SLOTS[name](context) for name in set(pieces.names)}
    return filled_in(pieces.format, [known[name] for name in pieces.names])


def _cut(template: str, shell: Shell, sample: Mapping[str, Any], for_all: bool) -> Pieces:
    """``for_all``: they will be kept; a message to one reader may hold a form with the token."""
    names = ("name", "username", "color", "initial")
    anybody: Any = SimpleNamespace(**{name: hole(name) for name in names}) if shell.user else None
    marked = replace(shell, csp_nonce=hole("nonce"), here=hole("here"), user=anybody)
    html = render_template(template, shell=marked, csrf_token=lambda: hole("csrf"), csp_nonce=lambda: hole("nonce"), **sample)
    if for_all and any(secret and secret in html for secret in (g.get("csp_nonce"), g.get("csrf_token"))):
        raise RuntimeError(f"{template} prints a nonce or a token that is not a slot")
    return cut(html)
