"""Which change of a field's settings its column can follow: wider, never narrower.

Public names: narrowed, grown, widens, SIZES.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef
from app.metadata.fieldkinds import Kinds

SIZES = ("max_length", "precision", "scale")
"""Settings that give the column its size."""
FIXED = ("target", "multiple", "returns", "child", "via")
"""Settings that say what the values mean; another meaning is another field."""


def setting(field: FieldDef, name: str, types: Kinds) -> Any:
    """A setting's value, or the default of its type."""
    given = field.param(name)
    if given is not None:
        return given
    kind = types.get(field.type)
    return next((p.default for p in kind.params if p.name == name), None) if kind else None


def grown(wanted: FieldDef, present: FieldDef) -> FieldDef:
    """The wanted field with every size at least the present one: what a package or an older revision may ask of a column."""
    sizes = {name: present.params[name] for name in SIZES if isinstance(present.param(name), int) and present.params[name] > (wanted.param(name) or 0)}
    return replace(wanted, params={**wanted.params, **sizes}) if sizes else wanted


def widens(old: FieldDef, new: FieldDef) -> bool:
    """Whether the column's size differs."""
    return any(old.param(name) != new.param(name) for name in SIZES)


def narrowed(old: FieldDef, new: FieldDef, types: Kinds, where: str) -> list[Problem]:
    """A problem for each setting that would make the column smaller or its values mean something else."""
    problems = []
    for name in SIZES:
        before, after = setting(old, name, types), setting(new, name, types)
        if isinstance(before, int) and isinstance(after, int) and after < before:
            what = _("%(setting)s can grow but not shrink: %(before)s → %(after)s.", setting=name, before=before, after=after)
            problems.append(Problem(f"{where}.{name}", what, _("Add a smaller field, move the values over, then retire this one.")))
    if not problems and (lost := _whole_digits(old, types) - _whole_digits(new, types)) > 0:
        what = _("Existing numbers would lose %(count)s digits before the decimal point.", count=lost)
        problems.append(Problem(f"{where}.scale", what, _("Raise precision by as much as scale.")))
    for name in FIXED:
        if setting(old, name, types) != setting(new, name, types):
            what = _('The setting "%(setting)s" of a field cannot change.', setting=name)
            problems.append(Problem(f"{where}.{name}", what, _("Add a new field, move the values over, then retire this one.")))
    return problems


def _whole_digits(field: FieldDef, types: Kinds) -> int:
    precision, scale = setting(field, "precision", types), setting(field, "scale", types)
    return precision - scale if isinstance(precision, int) and isinstance(scale, int) else 0
