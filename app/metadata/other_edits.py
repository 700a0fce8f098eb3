"""Carries out the edits of option sets and menus, and reverts, on a workpiece. Public names: carry_out."""

from __future__ import annotations

from dataclasses import replace

from app.errors import NotFound
from app.i18n import gettext as _
from app.metadata.definitions import Definition, FieldDef, MenuDef, ObjectDef, OptionSetDef
from app.metadata.edits import OtherEdit, PutMenu, PutOptionSet, RetireMenu, RetireOptionSet, Revert
from app.metadata.load import load_menu, load_option_set
from app.metadata.merging import merged_options
from app.metadata.summary import kind_of
from app.metadata.widening import grown
from app.metadata.workpiece import Workpiece


def carry_out(work: Workpiece, edit: OtherEdit) -> None:
    """Applies the edit. Raises NotFound; what else is wrong joins the work's problems."""
    match edit:
        case PutOptionSet():
            _put_option_set(work, edit)
        case PutMenu():
            _put_menu(work, edit)
        case RetireOptionSet():
            _retire(work, "option_set", edit.name)
        case RetireMenu():
            _retire(work, "menu", edit.name)
        case Revert():
            _revert(work, edit.definition)


def _put_option_set(work: Workpiece, edit: PutOptionSet) -> None:
    made = edit.definition
    if not isinstance(made, OptionSetDef):
        made, problems = load_option_set(made)
        work.add_problems(made.name, problems)
    found = work.find("option_set", made.name)
    package = edit.package or made.package
    if isinstance(found, OptionSetDef):
        options = merged_options(found.options, made.options)
        made = replace(made, options=options, id=found.id, package=package or found.package, label=made.label or found.label)
    else:
        made = replace(made, package=package)
    work.put(made)


def _put_menu(work: Workpiece, edit: PutMenu) -> None:
    made = edit.definition
    if not isinstance(made, MenuDef):
        made, problems = load_menu(made)
        work.add_problems(made.name, problems)
    found = work.find("menu", made.name)
    known = found if isinstance(found, MenuDef) else MenuDef("")
    work.put(replace(made, id=known.id, package=edit.package or made.package or known.package))


def _retire(work: Workpiece, kind: str, name: str) -> None:
    found = work.find(kind, name)
    if found is None or found.retired:
        raise NotFound(_('There is nothing called "%(name)s" here.', name=name[:60]))
    work.put(replace(found, retired=True))


def _revert(work: Workpiece, past: Definition) -> None:
    kind = kind_of(past)
    summary = work.before.by_id(past.id)
    present = work.find(kind, summary.name) if summary else None
    if present is None:
        raise NotFound(_('There is nothing called "%(name)s" here.', name=past.name))
    if present.name != past.name:
        work.rename(present, past.name)
    if isinstance(past, ObjectDef) and isinstance(present, ObjectDef):
        work.put(_reverted_object(past, present))
    elif isinstance(past, OptionSetDef) and isinstance(present, OptionSetDef):
        work.put(replace(past, options=merged_options(present.options, past.options)))
    else:
        work.put(past)


def _reverted_object(past: ObjectDef, present: ObjectDef) -> ObjectDef:
    """The old object with its old fields where they still exist; fields made since are retired under their present names."""
    now = {f.id: f for f in present.fields}
    old = [_reverted_field(f, now[f.id]) for f in past.fields if f.id in now]
    names = {f.name for f in old}
    ids = {f.id for f in old}
    newer = [replace(f, retired=True, name=_free(f, names)) for f in present.fields if f.id not in ids]
    live = [f for f in old if not f.retired]
    return replace(past, fields=(*live, *(f for f in old if f.retired), *newer))


def _reverted_field(past: FieldDef, present: FieldDef) -> FieldDef:
    """The old field with the present size, for a column never shrinks, and with the options that came since, inactive."""
    return replace(grown(past, present), options=merged_options(present.options, past.options))


def _free(field: FieldDef, taken: set[str]) -> str:
    return field.name if field.name not in taken else f"{field.name[:30]}_{field.id}"
