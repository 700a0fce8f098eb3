"""The inputs of setup's forms as data: what a template prints, with the message of what was wrong beside each.

A form is a tuple of ``Input``; the templates hold no logic beyond printing them. Public names: Choice, Input, Errors, explain, text_of, beside, unlabelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.errors import Problem
from app.i18n import gettext as _

FULL_WIDTH = ("。", "！", "？", "；")
"""Ends of sentences after which Chinese puts no space."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a select or of a list of radio buttons."""

    value: str
    label: str
    help: str = ""
    group: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One control of a form. ``kind`` picks the macro: text, mono, number, password, textarea, switch, select, multiple, combo."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    """Text that stands in the control; ``1`` for a switch that is on; comma-separated for ``multiple``."""
    help: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    wide: bool = False
    lang: str = ""
    placeholder: str = ""
    unit: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    """Attributes ``data-…`` for the browser's part."""
    readonly: bool = False
    autofocus: bool = False
    autocomplete: str = ""
    """What a browser may fill in; usually nothing, and a new password for ``password``."""
    error: str = ""
    low: int | None = None
    high: int | None = None

    @property
    def chosen(self) -> frozenset[str]:
        """The values that are on, for ``multiple``."""
        return frozenset(self.value.split(",")) if self.value else frozenset()


@dataclass(frozen=True, slots=True)
class Errors:
    """What was wrong with a form: by input, and what belongs to none of them."""

    by_input: Mapping[str, str] = field(default_factory=dict)
    general: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.by_input or self.general)

    @property
    def count(self) -> int:
        return len(self.by_input) + len(self.general)

    def on(self, inputs: Iterable[Input]) -> tuple[Input, ...]:
        """The same inputs, each with its message."""
        return tuple(replace(one, error=self.by_input.get(one.name, "")) for one in inputs)


def text_of(problem: Problem) -> str:
    """What is wrong and what to do, as one text."""
    space = "" if problem.what.endswith(FULL_WIDTH) else " "
    return f"{problem.what}{space}{problem.hint}".strip()


def beside(label: str, text: str) -> str:
    """What is wrong with something that has a name, for a list of problems."""
    return _("%(field)s: %(problem)s", field=label, problem=text)


def unlabelled() -> Problem:
    """For a form whose label is empty: metadata would make one of the API name, a person is asked."""
    return Problem("label", _("A label is missing."), _("Write what people call it."))


def explain(problems: Iterable[Problem], names: Iterable[str], strip: str = "") -> Errors:
    """The problems laid on the inputs called ``names``; a path ``<strip>.max_length`` belongs to ``max_length``."""
    known, by_input, general = set(names), {}, []
    for problem in problems:
        name = _input_of(problem.where, known, strip)
        if name and name not in by_input:
            by_input[name] = text_of(problem)
        else:
            general.append(str(problem) if not name else text_of(problem))
    return Errors(by_input, tuple(general))


def _input_of(where: str, known: set[str], strip: str) -> str:
    tail = where.rpartition(f"{strip}.")[2] if strip and f"{strip}." in where else where
    while tail:
        if tail in known:
            return tail
        tail = tail.rpartition(".")[0]
    return ""
