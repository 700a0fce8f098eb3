"""Carries out the edits of whole objects on a workpiece. Public names: carry_out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.errors import Conflict
from app.i18n import gettext as _
from app.metadata.definitions import FieldDef, MenuDef, MenuItemDef, ObjectDef
from app.metadata.dump import dump_field
from app.metadata.edits import ChangeObject, CreateObject, ObjectEdit, PurgeObject, PutObject, RenameObject, RestoreObject, RetireObject
from app.metadata.load import load_object
from app.metadata.merging import mentioned, merged_field, merged_raw, raw_object, words
from app.metadata.widening import grown, narrowed
from app.metadata.workpiece import Workpiece


def carry_out(work: Workpiece, edit: ObjectEdit) -> None:
    """Applies the edit. Raises NotFound, Conflict (retired); what else is wrong joins the work's problems."""
    match edit:
        case CreateObject():
            _create(work, edit)
        case PutObject():
            _put(work, edit)
        case ChangeObject():
            _change(work, edit)
        case RenameObject():
            rename(work, work.object(edit.name), edit.new_name)
        case RetireObject():
            _retire(work, edit.name)
        case RestoreObject():
            work.put(replace(work.any_object(edit.name), retired=False))
        case PurgeObject():
            _purge(work, edit.name)


def _read(work: Workpiece, given: ObjectDef | Mapping[str, Any], package: str) -> ObjectDef:
    if isinstance(given, ObjectDef):
        made = given
    else:
        made, problems = load_object(given, work.types)
        work.add_problems(made.name, problems)
    return replace(made, package=package or made.package)


def _create(work: Workpiece, edit: CreateObject) -> None:
    made = _read(work, edit.definition, edit.package)
    found = work.find("object", made.name)
    if found is None:
        work.put(completed(work, made))
    elif found.retired:
        hint = _("Restore it, purge it, or choose another name.")
        work.refuse(made.name, "name", _('A retired object holds the name "%(name)s".', name=made.name), hint)
    else:
        work.refuse(made.name, "name", _('There is an object "%(name)s" already.', name=made.name), _("Choose another name, or change that object."))


def completed(work: Workpiece, made: ObjectDef) -> ObjectDef:
    """The object with labels where none were given, and with a title field when one of its fields may be one."""
    fields = tuple(f if f.label else replace(f, label={"*": words(f.name)}) for f in made.fields)
    made = replace(made, label=made.label or {"*": words(made.name)}, fields=fields)
    return with_title(work, made)


def with_title(work: Workpiece, made: ObjectDef) -> ObjectDef:
    """The object with a title field: its own, or else the first live field that may be one."""
    if made.title_field:
        return made
    able = (f.name for f in made.live_fields if (kind := work.types.get(f.type)) and kind.may_be_title)
    return replace(made, title_field=next(able, ""))


def _put(work: Workpiece, edit: PutObject) -> None:
    wanted = _read(work, edit.definition, edit.package)
    found = work.find("object", wanted.name)
    if not isinstance(found, ObjectDef):
        work.put(completed(work, wanted))
        return
    settings, problems = load_object(merged_raw(raw_object(found), mentioned(wanted)), work.types)
    work.add_problems(found.name, problems)
    fields = list(found.fields)
    for position, field in enumerate(wanted.fields):
        _put_field(work, found, fields, field, wanted.fields[position - 1].name if position else "")
    kept = replace(settings, fields=tuple(fields), id=found.id, table=found.table, package=wanted.package or found.package)
    work.put(completed(work, kept))


