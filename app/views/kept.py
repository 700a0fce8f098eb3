"""What pages keep from one request to the next: fragments of HTML and what they are made from, the least recently used let go.

Everything kept hangs on the catalog of one revision and goes with it; a key says the rest that a thing depends on: access version, roles, language, the
query where links carry it. In a template::

    {% kept "nav", shell.place %}…{{ slot("csrf") }}…{% endkept %}

prints the body once for each key (an empty key: each time). A nonce, a token, a name of somebody are never in it: ``slot`` leaves a hole, which is filled
in each request. Public names: Kept, KeptFragment, install, kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from flask import Flask, current_app, g
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from markupsafe import Markup

from app.metadata.catalog import Catalog
from app.views.pieces import Pieces, cut, filled, hole

T = TypeVar("T")
Key = tuple[Any, ...]

MOST = 600
"""Things kept of one revision; a fragment takes 1 to 20 kB."""


class Kept:
    """One an application. Safe for threads; a thing may be made twice, then the first stays."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._of: WeakKeyDictionary[Catalog, OrderedDict[Key, Any]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def get(self, catalog: Catalog, key: Key, make: Callable[[], T]) -> T:
        """What ``make`` answered when this key was asked for first."""
        with self._lock:
            things = self._of.setdefault(catalog, OrderedDict())
            if key in things:
                things.move_to_end(key)
                return cast(T, things[key])
        made = make()
        with self._lock:
            made = cast(T, things.setdefault(key, made))
            while len(things) > self._most:
                things.popitem(last=False)
        return made


def kept(key: Key, make: Callable[[], T]) -> T:
    """``Kept.get`` of this application and request. An empty key, a request without snapshot, templates that may change: nothing is kept."""
    snapshot = g.get("snapshot")
    if not key or snapshot is None or current_app.jinja_env.auto_reload:
        return make()
    store: Kept = current_app.extensions["fieldloom_kept"]
    return store.get(snapshot.catalog, key, make)


class KeptFragment(Extension):
    """The tag ``kept``."""

    tags = {"kept"}  # noqa: RUF012 -- Jinja's own attribute

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        name = parser.parse_expression()
        parser.stream.expect("comma")
        key = parser.parse_expression()
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_print", [nodes.ContextReference(), name, key]), [], [], body).set_lineno(line)

    def _print(self, context: Context, name: str, key: Key, caller: Callable[[], str]) -> Markup:
        pieces: Pieces = kept(key and ("html", name, *key), lambda: cut(caller()))
        return filled(pieces.format, [SLOTS[one](context) for one in pieces.names])


SLOTS: dict[str, Callable[[Context], str]] = {
    "nonce": lambda context: context["shell"].csp_nonce,
    "csrf": lambda context: context["csrf_token"](),
    "here": lambda context: context["shell"].here,
    "name": lambda context: context["shell"].user.name,
    "username": lambda context: context["shell"].user.username,
    "color": lambda context: context["shell"].user.color,
    "initial": lambda context: context["shell"].user.initial,
}
"""Hole of a fragment → what fills it in this request."""


def _slot(name: str) -> Markup:
    if name not in SLOTS:
        raise KeyError(name)
    return Markup(hole(name))  # noqa: S704 -- our own mark


def install(app: Flask) -> None:
    """Templates get the tag ``kept`` and ``slot``."""
    app.extensions["fieldloom_kept"] = Kept()
    app.jinja_env.add_extension(KeptFragment)
    app.jinja_env.globals["slot"] = _slot
