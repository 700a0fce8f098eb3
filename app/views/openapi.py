"""The description of the API of this installation (OpenAPI 3.0): made from the definitions that the asking user may use, and from our API classes.

FAB walks its registered views, which know nothing of objects made at run time. Public names: describe_api.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_appbuilder.base import AppBuilder

from app.access.actor import Actor
from app.fieldtypes.registry import type_of
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.catalog import Catalog
from app.metadata.definitions import FieldDef, ObjectDef
from app.views.api import Api

Json = dict[str, Any]

REFERENCE: Json = {"type": "object", "nullable": True, "properties": {"id": {"type": "integer"}, "label": {"type": "string"}}, "required": ["id", "label"]}
MOMENT: Json = {"type": "string", "format": "date-time"}
SYSTEM: dict[str, Json] = {
    "id": {"type": "integer"},
    "owner": REFERENCE,
    "department": REFERENCE,
    "created_at": MOMENT,
    "created_by": REFERENCE,
    "changed_at": MOMENT,
    "changed_by": REFERENCE,
    "version": {"type": "integer"},
}
COUNTED: Json = {"count": {"type": "integer", "nullable": True}, "count_kind": {"type": "string", "enum": ["exact", "at_least", "estimate", ""]}}
CURSORS: Json = {"next": {"type": "string"}, "prev": {"type": "string"}}
WRITABLE_SYSTEM = ("owner", "department")
PROBLEM: Json = {"type": "object", "properties": {name: {"type": "string"} for name in ("where", "what", "hint")}}
ERROR: Json = {
    "type": "object",
    "properties": {"message": {"type": "string"}, "problems": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}}, "details": {}},
    "required": ["message", "problems"],
}


def describe_api(catalog: Catalog, actor: Actor, appbuilder: AppBuilder, name: str) -> Json:
    """The whole document for this user, in their language."""
    paths: Json = _login_path()
    schemas: Json = {"Problem": PROBLEM, "Error": ERROR}
    for api in appbuilder.baseviews:
        if isinstance(api, Api) and any(actor.may(permission, str(api.class_permission_name)) for permission in api.base_permissions or ()):
            _add_fixed(paths, api)
    for object_name in sorted(catalog.objects):
        if actor.may("can_list", object_name) and (definition := catalog.object(object_name)):
            fields = [catalog.resolved(field) for field in definition.live_fields]
            schemas[object_name] = _read_schema(fields)
            schemas[f"{object_name}.write"] = _write_schema(definition, fields)
            paths.update(_object_paths(definition, actor))
    return {
        "openapi": "3.0.3",
        "info": {
            "title": name,
            "version": str(catalog.revision),
            "description": _("Generated from revision %(number)s of the metadata.", number=catalog.revision),
        },
        "servers": [{"url": "/"}],
        "security": [{"jwt": []}],
        "paths": paths,
        "components": {"securitySchemes": {"jwt": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}, "schemas": schemas},
    }


def _read_schema(fields: Iterable[FieldDef]) -> Json:
    return {"type": "object", "properties": {**SYSTEM, **{field.name: _property(field, reading=True) for field in fields}}}


def _write_schema(definition: ObjectDef, fields: Iterable[FieldDef]) -> Json:
    writable = [field for field in fields if field.writable and not type_of(field).generated]
    system = {name: {"type": "integer"} for name in WRITABLE_SYSTEM if definition.scoped}
    schema: Json = {"type": "object", "properties": {**{field.name: _property(field) for field in writable}, **system}, "additionalProperties": False}
    required = [field.name for field in writable if field.required and field.default is None]
    return {**schema, "required": required} if required else schema


def _property(field: FieldDef, reading: bool = False) -> Json:
    kind = type_of(field)
    schema: Json = dict(REFERENCE) if reading and kind.reference else dict(kind.json_schema(field))
    schema["title"] = text(field.label, fallback=field.name)
    if described := text(field.help):
        schema["description"] = described
    return schema


def _object_paths(definition: ObjectDef, actor: Actor) -> Json:
    name = definition.name
    label = text(definition.label, fallback=name)
    one, write = {"$ref": f"#/components/schemas/{name}"}, {"$ref": f"#/components/schemas/{name}.write"}
    listed = {
        "type": "object",
        "properties": {**COUNTED, "ids": {"type": "array", "items": {"type": "integer"}}, "result": {"type": "array", "items": one}, **CURSORS},
    }
    single = {"type": "object", "properties": {"id": {"type": "integer"}, "result": one}}
    body = {"required": True, "content": {"application/json": {"schema": write}}}
    base, item = f"/api/v1/o/{name}/", f"/api/v1/o/{name}/{{id}}"
    made: list[tuple[str, str, str, Json]] = [
        (
            base,
            "get",
            "can_list",
            {**_operation(label, 200, listed), "parameters": [_query("q", _("Rison: filters, order_column, order_direction, page, page_size."))]},
        ),
        (base, "post", "can_add", {**_operation(label, 201, single), "requestBody": body}),
        (f"{base}_info", "get", "can_list", _operation(label, 200, {"type": "object"})),
        (f"{base}bulk", "post", "can_add", _operation(label, 200, {"type": "object"})),
        (item, "get", "can_show", _operation(label, 200, single)),
        (item, "put", "can_edit", {**_operation(label, 200, single), "requestBody": body}),
        (item, "delete", "can_delete", _operation(label, 200, {"type": "object"})),
    ]
    paths: Json = {}
    for path, method, permission, operation in made:
        if actor.may(permission, name):
            paths.setdefault(path, {"parameters": [_id()]} if path == item else {})[method] = operation
    return paths


def _operation(tag: str, status: int, schema: Json) -> Json:
    good = {"description": _("Done"), "content": {"application/json": {"schema": schema}}}
    bad = {"description": _("Not done"), "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    return {"tags": [tag], "responses": {str(status): good, "default": bad}}


def _id() -> Json:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}


def _query(name: str, description: str) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}


def _login_path() -> Json:
    properties = {"username": {"type": "string"}, "password": {"type": "string"}, "refresh": {"type": "boolean"}}
    properties["code"] = {"type": "string", "description": _("Of the second factor, where one is set up.")}
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object", "properties": properties, "required": ["username", "password"]}}}}
    answer = {"type": "object", "properties": {"access_token": {"type": "string"}, "refresh_token": {"type": "string"}}}
    login = {"post": {**_operation(_("Login"), 200, answer), "requestBody": body, "security": []}}
    chosen = {name: {"type": "string"} for name in ("current", "password")}
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object", "properties": chosen, "required": list(chosen)}}}}
    return {"/api/v1/security/login": login, "/api/v1/account/password": {"put": {**_operation(_("Login"), 200, answer), "requestBody": body}}}


def _add_fixed(paths: Json, api: Api) -> None:
    """The doors of one of our API classes: their summary is the first line of the method's docstring."""
    for attribute in sorted(dir(type(api))):
        method = getattr(type(api), attribute)
        for url, verbs in getattr(method, "_urls", ()):
            path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", f"{api.route_base}{url}")
            names = re.findall(r"\{(\w+)\}", path)
            entry = paths.setdefault(path, {})
            for verb in verbs:
                entry[verb.lower()] = {**_operation(type(api).__name__, 200, {"type": "object"}), "summary": (method.__doc__ or "").split("\n")[0]}
                if told := api.arguments.get(attribute):
                    entry[verb.lower()]["parameters"] = [_query(name, _(meaning)) for name, meaning in told.items()]
            if names:
                entry["parameters"] = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
