"""How long requests take. Public names: seconds_of."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.servers import Answer

UNTIMED = 2
"""The first ones meet a worker that has not yet made the page's classes."""


def seconds_of(ask: Callable[[], Answer], times: int, status: int = 200) -> list[float]:
    """The seconds of each of so many requests; with one only, that one is the first."""
    took = []
    for _ in range(times + (UNTIMED if times > 1 else 0)):
        start = time.monotonic()
        answer = ask()
        took.append(time.monotonic() - start)
        assert answer.status == status, f"{answer.status}: {answer.text[:500]}"
    return took[-times:]
