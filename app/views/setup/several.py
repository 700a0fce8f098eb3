"""Several fields at once: a grid with one line a field, used by the new object's form and by 'Several fields'.

An API name that is left empty is made from the label; options are written in one line, separated by commas.
Public names: Line, lines_of, blank_lines, raw_fields, raw_options, lay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.errors import Problem
from app.fieldtypes.base import Types
from app.i18n import gettext as _
from app.views.setup.inputs import text_of
from app.views.setup.suggest import api_name

SEPARATORS = re.compile(r"[,，、;；\n]+")
COLORS = ("blue", "teal", "purple", "orange", "green", "pink", "indigo", "yellow", "red", "gray")
"""Given to options in turn when the admin chose none."""
LINE = re.compile(r"lines\.(\d{1,4})\.(label|name|type|options|target|required)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the grid; ``number`` is the n in ``lines.<n>.label``."""

    number: int
    label: str = ""
    name: str = ""
    type: str = "text"
    options: str = ""
    target: str = ""
    required: bool = False
    error: str = ""

    @property
    def blank(self) -> bool:
        return not (self.label or self.name or self.options)


def lines_of(form: Mapping[str, str]) -> tuple[Line, ...]:
    """The lines of a sent form in the order of their numbers, blank ones left out."""
    sent: dict[int, dict[str, str]] = {}
    for key, value in form.items():
        if match := LINE.fullmatch(key):
            sent.setdefault(int(match[1]), {})[match[2]] = value.strip()
    lines = (Line(number, **{**values, "required": values.get("required") == "1"}) for number, values in sorted(sent.items()))  # type: ignore[arg-type]
    return tuple(line for line in lines if not line.blank)


def blank_lines(first: int, count: int) -> tuple[Line, ...]:
    """Empty lines numbered from ``first``."""
    return tuple(Line(number) for number in range(first, first + count))


def raw_fields(lines: Iterable[Line], locale: str, taken: Iterable[str], types: Types) -> list[dict[str, Any]]:
    """Raw definitions in the order of the lines; ``taken`` are API names that exist already."""
    names = set(taken)
    made = []
    for line in lines:
        name = line.name or api_name(line.label, names)
        names.add(name)
        made.append(_raw(line, name, locale, types))
    return made


def raw_options(labels: Iterable[str], locale: str) -> list[dict[str, Any]]:
    """Options from their labels, with values made of them and colours in turn."""
    made: list[dict[str, Any]] = []
    values: set[str] = set()
    for number, label in enumerate(filter(None, (part.strip() for part in labels))):
        value = api_name(label, values, "other")
        values.add(value)
        made.append({"value": value, "label": {locale: label}, "color": COLORS[number % len(COLORS)]})
    return made


def _raw(line: Line, name: str, locale: str, types: Types) -> dict[str, Any]:
    raw: dict[str, Any] = {"name": name, "type": line.type, "label": {locale: line.label or name}, "required": line.required}
    kind = types.get(line.type)
    if kind is not None and kind.has_options:
        raw["options"] = raw_options(SEPARATORS.split(line.options), locale)
    if kind is not None and kind.reference == "record":
        raw["target"] = line.target
    return raw


def lay(lines: Sequence[Line], fields: Sequence[Mapping[str, Any]], problems: Iterable[Problem]) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The lines with the problems of ``…fields.<name>.…`` beside them, and the problems that belong to no line."""
    by_name = {field["name"]: line.number for line, field in zip(lines, fields, strict=True)}
    targets = {line.number: line.target for line in lines}
    errors: dict[int, list[str]] = {}
    rest = []
    for problem in problems:
        number = by_name.get(_field_of(problem.where))
        if number is None:
            rest.append(problem)
        else:
            unaimed = problem.where.endswith(".target") and not targets[number]
            errors.setdefault(number, []).append(_("Choose the object that it points at.") if unaimed else text_of(problem))
    return tuple(replace(line, error=" ".join(errors.get(line.number, ()))) for line in lines), tuple(rest)


def _field_of(where: str) -> str:
    parts = where.split(".")
    return parts[parts.index("fields") + 1] if "fields" in parts[:-1] else ""
