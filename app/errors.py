"""The errors of the product and the problems they carry.

Every wrong input ends as one of these classes; ``app.views.errors`` maps them to an answer once. A problem names the place, says what is wrong
and what to do. Public names: Problem, FieldloomError and its children.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input, in words for the person who sent it."""

    where: str
    """Path of the place, e.g. ``fields.status.options`` or, for a record, the field's API name; empty for the whole."""
    what: str
    """What is wrong, already translated."""
    hint: str = ""
    """What to do about it, already translated."""

    def as_json(self) -> dict[str, str]:
        return {"where": self.where, "what": self.what, "hint": self.hint}

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} {self.hint}" if self.hint else text


class FieldloomError(Exception):
    """Base of all errors that a person or program may cause; ``status`` is the HTTP status."""

    status = 500

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems: tuple[Problem, ...] = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.message, *map(str, self.problems)])


class MalformedRequest(FieldloomError):
    """The request itself cannot be read (JSON, rison, an argument)."""

    status = 400


class NotAllowed(FieldloomError):
    """The actor lacks the right to this page or function (never used for a hidden record)."""

    status = 403


class NotFound(FieldloomError):
    """Unknown, retired or out of the actor's sight: the three are not told apart."""

    status = 404


class Conflict(FieldloomError):
    """Somebody else changed the same thing first, or the thing is retired; ``details`` says what changed."""

    status = 409

    def __init__(self, message: str, problems: Iterable[Problem] = (), details: object = None) -> None:
        super().__init__(message, problems)
        self.details = details


class InvalidInput(FieldloomError):
    """The request can be read but its values break a rule."""

    status = 422
