"""What FAB and its libraries import and no page here needs, kept away from them while they are imported: 190 modules, 17 MB in each process.

Nothing of a package is changed: who imports one of them afterwards gets all of it. Checked against FAB 5.3. Public name: sparing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

LATER = ("jsonschema", "yaml", "limits.aio", "pdb")
"""FAB checks with jsonschema what its own APIs are sent, and describes them with yaml; Flask-Limiter has a second set of everything for asyncio; Flask's
test client brings a debugger."""
FOREIGN = ("sqlalchemy.dialects.mssql", "sqlalchemy.dialects.mysql")
"""marshmallow-sqlalchemy and SQLAlchemy-Utils name some types of these databases."""


@contextmanager
def sparing() -> Iterator[None]:
    """Import FAB inside the ``with``."""
    with _instead({"cryptography": None}):
        import jwt  # noqa: F401  (with cryptography it has signatures by pairs of keys, 6 MB; ours are made with SECRET_KEY)
    standing = {**{name: _Later(name) for name in LATER}, **{name: _Foreign(name) for name in FOREIGN}}
    with _alone("sqlalchemy_utils", "sqlalchemy_utils.types"), _instead(standing):
        yield


@contextmanager
def _instead(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Who imports these names meanwhile gets these modules; None: the package is not installed. What was imported before stays."""
    placed: dict[str, Any] = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(placed)
    try:
        yield
    finally:
        for name, module in placed.items():
            if sys.modules.get(name) is module:
                sys.modules.pop(name, None)


class _Later(ModuleType):
    """Stands for a module, which is read when one of its names is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


class _Foreign(ModuleType):
    """Stands for types of a database that is not ours: no column is of any."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.__dict__[name] = made = type(name, (), {})
        return made


@contextmanager
def _alone(*packages: str) -> Iterator[None]:
    """Modules of these packages are imported without the packages around them; afterwards it is as if nobody had asked for any.

    FAB takes one type from SQLAlchemy-Utils, which imports all it has.
    """
    wanted = {} if packages[0] in sys.modules else {name: _folder(name, *packages) for name in packages}
    sys.modules.update(wanted)
    try:
        yield
    finally:
        for name in [name for name in sys.modules if wanted and name.split(".")[0] == packages[0]]:
            del sys.modules[name]


def _folder(name: str, top: str, *_others: str) -> ModuleType:
    """A package without its own code."""
    found = find_spec(top)
    bare = ModuleType(name)
    bare.__path__ = [f"{folder}{name.removeprefix(top).replace('.', '/')}" for folder in (found.submodule_search_locations or () if found else ())]
    return bare
