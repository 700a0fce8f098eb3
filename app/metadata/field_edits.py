"""Carries out the edits of fields on a workpiece. Public names: carry_out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.errors import Conflict
from app.i18n import gettext as _
from app.metadata import composites
from app.metadata.conditions import as_json, fields_of, parse, renamed
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.edits import AddField, ChangeField, FieldEdit, MoveField, PurgeField, RenameField, ReorderFields, RestoreField, RetireField
from app.metadata.load import load_field
from app.metadata.merging import merged_field, words
from app.metadata.names import suggestion
from app.metadata.object_edits import type_change, with_title
from app.metadata.widening import narrowed
from app.metadata.workpiece import Workpiece


def carry_out(work: Workpiece, edit: FieldEdit) -> None:
    """Applies the edit. Raises NotFound, Conflict (retired); what else is wrong joins the work's problems."""
    owner = work.object(edit.object)
    match edit:
        case AddField():
            _add(work, owner, edit)
        case ChangeField():
            _change(work, owner, edit)
        case RenameField():
            rename(work, owner, work.field(owner, edit.field), edit.new_name)
        case MoveField():
            _move(work, owner, edit)
        case ReorderFields():
            _reorder(work, owner, [str(name) for name in edit.names])
        case RetireField():
            _retire(work, owner, edit.field)
        case RestoreField():
            _swap(work, owner, replace(work.any_field(owner, edit.field), retired=False))
        case PurgeField():
            _purge(work, owner, edit.field)


def _swap(work: Workpiece, owner: ObjectDef, field: FieldDef) -> None:
    work.put(replace(owner, fields=tuple(field if f.name == field.name else f for f in owner.fields)))


def _add(work: Workpiece, owner: ObjectDef, edit: AddField) -> None:
    made = edit.definition
    if not isinstance(made, FieldDef):
        name = made.get("name") if isinstance(made, Mapping) else None
        made, problems = load_field(made, work.types, f"fields.{name}" if isinstance(name, str) and name else "fields")
        work.add_problems(owner.name, problems)
    if (found := owner.any_field(made.name)) is not None:
        _refuse_taken(work, owner, found, f"fields.{made.name}.name")
        return
    made = made if made.label else replace(made, label={"*": words(made.name)})
    fill = made.default if edit.fill is None and made.required else edit.fill
    if fill is not None and owner.id:
        work.fills[owner.name, made.name] = fill
    live = list(owner.live_fields)
    live.insert(_place(work, owner, f"fields.{made.name}", edit.position, len(live)), made)
    work.put(with_title(work, replace(owner, fields=_with_retired(live, owner))))


def _place(work: Workpiece, owner: ObjectDef, where: str, position: Any, last: int) -> int:
    if position is None:
        return last
    if isinstance(position, int) and not isinstance(position, bool):
        return min(max(0, position), last)
    work.refuse(owner.name, where, _("The position is not a whole number."), _("Count the fields from 0."))
    return last


def _refuse_taken(work: Workpiece, owner: ObjectDef, found: FieldDef, where: str) -> None:
    if found.retired:
        what = _('A retired field holds the name "%(name)s".', name=found.name)
        work.refuse(owner.name, where, what, _("Restore it, purge it, or choose another name."))
    else:
        what = _('There is a field "%(name)s" already.', name=found.name)
        work.refuse(owner.name, where, what, _("Choose another name, or change that field."))


def _with_retired(live: list[FieldDef], owner: ObjectDef) -> tuple[FieldDef, ...]:
    """The live fields in their order; retired ones stand last."""
    return (*live, *(f for f in owner.fields if f.retired))


def _change(work: Workpiece, owner: ObjectDef, edit: ChangeField) -> None:
    found = work.field(owner, edit.field)
    where = f"fields.{found.name}"
    changes = work.changes(owner.name, where, edit.changes)
    new_name = changes.pop("name", found.name)
    new_type = changes.pop("type", found.type)
    if new_type != found.type:
        work.refuse(owner.name, f"{where}.type", *type_change(found.type, new_type))
    made, problems = merged_field(found, changes, work.types, where)
    work.add_problems(owner.name, [*problems, *narrowed(found, made, work.types, where)])
    if edit.fill is not None:
        work.fills[owner.name, found.name] = edit.fill
    elif made.required and not found.required and made.default is not None:
        work.fills[owner.name, found.name] = made.default
    _swap(work, owner, made)
    if new_name != found.name:
        rename(work, work.object(owner.name), made, new_name)


