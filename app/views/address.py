"""The address of a list with its arguments: what a link of the page leads to is this address with one thing changed.

Public names: Address, argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

PLACE = ("page", "after", "before")
"""Where one is in the list."""
LONG = 100
"""Characters of a value that is quoted anew each time."""
PASSING = (*PLACE, "count")
"""Forgotten as soon as the list changes: the place, and that it was to be counted exactly."""


@dataclass(frozen=True, slots=True)
class Address:
    """A path of this site and its arguments in order."""

    path: str
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def href(self) -> str:
        return f"{self.path}?{'&'.join(map(_written, self.pairs))}" if self.pairs else self.path

    def put(self, name: str, value: str) -> Address:
        """With that argument only once, at the end; an empty value takes it away."""
        kept = tuple(pair for pair in self.lasting if pair[0] != name)
        return Address(self.path, (*kept, (name, value)) if value else kept)

    def at(self, *place: tuple[str, str]) -> Address:
        """Another place in the same list; without one its beginning."""
        return Address(self.path, (*(pair for pair in self.pairs if pair[0] not in PLACE), *place))

    def drop(self, name: str, value: str) -> Address:
        """Without that one pair."""
        return Address(self.path, tuple(pair for pair in self.lasting if pair != (name, value)))

    def only(self, names: Iterable[str]) -> Address:
        """With those arguments and no others."""
        wanted = set(names)
        return Address(self.path, tuple(pair for pair in self.pairs if pair[0] in wanted))

    def less(self, *names: str) -> str:
        """The beginning of a link that ends with another argument (``argument``): all that last but these."""
        return "".join([f"{self.path}?", *(f"{_written(pair)}&" for pair in self.lasting if pair[0] not in names)])

    @property
    def lasting(self) -> tuple[tuple[str, str], ...]:
        """The arguments that say which list it is, in what order and size."""
        return tuple(pair for pair in self.pairs if pair[0] not in PASSING)


def argument(name: str, value: str) -> str:
    """The end of a link that ``Address.less`` begins."""
    return _written((name, value))


def _written(pair: tuple[str, str]) -> str:
    """``name=value``, quoted; a page's links have the same few arguments over and over."""
    return _remembered(pair) if len(pair[1]) < LONG else urlencode((pair,))


@lru_cache(maxsize=1000)
def _remembered(pair: tuple[str, str]) -> str:
    return urlencode((pair,))
