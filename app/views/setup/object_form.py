"""The form of an object: its inputs, and the raw definition or changes that were sent.

Raw means the shape of contract.md, read by ``metadata.load`` like a package's file. Public names: object_inputs, object_values, raw_object, object_changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.i18n import gettext as _
from app.metadata.definitions import ObjectDef
from app.views.setup.inputs import Choice, Input
from app.views.setup.suggest import api_name, plural
from app.views.setup.words import delta, put, shown

Values = Mapping[str, str]
"""Text per input name, as a form sends it; a switch is ``1`` or missing."""

LABELS = ("label", "label_plural", "description")
SWITCHES = ("history", "scoped")


def object_values(definition: ObjectDef, locale: str) -> dict[str, str]:
    """What the form of an existing object holds."""
    return {
        **{name: shown(getattr(definition, name), locale) for name in LABELS},
        **{name: "1" if getattr(definition, name) else "" for name in SWITCHES},
        "name": definition.name,
        "icon": definition.icon,
        "title_field": definition.title_field,
    }


def object_inputs(values: Values, titles: tuple[Choice, ...] = ()) -> tuple[Input, ...]:
    """The inputs without the icon picker; ``titles`` (fields that may name a record) is empty on a new object."""
    return (*_naming(values, is_new=not titles), *_title(values, titles), *_behaviour(values))


def _naming(values: Values, is_new: bool) -> tuple[Input, ...]:
    what = _("What one of these records is called.")
    name_help = _("For programs and addresses; left empty, it is made from the label. Renaming it later keeps all data.")
    several = _("Stands in the menu and above the list.")
    suggest = {"fl-suggest": "object"}
    label = values.get("label", "")
    return (
        Input("label", _("Label"), value=label, required=True, autofocus=is_new, data=suggest, placeholder=_("e.g. Device"), help=what),
        Input("label_plural", _("Label for several"), value=values.get("label_plural", ""), data={"fl-plural": ""}, help=several),
        Input("name", _("API name"), "mono", values.get("name", ""), data={"fl-name": ""}, help=name_help),
    )


def _title(values: Values, titles: tuple[Choice, ...]) -> tuple[Input, ...]:
    if not titles:
        return ()
    what = _("Its value names a record in links, lookups and search.")
    return (Input("title_field", _("Title field"), "select", values.get("title_field", ""), choices=titles, help=what),)


def _behaviour(values: Values) -> tuple[Input, ...]:
    purpose = _("What it is for; shown to admins.")
    scoped = _("Records belong to an owner and a department")
    off = _("Off: whoever may use the object sees all of its records.")
    return (
        Input("description", _("Description"), "textarea", values.get("description", ""), wide=True, help=purpose),
        Input("scoped", scoped, "switch", values.get("scoped", ""), help=off),
        Input("history", _("Keep the history of every record"), "switch", values.get("history", ""), help=_("Who changed which field and when.")),
    )


def raw_object(values: Values, locale: str, taken: frozenset[str], fields: list[dict[str, Any]]) -> dict[str, Any]:
    """The raw definition of a new object; the first field names its records."""
    label = values.get("label", "").strip()
    several = values.get("label_plural", "").strip() or plural(label, locale)
    return {
        "name": values.get("name", "").strip() or api_name(label, taken, "object"),
        "label": {locale: label},
        "label_plural": {locale: several},
        "icon": values.get("icon") or "fa-table",
        "title_field": fields[0]["name"] if fields else "",
        "description": {locale: values.get("description", "")},
        **{name: values.get(name) == "1" for name in SWITCHES},
        "fields": fields,
    }


def object_changes(values: Values, locale: str, before: ObjectDef) -> dict[str, Any]:
    """The raw keys that differ from ``before``; another API name is a rename."""
    changes: dict[str, Any] = {}
    for name in LABELS:
        was = getattr(before, name)
        if changed := delta(was, put(was, locale, values.get(name, ""))):
            changes[name] = changed
    changes |= {name: on for name in SWITCHES if (on := values.get(name) == "1") != getattr(before, name)}
    texts = {name: values.get(name, "").strip() for name in ("icon", "title_field", "name")}
    return changes | {name: text for name, text in texts.items() if text and text != getattr(before, name)}
