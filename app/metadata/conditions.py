"""The condition language: a tree of field, operator and value with all, any and not; used by filters, scopes, layouts and rules.

Written as ``[[field, op, value], …]`` (all of them) or ``{"all": […]}``, ``{"any": […]}``, ``{"not": …}``, ``{"field": …, "op": …, "value": …}``.
``matches`` is its Python form, ``records.sql`` its SQL form; both know three answers: an empty value is neither less nor more than anything.
Public names: Condition, All, AnyOf, Not, Comparison, comparisons, parse, as_json, fields_of, renamed, bound, matches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.names import OPERATORS, suggestion

MAX_DEPTH = 10
MAX_TESTS = 200
SETS = (list, tuple, set, frozenset)
"""Several options at once: ``contains`` asks for all of the operand's, ``in`` for one of them."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison. ``field`` is an API name, or a dotted path that follows lookups; ``value`` may be a token such as ``$me``."""

    field: str
    op: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; an empty one is true."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is; an empty one is false."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """True when the part is false."""

    part: Condition


Condition = Comparison | All | AnyOf | Not


def parse(raw: object, where: str = "") -> tuple[Condition, list[Problem]]:
    """The condition of its JSON or YAML form, and every problem of it; None and [] are the condition that is always true."""
    problems: list[Problem] = []
    made = _parse(raw, where, problems, 0) or All()
    if sum(1 for part in comparisons(made)) > MAX_TESTS:
        problems.append(Problem(where, _("The condition has more than %(count)s comparisons.", count=MAX_TESTS), _("Split it into several.")))
    return made, problems


def _parse(raw: object, where: str, problems: list[Problem], depth: int) -> Condition | None:
    if depth > MAX_DEPTH:
        problems.append(Problem(where, _("The condition is nested too deeply."), _("Use at most %(count)s levels.", count=MAX_DEPTH)))
        return None
    if raw is None:
        return All()
    if isinstance(raw, Mapping):
        return _parse_mapping(raw, where, problems, depth)
    if not isinstance(raw, list | tuple):
        hint = _("Write [field, operator, value], for example [status, eq, new].")
        problems.append(Problem(where, _("A condition is expected here."), hint))
        return None
    if raw and isinstance(raw[0], str):
        return _parse_comparison(list(raw), where, problems)
    return All(_parts(raw, where, problems, depth))


def _parts(raw: list[Any] | tuple[Any, ...], where: str, problems: list[Problem], depth: int) -> tuple[Condition, ...]:
    made = (_parse(part, f"{where}.{number}" if where else str(number), problems, depth + 1) for number, part in enumerate(raw, 1))
    return tuple(part for part in made if part is not None)


def _parse_mapping(raw: Mapping[Any, Any], where: str, problems: list[Problem], depth: int) -> Condition | None:
    if "field" in raw and set(raw) <= {"field", "op", "value"}:
        return _parse_comparison([raw["field"], raw.get("op", "eq"), raw.get("value")], where, problems)
    word, body = next(iter(raw.items())) if len(raw) == 1 else (None, None)
    place = f"{where}.{word}" if where else str(word)
    if word == "not":
        part = _parse(body, place, problems, depth + 1)
        return Not(part) if part is not None else None
    if word in ("all", "any") and isinstance(body, list | tuple):
        parts = _parts(body, place, problems, depth)
        return All(parts) if word == "all" else AnyOf(parts)
    hint = _("Use one of all, any, not, or field with op and value.")
    problems.append(Problem(where, _("This is not a condition."), hint))
    return None


def _parse_comparison(raw: list[Any], where: str, problems: list[Problem]) -> Condition | None:
    if len(raw) != 3 or not isinstance(raw[0], str):
        problems.append(Problem(where, _("A comparison has three parts."), _("Write [field, operator, value], for example [status, eq, new].")))
        return None
    field, op, value = raw
    if op not in OPERATORS:
        hint = suggestion(op, OPERATORS, _("Known here: %(names)s.", names=", ".join(OPERATORS)))
        problems.append(Problem(where, _('Unknown operator "%(op)s".', op=str(op)[:40]), hint))
        return None
    if op == "in" and not isinstance(value, list | tuple) and not _is_token(value):
        problems.append(Problem(where, _('The operator "in" takes a list.'), _("Write the values in square brackets.")))
        return None
    return Comparison(field, op, tuple(value) if isinstance(value, list) else value)


