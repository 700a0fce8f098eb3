"""Checks of one field beside its object and the catalog. Public names: check_field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.metadata.check_lists import check_options
from app.metadata.check_settings import check_setting
from app.metadata.conditions import comparisons, parse
from app.metadata.definitions import SYSTEM_FIELDS, FieldDef, ObjectDef
from app.metadata.fieldkinds import FieldKind, Kinds
from app.metadata.names import check_name, suggestion
from app.metadata.tokens import is_token

WRITERS = ("", "engine")


def check_field(owner: ObjectDef, field: FieldDef, after: Catalog, types: Kinds) -> Iterator[Problem]:
    """Every problem of a live field; places start with ``fields.<name>``."""
    where = f"fields.{field.name}" if field.name else "fields"
    if problem := check_name(field.name, f"{where}.name", "field"):
        yield problem
    if field.section and field.section not in (names := [s.name for s in owner.sections]):
        what = _('There is no section "%(name)s".', name=field.section[:60])
        yield Problem(f"{where}.section", what, suggestion(field.section, names, _("Add it under sections.")))
    if field.written_by not in WRITERS:
        what = _('Unknown writer "%(name)s".', name=field.written_by[:60])
        yield Problem(f"{where}.written_by", what, _("Write engine, or leave it out."))
    kind = types.get(field.type)
    if kind is None:
        yield _unknown_type(field, where, types)
        return
    wrong = _settings(kind, field, where)
    yield from wrong
    yield from _flags(kind, field, where)
    yield from _choices(kind, owner, field, after, where)
    yield from _reference(kind, field, after, where)
    if not wrong:
        yield from _default(kind, field, after, where)


def _unknown_type(field: FieldDef, where: str, types: Kinds) -> Problem:
    if not field.type:
        return Problem(f"{where}.type", _("The field has no type."), _("Choose one of: %(names)s.", names=", ".join(types)))
    hint = suggestion(field.type, types, _("Choose one of: %(names)s.", names=", ".join(types)))
    return Problem(f"{where}.type", _('Unknown type "%(type)s".', type=field.type[:60]), hint)


def _settings(kind: FieldKind, field: FieldDef, where: str) -> list[Problem]:
    """The type's settings, one by one; what they mean together is the type's own question, asked when each is in order."""
    wrong = [problem for param in kind.params for problem in check_setting(param, field.param(param.name), f"{where}.{param.name}")]
    if wrong:
        return wrong
    own = [p for p in kind.check_definition(field) if p.where.split(".")[0] != "options"]  # check_options speaks of options, for sets too
    return [replace(p, where=f"{where}.{p.where}" if p.where else where) for p in own]


def _flags(kind: FieldKind, field: FieldDef, where: str) -> Iterator[Problem]:
    if field.unique and not kind.may_be_unique:
        yield Problem(f"{where}.unique", _('A field of type "%(type)s" cannot be unique.', type=field.type), _("Leave unique out."))
    if kind.generated and field.required:
        yield Problem(f"{where}.required", _("The console itself fills this field."), _("Leave required out."))
    if field.required and field.param("on_delete") == "clear":
        what = _("A required lookup cannot be cleared when its target is deleted.")
        yield Problem(f"{where}.on_delete", what, _("Choose restrict or cascade, or make the field optional."))


def _choices(kind: FieldKind, owner: ObjectDef, field: FieldDef, after: Catalog, where: str) -> Iterator[Problem]:
    if not kind.has_options:
        if field.options:
            yield Problem(
                f"{where}.options", _('A field of type "%(type)s" has no options.', type=field.type), _("Use the type picklist, or leave options out.")
            )
        return
    named = field.param("options_from")
    if named and field.options:
        yield Problem(f"{where}.options", _("The field has options of its own and an option set."), _("Keep one of options and options_from."))
    elif named and str(named) not in after.option_sets:
        hint = suggestion(named, after.option_sets, _("Make the option set first, or give the field options of its own."))
        yield Problem(f"{where}.options_from", _('There is no option set "%(name)s".', name=str(named)[:60]), hint)
    elif not named:
        yield from check_options(field.options, f"{where}.options")
    above = field.param("depends_on")
    if above and (above == field.name or owner.field(str(above)) is None):
        what = _('There is no other field "%(name)s".', name=str(above)[:60])
        yield Problem(f"{where}.depends_on", what, suggestion(above, [f.name for f in owner.live_fields if f.name != field.name]))


def _reference(kind: FieldKind, field: FieldDef, after: Catalog, where: str) -> Iterator[Problem]:
    target = field.param("target")
    if kind.reference != "record" or not isinstance(target, str):
        return
    if target in after.retired_objects:
        yield Problem(f"{where}.target", _('The object "%(name)s" is retired.', name=target), _("Restore it first, or look up another object."))
    elif target not in after.objects:
        hint = suggestion(target, after.objects, _("Create that object first, or in the same change."))
        yield Problem(f"{where}.target", _('There is no object "%(name)s".', name=target[:60]), hint)
    elif field.param("filter") is not None:
        yield from _filter(field, after, target, f"{where}.filter")


def _filter(field: FieldDef, after: Catalog, target: str, where: str) -> Iterator[Problem]:
    condition, problems = parse(field.param("filter"), where)
    yield from problems
    aimed = after.object(target)
    known = (*SYSTEM_FIELDS, *(f.name for f in aimed.live_fields)) if aimed else ()
    for part in comparisons(condition):
        if part.field.split(".")[0] not in known:
            what = _('The object "%(object)s" has no field "%(name)s".', object=target, name=part.field[:60])
            yield Problem(where, what, suggestion(part.field, known))


def _default(kind: FieldKind, field: FieldDef, after: Catalog, where: str) -> Iterator[Problem]:
    if field.default is None or is_token(field, field.default):
        return
    place = f"{where}.default"
    if kind.generated:
        yield Problem(place, _("The console itself fills this field."), _("Leave default out."))
        return
    resolved = after.resolved(field)
    if kind.has_options and not any(o.active for o in resolved.options):
        return  # the options themselves are already a problem
    try:
        value = kind.from_json(resolved, field.default)
    except ValueError as bad:
        yield Problem(place, str(getattr(bad, "what", bad)), str(getattr(bad, "hint", "")))
        return
    for what, hint in kind.check_value(resolved, value) if value is not None else ():
        yield Problem(place, what, hint)
