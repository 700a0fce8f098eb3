"""The list of objects, the form of a new one, and the browser's proposals of names.

A new object is made with its fields in one step. Public names: ObjectsPage, NewObjectPage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import jsonify, request
from werkzeug.wrappers import Response

from app.errors import InvalidInput
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.edits import CreateObject
from app.metadata.summary import Summary
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out
from app.views.setup.door import Setup, base_of, blueprint, here, needs, page
from app.views.setup.icons import icon_groups
from app.views.setup.inputs import Choice, Errors, Input, beside, explain, unlabelled
from app.views.setup.kinds import KindGroup, kind_groups
from app.views.setup.object_form import object_inputs, raw_object
from app.views.setup.object_head import object_href
from app.views.setup.several import Line, blank_lines, lay, lines_of, raw_fields
from app.views.setup.suggest import api_name, plural

SHOWN = 200
"""Objects on one page of the list; the search finds the rest."""
ITSELF = "."
"""Target of a lookup to the object that is being made."""
FIRST_LINES = 6
"""Lines of the grid on a new object; the browser adds more."""


@dataclass(frozen=True, slots=True)
class ObjectRow:
    id: int
    name: str
    label: str
    icon: str
    package: str
    fields: int
    scope: str
    revision: int
    href: str


@dataclass(frozen=True, slots=True)
class ObjectsPage:
    """objects.html"""

    rows: tuple[ObjectRow, ...]
    live_count: int
    retired_count: int
    retired: bool
    query: str
    package: str
    packages: tuple[Choice, ...]
    """Empty when there is only one origin."""
    summary: str


@dataclass(frozen=True, slots=True)
class NewObjectPage:
    """object_new.html"""

    base: int
    inputs: tuple[Input, ...]
    icon: str
    icons: tuple[tuple[str, tuple[str, ...]], ...]
    lines: tuple[Line, ...]
    types: tuple[KindGroup, ...]
    targets: tuple[Choice, ...]
    errors: Errors


@blueprint.get("/")
@needs("Metadata")
def objects() -> Response:
    """All objects, searched by label and name."""
    setup = here()
    retired = request.args.get("retired") == "1"
    query, package = request.args.get("q", "").strip(), request.args.get("package", "")
    summaries = list((setup.catalog.retired_objects if retired else setup.catalog.objects).values())
    matching = [s for s in summaries if _matches(s, query) and package in ("", s.package or "*")]
    matching.sort(key=lambda s: (s.package == "", s.package, s.name))
    more = len(matching) - SHOWN
    context = ObjectsPage(
        rows=tuple(_row(setup, s) for s in matching[:SHOWN]),
        live_count=len(setup.catalog.objects),
        retired_count=len(setup.catalog.retired_objects),
        retired=retired,
        query=query,
        package=package,
        packages=_packages(summaries),
        summary=_("%(number)s more objects match; search to find them.", number=more) if more > 0 else "",
    )
    return page("objects", context)


def _matches(summary: Summary, query: str) -> bool:
    words = [summary.name, text(summary.label), text(summary.label_plural), *summary.label.values()]
    return any(query.casefold() in word.casefold() for word in words)


def _row(setup: Setup, summary: Summary) -> ObjectRow:
    found = setup.object(summary.name)
    scope = _("by department") if summary.scoped else _("by everybody who may use it")
    label = text(summary.label, fallback=summary.name)
    fields = len(found.live_fields)
    return ObjectRow(summary.id, summary.name, label, summary.icon, summary.package, fields, scope, summary.revision, object_href(summary.name))


def _packages(summaries: Iterable[Summary]) -> tuple[Choice, ...]:
    names = sorted({s.package for s in summaries})
    if len(names) < 2:
        return ()
    return (Choice("", _("All origins")), *(Choice(name or "*", name or _("Made here")) for name in names))


@blueprint.get("/objects/new")
@needs("Metadata")
def new_object() -> Response:
    """The empty form: the title field is given, everything else waits for a label."""
    setup = here()
    title = Line(1, label=_("Name"), name="name", required=True)
    return _form(setup, {"scoped": "1", "history": "1"}, (title, *blank_lines(2, FIRST_LINES - 1)))


@blueprint.post("/objects/new")
@needs("Metadata")
def make_object() -> Response:
    """Makes the object with the fields of the grid."""
    setup = here()
    values, lines = request.form.to_dict(), lines_of(request.form)
    if values.get("action") == "back":
        return _form(setup, values, lines)
    fields = raw_fields(lines, setup.locale, (), TYPES)
    raw = raw_object(values, setup.locale, frozenset(setup.catalog.objects) | frozenset(setup.catalog.retired_objects), fields)
    for field in fields:
        if field.get("target") == ITSELF:
            field["target"] = raw["name"]
    if not values.get("label", "").strip():
        return _form(setup, values, lines, explain([unlabelled()], ("label",)), 422)
    wish = Wish(
        edits=[CreateObject(raw)],
        title=_("Make the object %(label)s", label=values.get("label", "") or raw["name"]),
        done_href=f"{object_href(raw['name'])}?made=1",
        message=_("The object is there, and so are its list, form and record page."),
        back=Link(_("Objects and fields"), "/setup/"),
        button=_("Make the object"),
    )
    try:
        return carry_out(setup, wish)
    except InvalidInput as error:
        placed, rest = lay(lines, fields, error.problems)
        errors = explain(rest, ("label", "label_plural", "name", "description", "icon"))
        if errors or any(line.error for line in placed):
            return _form(setup, values, placed, errors, 422)
        return _form(setup, values, placed, Errors(general=(error.message,)), 422)


def _form(setup: Setup, values: dict[str, str], lines: tuple[Line, ...], errors: Errors = Errors(), status: int = 200) -> Response:
    icon = values.get("icon") or "fa-table"
    spare = blank_lines(max((line.number for line in lines), default=0) + 1, max(1, FIRST_LINES - len(lines)))
    faulty = sum(1 for line in lines if line.error)
    if faulty:
        errors = Errors(errors.by_input, (*errors.general, *(beside(line.label or line.name, line.error) for line in lines if line.error)))
    context = NewObjectPage(
        base=base_of(setup),
        inputs=errors.on(object_inputs(values)),
        icon=icon,
        icons=icon_groups(icon),
        lines=lines if any(line.blank for line in lines) else (*lines, *spare),
        types=kind_groups(TYPES),
        targets=(Choice(ITSELF, _("This object itself")), *object_choices(setup)),
        errors=errors,
    )
    return page("object_new", context, status)


def object_choices(setup: Setup) -> tuple[Choice, ...]:
    """Every live object, by label, for a lookup's target."""
    choices = (Choice(s.name, text(s.label, fallback=s.name)) for s in setup.catalog.objects.values())
    return tuple(sorted(choices, key=lambda choice: (choice.label, choice.value)))


@blueprint.get("/suggest")
@needs("Metadata")
def suggest() -> Response:
    """The API name and plural for a label that is being typed: ``{"name", "plural"}``."""
    setup, arguments = here(), request.args
    label, kind = arguments.get("label", "")[:200], arguments.get("kind", "field")
    taken = set(arguments.get("taken", "")[:4000].split(","))
    if kind == "object":
        taken |= {*setup.catalog.objects, *setup.catalog.retired_objects}
    elif (found := setup.catalog.any_object(arguments.get("object", ""))) is not None and kind == "field":
        taken |= {f.name for f in found.fields}
    name = api_name(label, taken, kind if kind in ("field", "object") else "other")
    return jsonify({"name": name, "plural": plural(label, setup.locale)})
