"""A change as a sentence in the reader's language, for plans and the list of revisions. Public names: describe."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import gettext as _
from app.i18n import labels, mark, use
from app.metadata.change import Change
from app.metadata.definitions import Label

SENTENCES: Mapping[str, str] = {
    "create_object": mark('Create the object "%(object)s" with %(count)s fields'),
    "change_object": mark('Change settings of the object "%(object)s": %(keys)s'),
    "rename_label_object": mark('Change the label of the object "%(object)s"'),
    "rename_api_object": mark('Rename the object "%(before)s" to "%(after)s"'),
    "retire_object": mark('Retire the object "%(object)s"; its data is kept'),
    "restore_object": mark('Restore the object "%(object)s"'),
    "purge_object": mark('Delete the object "%(object)s" with all its data for good'),
    "reorder": mark('Change the order of the fields of "%(object)s"'),
    "add_field": mark('Add the field "%(field)s" to "%(object)s"'),
    "change_field": mark('Change settings of the field "%(field)s" of "%(object)s": %(keys)s'),
    "rename_label_field": mark('Change the label of the field "%(field)s" of "%(object)s"'),
    "rename_api_field": mark('Rename the field "%(before)s" of "%(object)s" to "%(after)s"'),
    "widen_field": mark('Make room for longer values in the field "%(field)s" of "%(object)s"'),
    "require_field": mark('Make the field "%(field)s" of "%(object)s" required'),
    "relax_field": mark('Make the field "%(field)s" of "%(object)s" optional'),
    "add_unique": mark('Make the values of the field "%(field)s" of "%(object)s" unique'),
    "drop_unique": mark('Allow equal values in the field "%(field)s" of "%(object)s"'),
    "add_index": mark('Index the field "%(field)s" of "%(object)s"'),
    "drop_index": mark('Drop the index of the field "%(field)s" of "%(object)s"'),
    "retire_field": mark('Retire the field "%(field)s" of "%(object)s"; its data is kept'),
    "restore_field": mark('Restore the field "%(field)s" of "%(object)s" with its data'),
    "purge_field": mark('Delete the field "%(field)s" of "%(object)s" with its data for good'),
    "create_option_set": mark('Create the option set "%(object)s"'),
    "change_option_set": mark('Change the option set "%(object)s"'),
    "rename_label_option_set": mark('Change the label of the option set "%(object)s"'),
    "retire_option_set": mark('Retire the option set "%(object)s"'),
    "restore_option_set": mark('Restore the option set "%(object)s"'),
    "create_menu": mark('Create the menu "%(object)s"'),
    "change_menu": mark('Change the menu "%(object)s"'),
    "rename_label_menu": mark('Change the label of the menu "%(object)s"'),
    "retire_menu": mark('Take the menu "%(object)s" away'),
    "restore_menu": mark('Bring the menu "%(object)s" back'),
}


SETTINGS: Mapping[str, str] = {
    "label_plural": mark("label for several"),
    "icon": mark("icon"),
    "title_field": mark("title field"),
    "description": mark("description"),
    "history": mark("history"),
    "scoped": mark("owner and department"),
    "list_fields": mark("columns of the list"),
    "sort": mark("order of the list"),
    "indexes": mark("indexes"),
    "sections": mark("sections of the form"),
    "section": mark("section of the form"),
    "help": mark("help"),
    "default": mark("default"),
    "options": mark("options"),
    "read_only": mark("read only"),
    "searchable": mark("search"),
    "personal": mark("personal data"),
    "min": mark("smallest value"),
    "max": mark("largest value"),
    "target": mark("object it points at"),
    "on_delete": mark("what happens on deletion"),
    "options_from": mark("shared options"),
    "depends_on": mark("field it depends on"),
    "filter": mark("filter"),
    "pattern": mark("pattern"),
    "currency": mark("currency"),
}
"""Settings in words; one that is missing here is called by its key."""


def describe(change: Change, locale: str | None = None, words: Mapping[str, Label] | None = None) -> str:
    """One sentence. ``words`` gives labels by API name (``lead``, ``lead.status``) to stand in place of the bare names."""
    if locale is None:
        return _sentence(change, words or {})
    with use(locale):
        return _sentence(change, words or {})


def _sentence(change: Change, words: Mapping[str, Label]) -> str:
    values = {
        "object": labels.text(words.get(change.object, {}), fallback=change.object),
        "field": labels.text(words.get(f"{change.object}.{change.field}", {}), fallback=change.field),
        "before": change.before,
        "after": change.after,
        "count": len(change.after.get("fields", ())) if isinstance(change.after, dict) else 0,
        "keys": _settings(change),
    }
    return _(SENTENCES[change.kind], **values)


def _settings(change: Change) -> str:
    """The settings that differ, in words."""
    if not (isinstance(change.after, dict) and isinstance(change.before, dict)):
        return ""
    return ", ".join(_(SETTINGS[key]) if key in SETTINGS else key for key in {**change.before, **change.after})