def _is_token(value: object) -> bool:
    return isinstance(value, str) and value.startswith("$")


def as_json(condition: Condition) -> Any:
    """The JSON form that ``parse`` reads back."""
    match condition:
        case Comparison(field, op, value):
            return [field, op, list(value) if isinstance(value, tuple) else value]
        case All(parts):
            return {"all": [as_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [as_json(part) for part in parts]}
        case Not(part):
            return {"not": as_json(part)}


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison of the tree."""
    match condition:
        case Comparison():
            yield condition
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(part):
            yield from comparisons(part)


def fields_of(condition: Condition) -> tuple[str, ...]:
    """Names of the fields it reads, each once."""
    return tuple(dict.fromkeys(part.field for part in comparisons(condition)))


def mapped(condition: Condition, change: Callable[[Comparison], Comparison]) -> Condition:
    """The same tree with every comparison changed."""
    match condition:
        case Comparison():
            return change(condition)
        case All(parts):
            return All(tuple(mapped(part, change) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(mapped(part, change) for part in parts))
        case Not(part):
            return Not(mapped(part, change))


def renamed(condition: Condition, old: str, new: str) -> Condition:
    """The condition after a field got another name; dotted paths that start with it follow."""

    def follow(part: Comparison) -> Comparison:
        head, *rest = part.field.split(".")
        return Comparison(".".join([new, *rest]), part.op, part.value) if head == old else part

    return mapped(condition, follow)


def bound(condition: Condition, resolve: Callable[[str], Any]) -> Condition:
    """The condition with its tokens (texts that start with ``$``) replaced by what ``resolve(token)`` gives."""

    def value_of(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(value_of(item) for item in value)
        return resolve(value) if _is_token(value) else value

    return mapped(condition, lambda t: Comparison(t.field, t.op, value_of(t.value)))


def matches(condition: Condition, getter: Callable[[str], Any]) -> bool:
    """Whether a record meets the condition. ``getter(field)`` gives its typed value; the condition's values are typed and bound."""
    return _answer(condition, getter) is True


def _answer(condition: Condition, getter: Callable[[str], Any]) -> bool | None:
    """True, False, or None for "cannot be said", as in SQL."""
    match condition:
        case Comparison(field, op, value):
            return _compare(getter(field), op, value)
        case Not(part):
            answer = _answer(part, getter)
            return None if answer is None else not answer
        case All(parts):
            answers = [_answer(part, getter) for part in parts]
            return False if False in answers else None if None in answers else True
        case AnyOf(parts):
            answers = [_answer(part, getter) for part in parts]
            return True if True in answers else None if None in answers else False


def _compare(value: Any, op: str, operand: Any) -> bool | None:
    if op == "null":
        return (value is None) is bool(operand)
    if op == "ne":
        return True if value is None else None if operand is None else bool(value != operand)
    if value is None or operand is None:
        return None
    return _compare_given(value, op, operand)


def _compare_given(value: Any, op: str, operand: Any) -> bool:
    match op:
        case "eq":
            return bool(value == operand)
        case "lt":
            return bool(value < operand)
        case "le":
            return bool(value <= operand)
        case "gt":
            return bool(value > operand)
        case "ge":
            return bool(value >= operand)
        case "in":
            return any(one in operand for one in value) if isinstance(value, SETS) else value in operand
        case "starts":
            return str(value).lower().startswith(str(operand).lower())
        case _:
            if isinstance(value, SETS):
                return all(one in value for one in (operand if isinstance(operand, SETS) else (operand,)))
            return str(operand).lower() in str(value).lower()
