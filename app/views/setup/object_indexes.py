"""The indexes of an object: those it has by rule, its own, and those that its slow lists ask for. Public names: IndexesPage."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.errors import InvalidInput, NotFound
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.formats import number_text
from app.i18n.labels import text
from app.metadata.composites import MOST_COLUMNS, Part, parts_of, written
from app.metadata.definitions import ObjectDef
from app.metadata.edits import ChangeField, ChangeObject, Edit
from app.models.indexes import parts_of_indexes
from app.publishing.building import BUILDING, FAILED, OwnIndex, order_again, own_indexes
from app.publishing.suggestions import Suggestion, suggestions
from app.records.fields import SYSTEM, label_of
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out
from app.views.setup.door import Setup, base_of, blueprint, done, here, needs, page, refused
from app.views.setup.inputs import Choice
from app.views.setup.object_head import ObjectHead, object_head, object_href

SORTED_SYSTEM = ("owner", "department", "created_at", "changed_at")


@dataclass(frozen=True, slots=True)
class IndexRow:
    """An index of the definition's own; ``own`` is its text there, for its buttons."""

    columns: str
    size: str
    state: str
    tone: str
    own: str


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    index: str
    columns: str
    why: str
    cost: str


@dataclass(frozen=True, slots=True)
class IndexesPage:
    """object_indexes.html"""

    head: ObjectHead
    base: int
    rows: tuple[IndexRow, ...]
    by_rule: tuple[str, ...]
    suggestions: tuple[SuggestionRow, ...]
    columns: tuple[Choice, ...]
    places: tuple[int, ...]
    chosen: tuple[str, ...] = ()
    descending: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()


@blueprint.get("/objects/<name>/indexes")
@needs("Metadata")
def indexes(name: str) -> Response:
    setup = here()
    return _page(setup, setup.object(name))


@blueprint.post("/objects/<name>/indexes")
@needs("Metadata")
def change_indexes(name: str) -> Response:
    """``add`` is an index as a definition writes it, or the name of one field; ``drop`` one that is there; otherwise the form's columns."""
    setup = here()
    found = setup.object(name)
    form = request.form
    if index := form.get("drop", ""):
        if index not in found.indexes:
            raise NotFound(_("This index does not exist."))
        edit: Edit = ChangeObject(found.name, {"indexes": [one for one in found.indexes if one != index]})
        return _carry_out(setup, found, edit, _("The index is removed."))
    index = form.get("add", "") or written(_parts())
    if index and "," not in index and not index.startswith("-"):
        edit = ChangeField(found.name, index, {"indexed": True})
    else:
        edit = ChangeObject(found.name, {"indexes": [*found.indexes, index]})
    return _carry_out(setup, found, edit, _("The index is ordered; lists use it as soon as it is made."))


@blueprint.post("/objects/<name>/indexes/again")
@needs("Metadata")
def build_again(name: str) -> Response:
    """Orders an index once more that could not be made."""
    setup = here()
    found = setup.object(name)
    order_again(setup.session, found, request.form.get("index", ""), setup.actor.id or None)
    return done(f"{object_href(found.name)}indexes", _("The index is ordered; lists use it as soon as it is made."))


def _parts() -> list[Part]:
    names = [name for place in range(1, MOST_COLUMNS + 1) if (name := request.form.get(f"column{place}", ""))]
    return [(name, request.form.get(f"down{place}") == "1") for place, name in enumerate(names, 1)]


def _carry_out(setup: Setup, found: ObjectDef, edit: Edit, message: str) -> Response:
    label = text(found.label, fallback=found.name)
    href = f"{object_href(found.name)}indexes"
    wish = Wish([edit], _("Indexes of %(label)s", label=label), href, message, Link(label, object_href(found.name)))
    try:
        return carry_out(setup, wish)
    except InvalidInput as error:
        if request.form.get("add") or request.form.get("drop"):
            return refused(href, error)
        return _page(setup, found, tuple(f"{one.what} {one.hint}".strip() for one in error.problems), 422)


def _page(setup: Setup, found: ObjectDef, problems: tuple[str, ...] = (), status: int = 200) -> Response:
    own = {one.index: one for one in own_indexes(setup.session, found)}
    rule = [parts for parts in parts_of_indexes(found, TYPES) if written(parts) not in own]
    context = IndexesPage(
        head=object_head(setup, found, "indexes"),
        base=base_of(setup),
        rows=tuple(_own_row(found, one) for one in own.values()),
        by_rule=tuple(_words(found, parts) for parts in rule),
        suggestions=tuple(_suggestion(found, one) for one in suggestions(setup.session, found)),
        columns=_columns(found),
        places=tuple(range(1, MOST_COLUMNS + 1)),
        chosen=tuple(name for name, _descending in _parts()),
        descending=frozenset(name for name, descending in _parts() if descending),
        problems=problems,
    )
    return page("object_indexes", context, status)


def _own_row(found: ObjectDef, one: OwnIndex) -> IndexRow:
    words = {BUILDING: (_("Being made"), "blue"), FAILED: (_("Failed"), "red")}
    state, tone = words.get(one.state, (_("In use"), "green"))
    size = "" if one.size is None else _size(one.size)
    return IndexRow(_words(found, parts_of(one.index)), size, state, tone, one.index)


def _suggestion(found: ObjectDef, one: Suggestion) -> SuggestionRow:
    seconds = f"{one.worst / 1000:.1f}"
    why = ngettext(
        "A list took %(seconds)s seconds, once in the last 30 days.",
        "Lists took up to %(seconds)s seconds, %(num)s times in the last 30 days.",
        one.times,
        seconds=seconds,
    )
    cost = _("Takes about %(size)s, and a little time at every save.", size=_size(one.size))
    return SuggestionRow(one.index, _words(found, parts_of(one.index)), why, cost)


def _words(found: ObjectDef, parts: tuple[Part, ...]) -> str:
    return " · ".join(_label(found, name) + (" ↓" if descending else "") for name, descending in parts)


def _label(found: ObjectDef, name: str) -> str:
    field = found.field(name) or SYSTEM.get(name)
    return label_of(field) if field is not None else name


def _columns(found: ObjectDef) -> tuple[Choice, ...]:
    able = [f for f in found.live_fields if TYPES[f.type].sortable and f.type != "textarea"]
    names = [*(f.name for f in able), *(name for name in SORTED_SYSTEM if found.scoped or name not in ("owner", "department"))]
    return tuple(Choice(name, _label(found, name)) for name in names)


def _size(number: int) -> str:
    if number < 1024 * 1024:
        return _("%(number)s KB", number=number_text(max(1, number // 1024)))
    return _("%(number)s MB", number=number_text(number // 1024 // 1024))
