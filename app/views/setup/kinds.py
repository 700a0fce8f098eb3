"""The field types as the designer offers them: grouped, with words, and their settings as inputs.

Public names: Kind, KindGroup, Choices, kind_groups, kind_of, param_inputs, param_values, raw_params.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.fieldtypes.base import FieldType, Param, Types
from app.i18n import gettext as _
from app.i18n import mark
from app.metadata.definitions import FieldDef
from app.views.setup.inputs import Choice, Input

GROUPS = {
    "text": mark("Text"),
    "number": mark("Numbers"),
    "choice": mark("Choices"),
    "time": mark("Dates and times"),
    "relation": mark("Relations and people"),
    "other": mark("Other"),
}
"""Headings, in the order in which types are offered."""

WORDS = {
    "restrict": mark("Refuse, as long as records point at it"),
    "clear": mark("Empty the field in those records"),
    "cascade": mark("Delete those records, too"),
}
"""What a setting's choices mean, where the bare word does not say it."""

OBJECTS, OPTION_SETS, PICKLISTS = "target", "options_from", "depends_on"
"""Settings whose choices are names of this installation."""
CARRIED = frozenset({"filter"})
"""Settings that only packages and the API can write; the designer keeps them as they are."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A field type in words."""

    name: str
    label: str
    help: str
    icon: str
    has_options: bool
    has_target: bool


@dataclass(frozen=True, slots=True)
class KindGroup:
    label: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the settings of a field may name: objects, option sets and the object's picklists."""

    objects: tuple[Choice, ...] = ()
    option_sets: tuple[Choice, ...] = ()
    picklists: tuple[Choice, ...] = ()

    def of(self, param: str) -> tuple[Choice, ...]:
        return {OBJECTS: self.objects, OPTION_SETS: self.option_sets, PICKLISTS: self.picklists}.get(param, ())


def kind_of(found: FieldType) -> Kind:
    """The type in the reader's words."""
    return Kind(found.name, _(found.label), _(found.help) if found.help else "", found.icon, found.has_options, found.reference == "record")


def kind_groups(types: Types) -> tuple[KindGroup, ...]:
    """All types under their headings."""
    by_group: dict[str, list[Kind]] = {name: [] for name in GROUPS}
    for found in types.values():
        by_group[found.group if found.group in GROUPS else "other"].append(kind_of(found))
    return tuple(KindGroup(_(GROUPS[name]), tuple(kinds)) for name, kinds in by_group.items() if kinds)


def param_inputs(kind: FieldType, values: Mapping[str, str], choices: Choices) -> tuple[Input, ...]:
    """One input a setting of the type."""
    return tuple(_input(param, values, choices) for param in kind.params if param.name not in CARRIED)


def param_values(kind: FieldType, field: FieldDef | None) -> dict[str, str]:
    """The settings as texts of a form: the field's own, else the type's defaults."""
    texts = {}
    for param in kind.params:
        value = field.param(param.name, param.default) if field else param.default
        texts[param.name] = "1" if value is True else "" if value is None or value is False else str(value)
    return texts


def raw_params(kind: FieldType, values: Mapping[str, str], before: FieldDef | None) -> dict[str, Any]:
    """The settings as raw definitions have them; None for one that was emptied, and a wrong number as the text it is, for the checks to refuse."""
    raw: dict[str, Any] = {}
    for param in kind.params:
        if param.name in CARRIED:
            if before is not None and before.param(param.name) is not None:
                raw[param.name] = before.param(param.name)
        elif param.kind is bool:
            raw[param.name] = values.get(param.name) == "1"
        else:
            value = _value(param, values.get(param.name, "").strip())
            if value != param.default or (before is not None and param.name in before.params):
                raw[param.name] = value
    return raw


def _value(param: Param, text: str) -> Any:
    if not text:
        return None
    if param.kind in (int, object):
        return int(text) if text.lstrip("-").isdecimal() and len(text) < 20 else text
    return text


def _input(param: Param, values: Mapping[str, str], choices: Choices) -> Input:
    label, value = _(param.label) if param.label else param.name, values.get(param.name, "")
    if param.kind is bool:
        return Input(param.name, label, "switch", value)
    named = choices.of(param.name)
    if named or param.name in (OBJECTS, OPTION_SETS, PICKLISTS):
        first = Choice("", _("Choose…") if param.required else "—")
        data = {"fl-shared": ""} if param.name == OPTION_SETS else {}
        help_text = _("Leave it empty to give the field options of its own.") if param.name == OPTION_SETS else ""
        return Input(param.name, label, "select", value, help_text, param.required, choices=(first, *named), data=data)
    if param.choices:
        offered = tuple(Choice(word, _(WORDS[word]) if word in WORDS else word) for word in param.choices)
        empty = () if param.required or param.default in param.choices else (Choice("", "—"),)
        return Input(param.name, label, "select", value, required=param.required, choices=(*empty, *offered))
    return Input(param.name, label, "number" if param.kind is int else "text", value, required=param.required, low=param.low, high=param.high)
