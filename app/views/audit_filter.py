"""Which part of the audit log an address asks for: the same arguments on the page, in the API and for the file.

``event``, ``person``, ``object``, ``record``, ``target``, ``result``, ``since`` and ``until`` (days at the reader's place, both included), ``before`` and
``after`` (ids). Public names: ARGUMENTS, Asked, asked, query_of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from app.access.audit_read import Wanted
from app.access.audit_words import EVENTS, RESULTS
from app.errors import Problem
from app.i18n import current_timezone, mark
from app.i18n import gettext as _

LARGEST = 2_147_483_647
LONGEST = 200
TEXTS = ("event", "person", "object", "record", "target", "result", "since", "until")
ARGUMENTS: Mapping[str, str] = {
    "event": mark("Name of an event."),
    "person": mark("Who did it: a login, or part of a name."),
    "object": mark("API name of an object."),
    "record": mark("Id of a record."),
    "target": mark("Part of whom or what it was done to."),
    "result": mark("done, refused or failed."),
    "since": mark("First day, such as 2026-11-22."),
    "until": mark("Last day, such as 2026-11-22."),
    "before": mark("Entries older than the one of this id."),
    "after": mark("Entries next newer than the one of this id."),
    "page_size": mark("Entries of an answer, 1,000 at most."),
}
"""Argument of the API → what it means."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, and which arguments could not be read and are left out."""

    wanted: Wanted
    texts: Mapping[str, str]
    """The good arguments as they were written, for the form and for links."""
    before: int | None = None
    after: int | None = None
    problems: tuple[Problem, ...] = field(default=())


def asked(arguments: Mapping[str, str]) -> Asked:
    """Reads the arguments of an address."""
    given = {name: text for name in (*TEXTS, "before", "after") if (text := arguments.get(name, "").strip()[:LONGEST])}
    problems = {name: what for name, text in given.items() if (what := _fault(name, text))}
    good = {name: text for name, text in given.items() if name not in problems}
    number = {name: int(good[name]) for name in ("record", "before", "after") if name in good}
    wanted = Wanted(
        event=good.get("event", ""),
        person=good.get("person", ""),
        object=good.get("object", ""),
        record=number.get("record"),
        target=good.get("target", ""),
        result=good.get("result", ""),
        since=_start_of(good["since"]) if "since" in good else None,
        until=_start_of(good["until"], 1) if "until" in good else None,
    )
    texts = {name: good[name] for name in TEXTS if name in good}
    return Asked(wanted, texts, number.get("before"), number.get("after"), tuple(Problem(name, what) for name, what in problems.items()))


def query_of(texts: Mapping[str, str], **more: object) -> str:
    """``?…`` of these arguments; empty for none."""
    query = urlencode({**texts, **{name: value for name, value in more.items() if value is not None}})
    return f"?{query}" if query else ""


def _fault(name: str, text: str) -> str:
    if name == "event" and text not in EVENTS:
        return _("There is no event of this name.")
    if name == "result" and text not in RESULTS:
        return _("It must be done, refused or failed.")
    if name in ("record", "before", "after") and not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST):
        return _("It must be a whole number.")
    if name in ("since", "until") and _start_of(text) is None:
        return _("It must be a day such as 2026-11-22.")
    return ""


def _start_of(text: str, days: int = 0) -> datetime | None:
    """When that day, or one so much later, begins at the reader's place; None for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=days), time.min, current_timezone()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
