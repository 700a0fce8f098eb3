"""The JSON Schema of the package format, made from the field types and the keys that ``load`` knows.

``docs/package-schema.json`` is this schema, for editors and other programs; the package reader checks with it what it does not read key by key.
``python -m tests.metadata.test_schema`` writes the file again after a change. Public names: schema, problems_of, as_text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.errors import Problem
from app.i18n import SUPPORTED
from app.i18n import gettext as _
from app.metadata.check_lists import COLORS
from app.metadata.fieldkinds import Kinds, ParamKind
from app.metadata.names import NAME_RE, suggestion

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

REACHES = ("none", "own", "department", "department_tree", "all")
FIELD_RIGHTS = ("edit", "read", "masked", "hidden")
NAME = {"type": "string", "pattern": f"^{NAME_RE.pattern}$"}
TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
LABEL = {"$ref": "#/$defs/label"}
ANYTHING: Mapping[str, Any] = {}


def schema(types: Kinds) -> dict[str, Any]:
    """Draft 2020-12; ``$defs`` has one entry per kind of file: package, object, option_set, menu, access."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Fieldloom package format 1",
        "description": "One definition per file: $defs/package for package.yaml, $defs/object for objects/*.yaml, and so on.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("package", "object", "option_set", "menu", "access")],
        "$defs": {
            "label": {"anyOf": [TEXT, {"type": "object", "properties": dict.fromkeys(("*", *SUPPORTED), TEXT), "additionalProperties": False}]},
            "package": _package(),
            "object": _object(),
            "field": _field(types),
            **{f"field_{kind.name}": _field_of_type(kind.params) for kind in types.values()},
            "option": _option(),
            "option_set": _group({"name": NAME, "label": LABEL, "options": {"type": "array", "items": {"$ref": "#/$defs/option"}}}, ("name", "options")),
            "menu": _group({"name": NAME, "label": LABEL, "items": {"type": "array", "items": {"$ref": "#/$defs/menu_item"}}}, ("name", "items")),
            "menu_item": _menu_item(),
            "reach": _reach(),
            "rights": _rights(),
            "access": _access(),
        },
    }


