"""The form of a field: its inputs by section, and the raw definition or changes that were sent.

Public names: Section, field_values, field_sections, raw_field, changes_of, errors_of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Problem
from app.fieldtypes.base import Bad, FieldType
from app.i18n import gettext as _
from app.metadata.definitions import EMPTY, FieldDef
from app.metadata.dump import dump_field
from app.views.setup.inputs import Choice, Errors, Input, explain
from app.views.setup.kinds import Choices, param_inputs, param_values, raw_params
from app.views.setup.suggest import api_name
from app.views.setup.words import delta, put, shown

Values = Mapping[str, str]
WORDS = ("label", "help")
NOTHING: tuple[Any, ...] = (None, False, "", {}, [])
"""Ways to say that a setting is not there; a raw definition leaves them out."""
SWITCHES = ("required", "unique", "indexed", "searchable", "personal", "read_only")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form with a heading."""

    label: str
    inputs: tuple[Input, ...]


def field_values(field: FieldDef | None, kind: FieldType, locale: str) -> dict[str, str]:
    """What the form holds before anything is typed."""
    settings = param_values(kind, field)
    if field is None:
        return settings
    return {
        **settings,
        **{name: "1" if getattr(field, name) else "" for name in SWITCHES},
        "label": shown(field.label, locale),
        "help": shown(field.help, locale),
        "name": field.name,
        "default": "" if kind.has_options else default_text(field, kind),
    }


def field_sections(values: Values, kind: FieldType, choices: Choices, before: FieldDef | None) -> tuple[Section, ...]:
    """The inputs of a field of that type; ``before`` is None on a new field."""
    words = (
        Input("label", _("Label"), value=values.get("label", ""), required=True, autofocus=True, data={"fl-suggest": "field"}),
        Input(
            "name",
            _("API name"),
            "mono",
            values.get("name", ""),
            data={} if before else {"fl-name": ""},
            help=_("Renaming keeps all data; programs must use the new name.") if before else _("For programs; left empty, it is made from the label."),
        ),
        Input("help", _("Help"), value=values.get("help", ""), wide=True, help=_("Stands below the input and tells people what to enter.")),
    )
    settings = param_inputs(kind, values, choices)
    rules = tuple(_rules(values, kind, before))
    parts = (Section(_("Label and help"), words), Section(_("Settings"), settings), Section(_("Rules"), rules))
    return tuple(part for part in parts if part.inputs)


def _rules(values: Values, kind: FieldType, before: FieldDef | None) -> Iterable[Input]:
    def switch(name: str, label: str, help_text: str = "", **data: str) -> Input:
        return Input(name, label, "switch", values.get(name, ""), help=help_text, data={key.replace("_", "-"): value for key, value in data.items()})

    if not kind.generated:
        yield switch("required", _("Required"), **({"fl_required": ""} if before and not before.required else {}))
        if before is not None and not before.required:
            yield Input(
                "fill",
                _("Value for records that have none"),
                value=values.get("fill", ""),
                data={"fl-fill": ""},
                help=_("Needed when records without a value exist; it is written into them."),
            )
    if kind.may_be_unique:
        yield switch("unique", _("No two records may have the same value"))
    yield switch("indexed", _("Index"), _("Filtering and sorting by it stays fast with many records."))
    if kind.group == "text":
        yield switch("searchable", _("Found by the list's search"))
    yield switch("personal", _("Personal data"), _("Marks what laws on personal information ask to protect."))
    if not kind.generated:
        yield switch("read_only", _("Read only"), _("Forms show it, nobody types into it."))
        if not kind.has_options and not kind.reference:
            yield _default_input(values, kind)


def _default_input(values: Values, kind: FieldType) -> Input:
    label, value = _("Default"), values.get("default", "")
    if kind.name == "boolean":
        return Input("default", label, "select", value, choices=(Choice("", "—"), Choice("true", _("Yes")), Choice("false", _("No"))))
    return Input("default", label, value=value, help=_("Stands in the form of a new record."))


def default_text(field: FieldDef, kind: FieldType) -> str:
    """The default as the form's text; a default that the type cannot read is shown as it is."""
    if field.default is None:
        return ""
    if isinstance(field.default, bool):
        return "true" if field.default else "false"
    try:
        return kind.to_text(field, kind.from_json(field, field.default))
    except Bad:
        return str(field.default)


def raw_field(values: Values, kind: FieldType, locale: str, before: FieldDef | None, taken: Iterable[str]) -> dict[str, Any]:
    """The raw definition that the form describes, options and default left out; keys that the form does not show are kept."""
    raw = dump_field(before) if before else {}
    raw |= {
        "name": values.get("name", "").strip() or (before.name if before else api_name(values.get("label", ""), set(taken))),
        "type": kind.name,
        "label": dict(put(before.label if before else EMPTY, locale, values.get("label", ""))),
        "help": dict(put(before.help if before else EMPTY, locale, values.get("help", ""))),
        **{name: values.get(name) == "1" for name in SWITCHES},
    }
    return raw | raw_params(kind, values, before)


def raw_value(text: str, kind: FieldType, field: FieldDef, where: str) -> tuple[Any, list[Problem]]:
    """The value of a default or fill as definitions have it, and what is wrong with the text."""
    if not text.strip():
        return None, []
    try:
        return kind.to_json(field, kind.from_text(field, text.strip())), []
    except Bad as bad:
        return None, [Problem(where, bad.what, bad.hint)]


def changes_of(raw: Mapping[str, Any], before: FieldDef) -> dict[str, Any]:
    """The keys of ``raw`` that differ from the published field; None where a setting was emptied. Another name is a rename."""
    was = dump_field(before)
    words = {key: changed for key in WORDS if (changed := delta(getattr(before, key), raw[key]))}
    rest = {key: value for key, value in raw.items() if key not in WORDS and value != was.get(key)}
    return words | {key: value for key, value in rest.items() if not (value in NOTHING and was.get(key) in NOTHING)}


def errors_of(problems: Iterable[Problem], inputs: Iterable[Input], name: str) -> Errors:
    """The problems laid on the form's inputs."""
    return explain(problems, [*(one.name for one in inputs), "options"], f"fields.{name}")
