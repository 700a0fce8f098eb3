"""The audit log in the reader's words: events, doors, what changed from what to what. Public names: Change, event_text, result_text, door_text, changes_of,
facts_of, summary_of, RESULT_COLORS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.access.audit_read import Entry
from app.access.audit_words import DOORS, EVENTS, RESULTS
from app.i18n import gettext as _
from app.i18n import mark
from app.views.setup.matrix import ACTION_WORDS, REACH_WORDS

RESULT_COLORS = {"done": "gray", "refused": "orange", "failed": "red"}
NAMES: Mapping[str, str] = {
    **ACTION_WORDS,
    "name": mark("Name"),
    "label": mark("Label"),
    "description": mark("Description"),
    "username": mark("Login"),
    "first_name": mark("Given name"),
    "last_name": mark("Family name"),
    "email": mark("E-mail"),
    "active": mark("May log in"),
    "department": mark("Department"),
    "departments": mark("Further departments"),
    "department_id": mark("Department"),
    "parent": mark("Belongs to"),
    "owner": mark("Owner"),
    "roles": mark("Roles"),
    "groups": mark("Groups"),
    "user": mark("Users"),
    "users": mark("Users"),
    "permissions": mark("Rights"),
    "locale": mark("Language"),
    "timezone": mark("Time zone"),
    "default_role": mark("Role of new users"),
    "id": mark("Id"),
    "revision": mark("Revision"),
    "back_to": mark("Back to revision"),
    "steps": mark("Changes"),
    "objects": mark("Objects"),
    "note": mark("Note"),
    "version": mark("Version"),
    "reaches": mark("Rights given"),
    "method": mark("Method"),
    "path": mark("Address"),
    "rows": mark("Rows"),
    "up_to": mark("Up to entry"),
    "newest": mark("Newest of them"),
    "days": mark("Days kept"),
    "hash": mark("Hash"),
    "closed": mark("The account is closed"),
    "unknown_login": mark("The login is not known"),
    "filter": mark("Filter"),
    "format": mark("Format"),
}
"""Name of a detail → its word; one that is not here is shown as it is."""
RIGHTS = frozenset(ACTION_WORDS)
SUMMED_UP = 2
"""Changes that the list shows of an entry."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an event changed, or tells."""

    label: str
    old: str
    new: str


def event_text(name: str) -> str:
    return _(EVENTS[name]) if name in EVENTS else name


def result_text(name: str) -> str:
    return _(RESULTS[name]) if name in RESULTS else name


def door_text(name: str) -> str:
    return _(DOORS[name]) if name in DOORS else name


def changes_of(entry: Entry) -> tuple[Change, ...]:
    """What changed, old and new."""
    found = entry.details.get("changes")
    pairs = found.items() if isinstance(found, dict) else ()
    return tuple(Change(_label(name), _value(name, pair[0]), _value(name, pair[1])) for name, pair in pairs if isinstance(pair, list) and len(pair) == 2)


def facts_of(entry: Entry) -> tuple[Change, ...]:
    """What else it tells; ``old`` is empty."""
    return tuple(Change(_label(name), "", _value(name, value)) for name, value in entry.details.items() if name != "changes")


def summary_of(entry: Entry) -> str:
    """The first changes in one line, or the word of what speaks for itself; nothing for a creation."""
    if entry.event == "refused":
        return str(entry.details.get("path", ""))
    said = [_label(name) for name, value in entry.details.items() if value is True]
    found = () if entry.event.endswith("_created") else changes_of(entry)
    texts = [_("%(what)s: %(old)s → %(new)s", what=one.label, old=one.old or "—", new=one.new or "—") for one in found[:SUMMED_UP]]
    return _("; ").join([*said, *texts, *(["…"] if len(found) > SUMMED_UP else [])])


def _label(name: str) -> str:
    return _(NAMES[name]) if name in NAMES else name


def _value(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return _(", ").join(_value(name, one) for one in value)
    if isinstance(value, dict):
        return _(", ").join(f"{_label(key)} {_value(key, one)}" for key, one in value.items())
    return _(REACH_WORDS[value]) if name in RIGHTS and value in REACH_WORDS else str(value)