def _group(properties: Mapping[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(required), "additionalProperties": False}


def _list(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(item)}


def _package() -> dict[str, Any]:
    keys = {"format": {"const": 1}, "name": NAME, "version": TEXT, "label": LABEL, "description": LABEL, "requires": _list(NAME)}
    return _group(keys, ("format", "name"))


def _object() -> dict[str, Any]:
    texts = dict.fromkeys(("icon", "title_field", "tree", "record_type", "sort"), TEXT)
    flags = dict.fromkeys(("history", "scoped", "append_only", "pooled"), FLAG)
    labels = dict.fromkeys(("label", "label_plural", "description"), LABEL)
    lists = {
        "list_fields": _list(TEXT),
        "indexes": _list(TEXT),
        "keys": _list({"type": "object"}),
        "sections": _list(_group({"name": NAME, "label": LABEL}, ("name",))),
        "fields": _list({"$ref": "#/$defs/field"}),
    }
    return {**_group({"name": NAME, **labels, **texts, **flags, **lists}, ("name",)), "patternProperties": {"^x_": ANYTHING}}


def _common_field() -> dict[str, Any]:
    flags = dict.fromkeys(("required", "unique", "indexed", "read_only", "attribute", "personal", "searchable"), FLAG)
    words = {"name": NAME, "type": TEXT, "label": LABEL, "help": LABEL, "section": TEXT, "written_by": {"enum": ["", "engine"]}}
    options = _list({"anyOf": [TEXT, {"$ref": "#/$defs/option"}]})
    return {**words, **flags, "default": ANYTHING, "options": options}


def _field(types: Kinds) -> dict[str, Any]:
    """A field is what its type says it is."""
    branches = [{"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": {"$ref": f"#/$defs/field_{name}"}} for name in types]
    return {"type": "object", "required": ["name", "type"], "properties": {"type": {"enum": list(types)}}, "allOf": branches}


def _field_of_type(params: Any) -> dict[str, Any]:
    required = tuple(p.name for p in params if p.required)
    return _group({**_common_field(), **{p.name: _param(p) for p in params}}, required)


def _param(param: ParamKind) -> dict[str, Any]:
    kinds: Mapping[type, Any] = {int: "integer", str: "string", bool: "boolean", float: "number", list: "array", dict: "object"}
    made: dict[str, Any] = {"type": kinds[param.kind]} if param.kind in kinds else {"type": ["number", "string"]} if param.kind is Decimal else {}
    limits = {"minimum": param.low, "maximum": param.high, "default": param.default, "enum": list(param.choices) or None}
    return made | {key: value for key, value in limits.items() if value is not None}


def _option() -> dict[str, Any]:
    value = {"type": ["string", "integer"]}
    return _group({"value": value, "label": LABEL, "color": {"enum": list(COLORS)}, "active": FLAG, "for": _list(TEXT)}, ("value",))


def _menu_item() -> dict[str, Any]:
    return _group({"name": NAME, "label": LABEL, "icon": TEXT, "object": TEXT, "page": TEXT, "items": _list({"$ref": "#/$defs/menu_item"})})


def _reach() -> dict[str, Any]:
    word = {"enum": list(REACHES)}
    return {"anyOf": [word, _group({"reach": word, "where": ANYTHING}, ("reach",))]}


def _rights() -> dict[str, Any]:
    reaches = {key: {"$ref": "#/$defs/reach"} for key in ("view", "edit", "delete", "transfer")}
    fields = {"type": "object", "additionalProperties": {"enum": list(FIELD_RIGHTS)}}
    return _group({"create": FLAG, **reaches, "export": FLAG, "import": FLAG, "fields": fields})


def _access() -> dict[str, Any]:
    objects = {"type": "object", "additionalProperties": {"$ref": "#/$defs/rights"}}
    return _group({"role": {"type": "string", "minLength": 1}, "label": LABEL, "objects": objects}, ("role",))


def as_text(types: Kinds) -> str:
    """What docs/package-schema.json holds."""
    return json.dumps(schema(types), indent=2, ensure_ascii=False) + "\n"


def problems_of(form: Mapping[str, Any], name: str, raw: object) -> list[Problem]:
    """How the raw data differs from the part ``name`` of the schema ``form``."""
    from jsonschema import Draft202012Validator  # here, because a server reads packages rarely, and this takes 3 MB

    validator = Draft202012Validator({"$defs": form["$defs"], "$ref": f"#/$defs/{name}"})
    found = sorted(validator.iter_errors(raw), key=lambda error: [str(part) for part in error.absolute_path])
    return [problem for error in found for problem in _problems(error)]


def _problems(error: ValidationError) -> list[Problem]:
    where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error.absolute_path)
    if error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
        known = list(error.schema.get("properties", ())) if isinstance(error.schema, Mapping) else []
        extra = [str(key) for key in error.instance if key not in known]
        return [Problem(f"{where}.{key}" if where else key, _('Unknown key "%(key)s".', key=key[:60]), suggestion(key, known)) for key in extra]
    if error.validator == "required":
        missing = [key for key in _words(error.validator_value) if key not in _words(error.instance)]
        return [Problem(f"{where}.{key}" if where else key, _('The key "%(key)s" is missing.', key=key)) for key in missing]
    words = _choices(error)
    if words:
        hint = suggestion(error.instance, words, _("Choose one of: %(names)s.", names=", ".join(words)))
        return [Problem(where, _('"%(value)s" is not one of the choices.', value=str(error.instance)[:60]), hint)]
    return [Problem(where, _("This does not follow the format: %(reason)s", reason=error.message[:200]))]


def _choices(error: ValidationError) -> list[str]:
    """The words that were allowed, when the error is about a word."""
    if not isinstance(error.instance, str):
        return []
    nested = [error, *(error.context or ())]
    return [word for one in nested if one.validator == "enum" for word in _words(one.validator_value)]


def _words(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, Iterable) else []
