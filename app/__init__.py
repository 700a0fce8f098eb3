"""Fieldloom: a low-code admin console generated from metadata.

``create_app`` is the one entry: ``gunicorn 'app:create_app()'``, ``flask --app app``, tests. Public name: create_app.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI application; ``config`` overrides settings of the environment."""
    with _uncollected(), _alone("sqlalchemy_utils", "sqlalchemy_utils.types"), _later("jsonschema", "yaml", "limits.aio"):
        with _without("cryptography"):
            import jwt  # noqa: F401  (its signatures with keys in pairs, which nobody here uses, would take 6 MB in each process)
        from app.cli.commands import register  # here, so that importing app.metadata alone does not load the web
        from app.views.factory import build

        made = build(config)
        register(made)
    return made


@contextmanager
def _uncollected() -> Iterator[None]:
    """Importing makes 300,000 objects that stay: looking through them for garbage again and again takes a sixth of the start."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.unfreeze()  # they are the old generation now
            gc.enable()


@contextmanager
def _alone(*packages: str) -> Iterator[None]:
    """Modules of these packages are imported without the packages around them; afterwards it is as if nobody had asked for any.

    FAB 5.3 takes one type from SQLAlchemy-Utils, which imports all it has and every dialect of SQLAlchemy: 100 modules, 0.1 s and 5 MB in each process.
    """
    wanted = {} if packages[0] in sys.modules else {name: _folder(name, *packages) for name in packages}
    sys.modules.update(wanted)
    try:
        yield
    finally:
        for name in [name for name in sys.modules if wanted and name.split(".")[0] == packages[0]]:
            del sys.modules[name]


@contextmanager
def _later(*names: str) -> Iterator[None]:
    """Modules imported by these names are read when somebody asks for one of their attributes.

    FAB 5.3 checks what its own APIs are sent with jsonschema, and prints their description with yaml; Flask-Limiter has a second set of everything for
    asyncio. We need neither to serve pages: 80 modules, 5 MB in each process.
    """
    waiting = {name: _Waiting(name) for name in names if name not in sys.modules}
    sys.modules.update(waiting)
    try:
        yield
    finally:
        for name, module in waiting.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


@contextmanager
def _without(name: str) -> Iterator[None]:
    """What is imported now takes this package for not installed."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


class _Waiting(ModuleType):
    """Stands for a module in those that imported it before it was read."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def _folder(name: str, top: str, *_others: str) -> ModuleType:
    """A package without its own code."""
    found = find_spec(top)
    bare = ModuleType(name)
    bare.__path__ = [f"{folder}{name.removeprefix(top).replace('.', '/')}" for folder in (found.submodule_search_locations or () if found else ())]
    return bare
