"""The address of a list with its arguments: what a link of the page leads to is this address with one thing changed.

Public name: Address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

PLACE = ("page", "after")
"""Where one is in the list: forgotten as soon as the list changes."""


@dataclass(frozen=True, slots=True)
class Address:
    """A path of this site and its arguments in order."""

    path: str
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def href(self) -> str:
        return f"{self.path}?{urlencode(self.pairs)}" if self.pairs else self.path

    def put(self, name: str, value: str) -> Address:
        """With that argument only once, at the end; an empty value takes it away."""
        kept = tuple(pair for pair in self._elsewhere(name) if pair[0] != name)
        return Address(self.path, (*kept, (name, value)) if value else kept)

    def drop(self, name: str, value: str) -> Address:
        """Without that one pair."""
        return Address(self.path, tuple(pair for pair in self._elsewhere(name) if pair != (name, value)))

    def only(self, names: Iterable[str]) -> Address:
        """With those arguments and no others."""
        wanted = set(names)
        return Address(self.path, tuple(pair for pair in self.pairs if pair[0] in wanted))

    def _elsewhere(self, name: str) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.pairs if name in PLACE or pair[0] not in PLACE)
