"""The definitions of the standard objects as ``POST /api/v1/metadata/objects/`` takes them, and who reaches how far.

Public names: ACCOUNT, LEAD, REACH, ROLE.
"""

from __future__ import annotations

from typing import Any

from tests.bench.standard import data

ROLE = "Division"
"""The role of everybody but the admin."""
REACH = {"create": True, "view": "department_tree", "edit": "department_tree", "delete": "own", "export": True}


def _field(name: str, kind: str, chinese: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "label": {"en": name.replace("_", " ").capitalize(), "zh_Hans": chinese}, **more}


def _choice(name: str, chinese: str, values: list[str], **more: Any) -> dict[str, Any]:
    return _field(name, "picklist", chinese, options=[{"value": value, "label": value} for value in values], **more)


def _object(name: str, chinese: str, listed: str, fields: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    label = {"en": name.capitalize(), "zh_Hans": chinese}
    return {"name": name, "label": label, "label_plural": label, "title_field": "name", "list_fields": listed.split(), "fields": fields, **more}


ACCOUNT = _object(
    "account",
    "客户",
    "name industry city owner created_at",
    [
        _field("name", "text", "名称", required=True, max_length=200, searchable=True),
        _choice("industry", "行业", data.INDUSTRIES),
        _field("city", "text", "城市", max_length=40),
    ],
)
LEAD = _object(
    "lead",
    "线索",
    "name contact_name mobile status level source amount next_follow_on created_at account owner department",
    [
        _field("name", "text", "名称", required=True, max_length=200, searchable=True),
        _field("contact_name", "text", "联系人", max_length=60),
        _field("mobile", "phone", "手机"),
        _field("email", "email", "邮箱"),
        _choice("source", "来源", data.SOURCES),
        _choice("status", "状态", data.STATUSES, indexed=True),
        _choice("level", "级别", data.LEVELS),
        _choice("industry", "行业", data.INDUSTRIES),
        _field("city", "text", "城市", max_length=40),
        _field("province", "text", "省份", max_length=40),
        _field("amount", "currency", "金额", currency="CNY", precision=14, scale=2),
        _field("score", "integer", "评分"),
        _field("next_follow_on", "date", "下次跟进"),
        _field("last_follow_at", "datetime", "最近跟进"),
        _field("remark", "textarea", "备注"),
        _field("is_key", "boolean", "重点"),
        _field("account", "lookup", "客户", target="account", on_delete="clear"),
    ],
    sort="-created_at",
)
