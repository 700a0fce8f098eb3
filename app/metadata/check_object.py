"""Checks of one object: its names, its settings and what they name. Public names: check_object, MAX_FIELDS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.metadata.check_field import check_field
from app.metadata.composites import check_composites
from app.metadata.definitions import SYSTEM_FIELDS, ObjectDef
from app.metadata.fieldkinds import Kinds
from app.metadata.names import check_name, suggestion

MAX_FIELDS = 200
"""Live fields of one object."""
MAX_COLUMNS = 800
"""Fields with retired ones; databases end between 1,000 and 1,600 columns."""


def check_object(definition: ObjectDef, after: Catalog, types: Kinds) -> Iterator[Problem]:
    """Every problem of the object and its live fields; places start at the object."""
    if problem := check_name(definition.name, "name", "object"):
        yield problem
    yield from _counts(definition)
    yield from _sections(definition)
    yield from _title(definition, types)
    yield from _named_fields(definition, types)
    for field in definition.live_fields:
        yield from check_field(definition, field, after, types)


def _counts(definition: ObjectDef) -> Iterator[Problem]:
    if len(definition.live_fields) > MAX_FIELDS:
        what = _("The object has %(count)s fields; %(limit)s is the limit.", count=len(definition.live_fields), limit=MAX_FIELDS)
        yield Problem("fields", what, _("Move some of them to an object of their own with a lookup."))
    if len(definition.fields) > MAX_COLUMNS:
        yield Problem("fields", _("The object has too many retired fields."), _("Purge some of them."))
    for name, count in Counter(f.name for f in definition.fields).items():
        if count > 1 and name:
            retired = any(f.retired for f in definition.fields if f.name == name)
            hint = _("A retired field holds that name: restore or purge it.") if retired else _("Give each field a name of its own.")
            yield Problem(f"fields.{name}.name", _('There is more than one field "%(name)s".', name=name), hint)


def _sections(definition: ObjectDef) -> Iterator[Problem]:
    for number, section in enumerate(definition.sections, 1):
        if problem := check_name(section.name, f"sections.{section.name or number}.name", "other"):
            yield problem
    for name, count in Counter(s.name for s in definition.sections).items():
        if count > 1:
            yield Problem(f"sections.{name}", _('There is more than one section "%(name)s".', name=name), _("Give each section a name of its own."))


def _title(definition: ObjectDef, types: Kinds) -> Iterator[Problem]:
    if not definition.title_field:
        return
    field = definition.field(definition.title_field)
    able = [f.name for f in definition.live_fields if (kind := types.get(f.type)) and kind.may_be_title]
    if field is None:
        yield _no_field("title_field", definition.title_field, able)
    elif field.type in types and field.name not in able:
        what = _('A field of type "%(type)s" cannot name records.', type=field.type)
        yield Problem("title_field", what, _("Choose one of: %(names)s.", names=", ".join(able)) if able else _("Add a text field first."))


def _no_field(where: str, name: str, names: Collection[str]) -> Problem:
    hint = _("Choose one of: %(names)s.", names=", ".join(names)) if names and len(names) <= 12 else _("Name a field of this object.")
    return Problem(where, _('There is no field "%(name)s".', name=name[:60]), suggestion(name, names, hint))


def _named_fields(definition: ObjectDef, types: Kinds) -> Iterator[Problem]:
    live = [f.name for f in definition.live_fields]
    columns = [*live, *SYSTEM_FIELDS]
    for name in definition.list_fields:
        if name not in columns:
            yield _no_field("list_fields", name, columns)
    yield from _sort(definition, columns, types)
    yield from check_composites(definition, types)
    if definition.tree:
        loops = [f.name for f in definition.live_fields if f.param("target") == definition.name]
        if definition.tree not in loops:
            what = _('"%(name)s" is not a lookup to this object itself.', name=definition.tree[:60])
            yield Problem("tree", what, suggestion(definition.tree, loops, _("Name a lookup field whose target is this object.")))
    if definition.record_type:
        choices = [f.name for f in definition.live_fields if f.type == "picklist"]
        if definition.record_type not in choices:
            what = _('"%(name)s" is not a picklist of this object.', name=definition.record_type[:60])
            yield Problem("record_type", what, suggestion(definition.record_type, choices, _("Name a picklist field of this object.")))


def _sort(definition: ObjectDef, columns: Collection[str], types: Kinds) -> Iterator[Problem]:
    for part in definition.sort.split(",") if definition.sort else ():
        name = part.strip().removeprefix("-")
        if name not in columns:
            yield _no_field("sort", name, columns)
            continue
        field = definition.field(name)
        kind = types.get(field.type) if field else None
        if kind is not None and not kind.sortable:
            yield Problem("sort", _('Lists cannot be sorted by "%(name)s".', name=name), _("Choose a field of another type."))
