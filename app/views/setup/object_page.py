"""The page of one object: its fields in their order, and the orders that are saved from it. Public names: FieldsPage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.errors import InvalidInput
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.labels import text
from app.metadata.definitions import FieldDef, ObjectDef
from app.metadata.edits import ReorderFields
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out
from app.views.setup.door import Setup, blueprint, here, needs, page, refused
from app.views.setup.inputs import Choice
from app.views.setup.kinds import kind_of
from app.views.setup.object_head import ObjectHead, object_head, object_href


@dataclass(frozen=True, slots=True)
class FieldRow:
    name: str
    label: str
    icon: str
    type: str
    detail: str
    """What the type's settings say: the number of options, the target, the longest text."""
    rules: tuple[str, ...]
    help: str
    is_title: bool
    retired: bool
    href: str


@dataclass(frozen=True, slots=True)
class FieldsPage:
    """object.html"""

    head: ObjectHead
    base: int
    rows: tuple[FieldRow, ...]
    types: tuple[Choice, ...]
    query: str
    type: str
    show_retired: bool
    retired_count: int
    may_reorder: bool
    capacity: str
    hint: str
    """Right after the object was made: the next step."""


@blueprint.get("/objects/<name>/")
@needs("Metadata")
def fields(name: str) -> Response:
    """The fields of an object, searched by label and name, filtered by type."""
    setup = here()
    found = setup.object(name)
    query, kind = request.args.get("q", "").strip(), request.args.get("type", "")
    show_retired = request.args.get("retired") == "1"
    listed = [f for f in found.fields if (show_retired or not f.retired) and kind in ("", f.type) and _matches(f, query)]
    retired = len(found.fields) - len(found.live_fields)
    context = FieldsPage(
        head=object_head(setup, found, "fields"),
        base=setup.revision,
        rows=tuple(_row(setup, found, f) for f in listed),
        types=_types(found.fields),
        query=query,
        type=kind,
        show_retired=show_retired,
        retired_count=retired,
        may_reorder=not (query or kind or show_retired or found.retired) and len(listed) > 1,
        capacity=ngettext("%(num)s field", "%(num)s fields", len(found.live_fields)),
        hint=_("Done. Nobody but administrators sees it yet: say which roles may use it.") if request.args.get("made") == "1" else "",
    )
    return page("object", context)


def _matches(field: FieldDef, query: str) -> bool:
    words = [field.name, text(field.label), *field.label.values()]
    return any(query.casefold() in word.casefold() for word in words)


def _row(setup: Setup, found: ObjectDef, field: FieldDef) -> FieldRow:
    kind = TYPES.get(field.type)
    words = kind_of(kind) if kind else None
    return FieldRow(
        name=field.name,
        label=text(field.label, fallback=field.name),
        icon=words.icon if words else "fa-circle-question",
        type=words.label if words else field.type,
        detail=_detail(setup, field),
        rules=tuple(_rules(field)),
        help=text(field.help),
        is_title=field.name == found.title_field,
        retired=field.retired,
        href=f"{object_href(found.name)}fields/{field.name}/",
    )


def _detail(setup: Setup, field: FieldDef) -> str:
    if target := field.param("target"):
        summary = setup.catalog.objects.get(str(target))
        return f"→ {text(summary.label, fallback=summary.name)}" if summary else f"→ {target}"
    if shared := field.param("options_from"):
        summary = setup.catalog.option_sets.get(str(shared))
        return _("option set: %(label)s", label=text(summary.label, fallback=summary.name) if summary else shared)
    if field.options:
        return ngettext("%(num)s option", "%(num)s options", len(field.options))
    if longest := field.param("max_length"):
        return _("at most %(number)s characters", number=longest)
    return str(field.param("pattern") or field.param("currency") or "")


def _rules(field: FieldDef) -> Iterable[str]:
    if field.required:
        yield _("Required")
    if field.unique:
        yield _("Unique")
    if field.indexed:
        yield _("Index")
    if field.read_only or field.written_by:
        yield _("Read only")
    if field.personal:
        yield _("Personal data")


def _types(fields: Iterable[FieldDef]) -> tuple[Choice, ...]:
    used = {field.type for field in fields}
    kinds = (kind_of(kind) for name, kind in TYPES.items() if name in used)
    return (Choice("", _("All types")), *(Choice(kind.name, kind.label) for kind in kinds))


@blueprint.post("/objects/<name>/order")
@needs("Metadata")
def order(name: str) -> Response:
    """Saves the order of the fields: as the page has it, or one field moved by its button."""
    setup = here()
    found = setup.object(name)
    names = request.form.getlist("order")
    if move := request.form.get("move", ""):
        names = _moved([f.name for f in found.live_fields], *move.partition(":")[::2])
    label = text(found.label, fallback=found.name)
    wish = Wish(
        edits=[ReorderFields(found.name, tuple(names))],
        title=_("Order of the fields of %(label)s", label=label),
        done_href=object_href(found.name),
        message=_("The order is saved."),
        back=Link(label, object_href(found.name)),
        has_form=False,
    )
    try:
        return carry_out(setup, wish)
    except InvalidInput as error:
        return refused(object_href(found.name), error)


def _moved(names: list[str], field: str, direction: str) -> list[str]:
    if field not in names:
        return names
    at = names.index(field)
    names.insert(max(0, at + (-1 if direction == "up" else 1)), names.pop(at))
    return names
