"""From raw YAML or JSON to definitions: the shape is right afterwards, what was wrong is a list of Problems.

Whether the definition makes sense beside the others is ``check``'s question. ``dump`` is the way back: load(dump(d)) == d.
Public names: load_object, load_field, load_option_set, load_menu, FIELD_KEYS, OBJECT_KEYS.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.composites import parts_of, written
from app.metadata.definitions import EMPTY, FieldDef, MenuDef, MenuItemDef, ObjectDef, OptionDef, OptionSetDef, SectionDef
from app.metadata.fieldkinds import Kinds
from app.metadata.names import suggestion
from app.metadata.reading import Reading

OBJECT_KEYS = (
    *("name", "label", "label_plural", "icon", "title_field", "description", "history", "scoped", "tree", "append_only", "pooled"),
    *("record_type", "list_fields", "sort", "indexes", "keys", "sections", "fields"),
)
FIELD_KEYS = (
    *("name", "type", "label", "help", "required", "unique", "indexed", "default", "options", "section"),
    *("read_only", "written_by", "attribute", "personal", "searchable"),
)
OPTION_KEYS = ("value", "label", "color", "active", "for")
OPTION_SET_KEYS = ("name", "label", "options")
SECTION_KEYS = ("name", "label")
MENU_KEYS = ("name", "label", "items")
ITEM_KEYS = ("name", "label", "icon", "object", "page", "items")
MENU_DEPTH = 3
"""A heading, items below it and one more level."""


def load_object(raw: object, types: Kinds) -> tuple[ObjectDef, list[Problem]]:
    """The object of a raw definition (contract.md), as far as it can be read, and every problem of its shape; paths start at the object."""
    reading = Reading()
    data = reading.mapping(raw, "")
    extra = {key: value for key, value in data.items() if key.startswith("x_") and reading.data(value, key)}
    reading.unknown({key: value for key, value in data.items() if not key.startswith("x_")}, OBJECT_KEYS, "")
    made = ObjectDef(
        name=reading.text(data, "name", ""),
        label=reading.label(data, "label", ""),
        label_plural=reading.label(data, "label_plural", ""),
        icon=reading.text(data, "icon", "") or "fa-table",
        title_field=reading.text(data, "title_field", ""),
        description=reading.label(data, "description", ""),
        history=reading.flag(data, "history", "", True),
        scoped=reading.flag(data, "scoped", "", True),
        tree=reading.text(data, "tree", ""),
        append_only=reading.flag(data, "append_only", "", False),
        pooled=reading.flag(data, "pooled", "", False),
        record_type=reading.text(data, "record_type", ""),
        list_fields=reading.names(data, "list_fields", ""),
        sort=reading.text(data, "sort", ""),
        indexes=tuple(written(parts_of(one)) for one in reading.names(data, "indexes", "")),
        keys=reading.items(data, "keys", "", lambda item, where: _key(reading, item, where)),
        sections=reading.items(data, "sections", "", lambda item, where: _section(reading, item, where)),
        fields=reading.items(data, "fields", "", lambda item, where: _field(reading, item, where, types)),
        extra=MappingProxyType(extra) if extra else EMPTY,
    )
    return made, reading.problems


def load_field(raw: object, types: Kinds, where: str = "") -> tuple[FieldDef, list[Problem]]:
    """One field and the problems of its shape; paths start with ``where`` (e.g. ``fields.status``)."""
    reading = Reading()
    return _field(reading, raw, where, types), reading.problems


def load_option_set(raw: object) -> tuple[OptionSetDef, list[Problem]]:
    """One shared option set and the problems of its shape."""
    reading = Reading()
    data = reading.mapping(raw, "")
    reading.unknown(data, OPTION_SET_KEYS, "")
    options = reading.items(data, "options", "", lambda item, where: _option(reading, item, where))
    return OptionSetDef(name=reading.text(data, "name", ""), label=reading.label(data, "label", ""), options=options), reading.problems


def load_menu(raw: object) -> tuple[MenuDef, list[Problem]]:
    """One menu and the problems of its shape."""
    reading = Reading()
    data = reading.mapping(raw, "")
    reading.unknown(data, MENU_KEYS, "")
    items = reading.items(data, "items", "", lambda item, where: _item(reading, item, where, 1))
    return MenuDef(name=reading.text(data, "name", ""), label=reading.label(data, "label", ""), items=items), reading.problems


def _field(reading: Reading, raw: object, where: str, types: Kinds) -> FieldDef:
    data = reading.mapping(raw, where)
    return FieldDef(
        name=reading.text(data, "name", where),
        type=reading.text(data, "type", where),
        label=reading.label(data, "label", where),
        help=reading.label(data, "help", where),
        required=reading.flag(data, "required", where, False),
        unique=reading.flag(data, "unique", where, False),
        indexed=reading.flag(data, "indexed", where, False),
        default=data.get("default") if reading.data(data.get("default"), reading.path(where, "default")) else None,
        options=reading.items(data, "options", where, lambda item, place: _option(reading, item, place)),
        section=reading.text(data, "section", where),
        read_only=reading.flag(data, "read_only", where, False),
        written_by=reading.text(data, "written_by", where),
        attribute=reading.flag(data, "attribute", where, False),
        personal=reading.flag(data, "personal", where, False),
        searchable=reading.flag(data, "searchable", where, False),
        params=_params(reading, data, where, types),
    )


def _params(reading: Reading, data: Mapping[str, Any], where: str, types: Kinds) -> Mapping[str, Any]:
    """What the type itself knows; keys of an unknown type are carried, ``check`` names the type."""
    own = {key: value for key, value in data.items() if key not in FIELD_KEYS}
    kind = types.get(data["type"]) if isinstance(data.get("type"), str) else None
    if kind is not None:
        known = {param.name for param in kind.params}
        for key in own.keys() - known:
            what = _('A field of type "%(type)s" has no setting "%(key)s".', type=kind.name, key=key[:60])
            reading.refuse(reading.path(where, key), what, suggestion(key, (*known, *FIELD_KEYS)))
        own = {key: value for key, value in own.items() if key in known}
    given = {key: value for key, value in own.items() if value is not None and reading.data(value, reading.path(where, key))}
    return MappingProxyType(given) if given else EMPTY


def _key(reading: Reading, raw: object, where: str) -> Mapping[str, Any] | None:
    """A rule for duplicates, carried as it stands."""
    data = reading.mapping(raw, where)
    return data if data and reading.data(data, where) else None


def _option(reading: Reading, raw: object, where: str) -> OptionDef | None:
    if isinstance(raw, str):
        return OptionDef(raw)
    data = reading.mapping(raw, where)
    reading.unknown(data, OPTION_KEYS, where)
    value = data.get("value")
    if isinstance(value, int) and not isinstance(value, bool):
        data = {**data, "value": str(value)}
    return OptionDef(
        value=reading.text(data, "value", where),
        label=reading.label(data, "label", where),
        color=reading.text(data, "color", where) or "gray",
        active=reading.flag(data, "active", where, True),
        record_types=reading.names(data, "for", where),
    )


def _section(reading: Reading, raw: object, where: str) -> SectionDef:
    data = reading.mapping(raw, where)
    reading.unknown(data, SECTION_KEYS, where)
    return SectionDef(reading.text(data, "name", where), reading.label(data, "label", where))


def _item(reading: Reading, raw: object, where: str, depth: int) -> MenuItemDef | None:
    data = reading.mapping(raw, where)
    reading.unknown(data, ITEM_KEYS, where)
    if depth > MENU_DEPTH:
        reading.refuse(where, _("The menu is too deep."), _("Use at most %(count)s levels.", count=MENU_DEPTH))
        return None
    return MenuItemDef(
        name=reading.text(data, "name", where) or reading.text(data, "object", where),
        label=reading.label(data, "label", where),
        icon=reading.text(data, "icon", where),
        object=reading.text(data, "object", where),
        page=reading.text(data, "page", where),
        items=reading.items(data, "items", where, lambda item, place: _item(reading, item, place, depth + 1)),
    )