def _put_field(work: Workpiece, owner: ObjectDef, fields: list[FieldDef], wanted: FieldDef, follows: str) -> None:
    """Brings ``fields`` up to the wanted field; a new one stands after the one it ``follows``."""
    names = [f.name for f in fields]
    if wanted.name not in names:
        fields.insert(names.index(follows) + 1 if follows in names else len(fields), wanted)
        _fill(work, owner, wanted)
        return
    place = names.index(wanted.name)
    where = f"fields.{wanted.name}"
    if wanted.type != fields[place].type:
        work.refuse(owner.name, f"{where}.type", *type_change(fields[place].type, wanted.type))
        return
    made, problems = merged_field(fields[place], dump_field(grown(wanted, fields[place])), work.types, where)
    work.add_problems(owner.name, [*problems, *narrowed(fields[place], made, work.types, where)])
    if made.required and not fields[place].required:
        _fill(work, owner, made)
    fields[place] = replace(made, retired=False)


def _fill(work: Workpiece, owner: ObjectDef, field: FieldDef) -> None:
    if owner.id and field.required and field.default is not None:
        work.fills[owner.name, field.name] = field.default


def type_change(old: str, new: object) -> tuple[str, str]:
    """What is wrong with another type for a field that has one, and what to do."""
    what = _('The type of a field cannot change from "%(old)s" to "%(new)s".', old=old, new=str(new)[:40])
    return what, _("Add a new field of that type, move the values over, then retire this one.")


def _change(work: Workpiece, edit: ChangeObject) -> None:
    found = work.object(edit.name)
    changes = work.changes(found.name, "", edit.changes)
    if "fields" in changes:
        work.refuse(found.name, "fields", _("Fields are not changed with the object's own settings."), _("Add, change or retire each field by itself."))
        del changes["fields"]
    new_name = changes.pop("name", found.name)
    made, problems = load_object(merged_raw(raw_object(found), changes), work.types)
    work.add_problems(found.name, problems)
    kept = replace(made, fields=found.fields, id=found.id, table=found.table, package=found.package)
    work.put(completed(work, kept))
    if new_name != found.name:
        rename(work, kept, new_name)


def rename(work: Workpiece, found: ObjectDef, new_name: Any) -> None:
    """Another API name; lookups (retired ones too) and menu items follow."""
    if not isinstance(new_name, str) or work.find("object", new_name) is not None:
        what = _('The name "%(name)s" is taken or not a name.', name=str(new_name)[:40])
        work.refuse(found.name, "name", what, _("Choose another name."))
        return
    old = found.name
    work.rename(found, new_name)
    for name in _pointing(work, old):
        other = work.find("object", new_name if name == old else name)
        if isinstance(other, ObjectDef):
            work.put(replace(other, fields=tuple(_retargeted(f, old, new_name) for f in other.fields)))
    for kind, name in list(work.before.entities):
        menu = work.find(kind, name) if kind == "menu" else None
        if isinstance(menu, MenuDef) and (items := _renamed_items(menu.items, old, new_name)) != menu.items:
            work.put(replace(menu, items=items))


def _pointing(work: Workpiece, target: str) -> list[str]:
    """Names of objects with a field, live or retired, that points at the target."""
    stored = [s.name for s in work.before.entities.values() if any(r[1] == target for r in (*s.references, *s.dormant))]
    drafted = [d.name for d in work.drafted_objects() if any(f.param("target") == target for f in d.fields)]
    return list(dict.fromkeys([*stored, *drafted]))


def _retargeted(field: FieldDef, old: str, new: str) -> FieldDef:
    return replace(field, params={**field.params, "target": new}) if field.param("target") == old else field


def _renamed_items(items: tuple[MenuItemDef, ...], old: str, new: str) -> tuple[MenuItemDef, ...]:
    return tuple(replace(i, object=new if i.object == old else i.object, items=_renamed_items(i.items, old, new)) for i in items)


def _retire(work: Workpiece, name: str) -> None:
    found = work.object(name)
    work.put(replace(found, retired=True))


def _purge(work: Workpiece, name: str) -> None:
    found = work.any_object(name)
    if not found.retired:
        raise Conflict(_('The object "%(name)s" is in use; retire it before it is purged.', name=name))
    work.remove(found)