def rename(work: Workpiece, owner: ObjectDef, found: FieldDef, new_name: Any) -> None:
    """Another API name; whatever in the object names the field follows."""
    where = f"fields.{found.name}.name"
    if not isinstance(new_name, str):
        work.refuse(owner.name, where, _("A name is missing."), _("Choose another name."))
        return
    if (other := owner.any_field(new_name)) is not None:
        _refuse_taken(work, owner, other, where)
        return
    old = found.name

    def follow(name: str) -> str:
        return new_name if name == old else name

    fields = tuple(_depends_on_renamed(replace(f, name=follow(f.name)), old, new_name) for f in owner.fields)
    followed = replace(
        owner,
        fields=fields,
        title_field=follow(owner.title_field),
        tree=follow(owner.tree),
        record_type=follow(owner.record_type),
        list_fields=tuple(follow(name) for name in owner.list_fields),
        sort=_followed_sort(owner.sort, follow),
        indexes=composites.renamed(owner.indexes, follow),
        keys=tuple(_followed(key, follow) for key in owner.keys),
    )
    work.put(followed)
    _follow_filters(work, owner.name, old, new_name)
    if (owner.name, old) in work.fills:
        work.fills[owner.name, new_name] = work.fills.pop((owner.name, old))


def _follow_filters(work: Workpiece, target: str, old: str, new: str) -> None:
    """The filters of lookups to the object read the field under its new name."""
    stored = [s.name for s in work.before.entities.values() if (target, old) in s.filters]
    for name in dict.fromkeys([*stored, *(d.name for d in work.drafted_objects())]):
        other = work.find("object", name)
        if isinstance(other, ObjectDef):
            fields = tuple(_filter_renamed(f, old, new) if f.param("target") == target else f for f in other.fields)
            if fields != other.fields:
                work.put(replace(other, fields=fields))


def _filter_renamed(field: FieldDef, old: str, new: str) -> FieldDef:
    if field.param("filter") is None:
        return field
    condition, problems = parse(field.param("filter"))
    if problems or old not in {path.split(".")[0] for path in fields_of(condition)}:
        return field
    return replace(field, params={**field.params, "filter": as_json(renamed(condition, old, new))})


def _depends_on_renamed(field: FieldDef, old: str, new: str) -> FieldDef:
    return replace(field, params={**field.params, "depends_on": new}) if field.param("depends_on") == old else field


def _followed_sort(sort: str, follow: Callable[[str], str]) -> str:
    return ",".join(("-" if part.startswith("-") else "") + follow(part.lstrip("-")) for part in sort.split(",")) if sort else ""


def _followed(value: Any, follow: Callable[[str], str]) -> Any:
    """A duplicate key's rule with the name replaced wherever a whole value is that name."""
    if isinstance(value, Mapping):
        return {key: _followed(item, follow) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_followed(item, follow) for item in value]
    return follow(value) if isinstance(value, str) else value


def _move(work: Workpiece, owner: ObjectDef, edit: MoveField) -> None:
    found = work.field(owner, edit.field)
    live = [f for f in owner.live_fields if f.name != found.name]
    live.insert(_place(work, owner, f"fields.{found.name}", edit.position, len(live)), found)
    work.put(replace(owner, fields=_with_retired(live, owner)))


def _reorder(work: Workpiece, owner: ObjectDef, names: Sequence[str]) -> None:
    by_name = {f.name: f for f in owner.live_fields}
    for name in names:
        if name not in by_name:
            work.refuse(owner.name, f"fields.{name}", _('There is no field "%(name)s".', name=name[:60]), suggestion(name, by_name))
    first = [by_name[name] for name in dict.fromkeys(names) if name in by_name]
    rest = [f for f in owner.live_fields if f.name not in names]
    work.put(replace(owner, fields=_with_retired([*first, *rest], owner)))


def _retire(work: Workpiece, owner: ObjectDef, name: str) -> None:
    found = work.field(owner, name)
    where = f"fields.{name}"
    if name == owner.title_field:
        work.refuse(owner.name, where, _("Records are named by this field."), _("Choose another title field first."))
        return
    if name in (owner.tree, owner.record_type):
        work.refuse(owner.name, where, _("The object is built on this field."), _("Take it out of the object's settings first."))
        return
    kept = tuple(part for part in owner.sort.split(",") if part and part.lstrip("-") != name)
    fields = [f for f in owner.fields if f.name != name]
    without = replace(
        owner,
        fields=(*fields, replace(found, retired=True)),
        list_fields=tuple(column for column in owner.list_fields if column != name),
        sort=",".join(kept),
        indexes=composites.without(owner.indexes, name),
    )
    work.put(without)


def _purge(work: Workpiece, owner: ObjectDef, name: str) -> None:
    found = work.any_field(owner, name)
    if not found.retired:
        raise Conflict(_('The field "%(name)s" is in use; retire it before it is purged.', name=name))
    work.put(replace(owner, fields=tuple(f for f in owner.fields if f.name != name)))
