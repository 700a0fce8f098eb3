"""From definitions back to plain data: what packages and the API show, and what the store keeps.

Keys stand in the order of contract.md; what is empty or false is left out, but for history and scoped. The store's form
(``internal``) also carries ids, physical names, tombstones and the package. Public names: dump, dump_field, restore.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.metadata.definitions import EMPTY, Definition, FieldDef, Label, MenuDef, MenuItemDef, ObjectDef, OptionDef, OptionSetDef, SectionDef


def dump(definition: Definition, internal: bool = False) -> dict[str, Any]:
    """Plain dicts and lists, ready for JSON or YAML; retired fields only in the store's form."""
    if isinstance(definition, ObjectDef):
        return _object(definition, internal)
    if isinstance(definition, OptionSetDef):
        body: dict[str, Any] = {"name": definition.name, "label": _label(definition.label), "options": [_option(o) for o in definition.options]}
    else:
        body = {"name": definition.name, "label": _label(definition.label), "items": [_item(i) for i in definition.items]}
    if internal:
        body |= {"package": definition.package, "id": definition.id, "retired": definition.retired}
    return _given(body)


def dump_field(field: FieldDef, internal: bool = False) -> dict[str, Any]:
    """One field, as ``dump`` shows it."""
    body: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "label": _label(field.label),
        "help": _label(field.help),
        "required": field.required,
        "unique": field.unique,
        "indexed": field.indexed,
        "default": field.default,
        "options": [_option(o) for o in field.options],
        "section": field.section,
        "read_only": field.read_only,
        "written_by": field.written_by,
        "attribute": field.attribute,
        "personal": field.personal,
        "searchable": field.searchable,
    }
    if internal:
        body |= {"params": plain(field.params), "id": field.id, "column": field.column, "retired": field.retired}
        return _given(body) | ({"default": field.default} if field.default is not None else {})
    params = {key: value for key, value in plain(field.params).items() if value is not None}
    return _given(body) | params | ({"default": field.default} if field.default is not None else {})


def _object(definition: ObjectDef, internal: bool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": definition.name,
        "label": _label(definition.label),
        "label_plural": _label(definition.label_plural),
        "icon": definition.icon,
        "title_field": definition.title_field,
        "description": _label(definition.description),
        "history": definition.history,
        "scoped": definition.scoped,
        "tree": definition.tree,
        "append_only": definition.append_only,
        "pooled": definition.pooled,
        "record_type": definition.record_type,
        "list_fields": list(definition.list_fields),
        "sort": definition.sort,
        "indexes": list(definition.indexes),
        "keys": plain(definition.keys),
        "sections": [_given({"name": s.name, "label": _label(s.label)}) for s in definition.sections],
        "fields": [dump_field(f, internal) for f in definition.fields if internal or not f.retired],
    }
    if internal:
        body |= {"package": definition.package, "id": definition.id, "table": definition.table, "retired": definition.retired}
        body |= {"extra": plain(definition.extra)}
    shown = {key: value for key, value in body.items() if value or key in ("history", "scoped")}
    return shown if internal else shown | plain(definition.extra)


def _given(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value}


def _label(label: Label) -> str | dict[str, str]:
    return label["*"] if tuple(label) == ("*",) else dict(label)


def _option(option: OptionDef) -> dict[str, Any]:
    body = {"value": option.value, "label": _label(option.label), "color": option.color, "for": list(option.record_types)}
    return _given(body) | ({} if option.active else {"active": False})


def _item(item: MenuItemDef) -> dict[str, Any]:
    body = {"name": item.name, "label": _label(item.label), "icon": item.icon, "object": item.object, "page": item.page}
    return _given(body | {"items": [_item(i) for i in item.items]})


def plain(value: Any) -> Any:
    """Mappings and tuples made dicts and lists, all the way down."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def restore(kind: str, raw: Mapping[str, Any]) -> Definition:
    """The definition of the store's form, trusted to be what ``dump(internal=True)`` wrote. ``kind``: object | option_set | menu."""
    known = dict(raw)
    if "label" in known:
        known["label"] = _to_label(known["label"])
    if kind == "option_set":
        return OptionSetDef(**known | {"options": _to_options(known)})
    if kind == "menu":
        return MenuDef(**known | {"items": _to_items(known)})
    for key in ("label_plural", "description"):
        if key in known:
            known[key] = _to_label(known[key])
    for key in ("list_fields", "indexes", "keys"):
        known[key] = tuple(known.get(key, ()))
    known["sections"] = tuple(SectionDef(s["name"], _to_label(s.get("label", EMPTY))) for s in known.get("sections", ()))
    known["fields"] = tuple(_to_field(f) for f in known.get("fields", ()))
    return ObjectDef(**known | {"extra": MappingProxyType(known.get("extra", {})) or EMPTY})


def _to_field(raw: Mapping[str, Any]) -> FieldDef:
    known = dict(raw)
    for key in ("label", "help"):
        if key in known:
            known[key] = _to_label(known[key])
    if "params" in known:
        known["params"] = MappingProxyType(known["params"])
    return FieldDef(**known | {"options": _to_options(known)})


def _to_label(raw: str | Mapping[str, str]) -> Label:
    return {"*": raw} if isinstance(raw, str) else raw


def _to_options(known: Mapping[str, Any]) -> tuple[OptionDef, ...]:
    return tuple(
        OptionDef(o["value"], _to_label(o.get("label", EMPTY)), o.get("color", "gray"), o.get("active", True), tuple(o.get("for", ())))
        for o in known.get("options", ())
    )


def _to_items(known: Mapping[str, Any]) -> tuple[MenuItemDef, ...]:
    return tuple(MenuItemDef(**dict(i) | {"label": _to_label(i.get("label", EMPTY)), "items": _to_items(i)}) for i in known.get("items", ()))
