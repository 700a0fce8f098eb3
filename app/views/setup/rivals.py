"""What others published in the meantime, for the conflict page. Public names: Rival, rivals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.errors import Conflict
from app.i18n import gettext as _
from app.i18n.formats import moment_text


@dataclass(frozen=True, slots=True)
class Rival:
    """One change of somebody else."""

    sentence: str
    who_when: str
    revision: int


def rivals(conflict: Conflict) -> tuple[Rival, ...]:
    """The changes that ``publish`` gave as the conflict's details, newest first; none for a conflict of another kind."""
    return tuple(_each(conflict.details)) if isinstance(conflict.details, list) else ()


def _each(details: list[dict[str, object]]) -> Iterator[Rival]:
    for past in details:
        when = moment_text(datetime.fromisoformat(str(past["at"])))
        who_when = _("%(author)s, %(when)s", author=past["author"] or _("the system"), when=when)
        changes = past["changes"]
        for change in changes if isinstance(changes, list) else ():
            yield Rival(str(change["what"]), who_when, int(str(past["revision"])))
