"""'Several fields': a grid that adds many at once, in one revision. Public names: SeveralPage."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.errors import InvalidInput
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.i18n import ngettext
from app.i18n.labels import text
from app.metadata.definitions import ObjectDef
from app.metadata.edits import AddField
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out
from app.views.setup.door import Setup, base_of, blueprint, here, needs, page
from app.views.setup.inputs import Choice, Errors, beside, explain
from app.views.setup.kinds import KindGroup, kind_groups
from app.views.setup.object_head import ObjectHead, object_head, object_href
from app.views.setup.objects import object_choices
from app.views.setup.several import Line, blank_lines, lay, lines_of, raw_fields

LINES = 5


@dataclass(frozen=True, slots=True)
class SeveralPage:
    """several.html"""

    head: ObjectHead
    base: int
    lines: tuple[Line, ...]
    types: tuple[KindGroup, ...]
    targets: tuple[Choice, ...]
    errors: Errors


@blueprint.get("/objects/<name>/fields/several")
@needs("Metadata")
def several(name: str) -> Response:
    setup = here()
    return _form(setup, setup.object(name), blank_lines(1, LINES))


@blueprint.post("/objects/<name>/fields/several")
@needs("Metadata")
def add_several(name: str) -> Response:
    """Adds one field a line, all or none."""
    setup = here()
    found = setup.object(name)
    lines = lines_of(request.form)
    if request.form.get("action") == "back":
        return _form(setup, found, lines)
    if not lines:
        return _form(setup, found, blank_lines(1, LINES), Errors(general=(_("Write the label of at least one field."),)), 422)
    fields = raw_fields(lines, setup.locale, (f.name for f in found.fields), TYPES)
    label = text(found.label, fallback=found.name)
    wish = Wish(
        edits=[AddField(found.name, raw) for raw in fields],
        title=ngettext("Add %(num)s field to %(label)s", "Add %(num)s fields to %(label)s", len(fields), label=label),
        done_href=object_href(found.name),
        message=ngettext("%(num)s field is added.", "%(num)s fields are added.", len(fields)),
        back=Link(label, object_href(found.name)),
        button=_("Add the fields"),
    )
    try:
        return carry_out(setup, wish)
    except InvalidInput as error:
        placed, rest = lay(lines, fields, error.problems)
        told = tuple(beside(line.label or line.name, line.error) for line in placed if line.error)
        general = explain(rest, ()).general
        return _form(setup, found, placed, Errors(general=(*general, *told) or (error.message,)), 422)


def _form(setup: Setup, found: ObjectDef, lines: tuple[Line, ...], errors: Errors = Errors(), status: int = 200) -> Response:
    spare = blank_lines(max((line.number for line in lines), default=0) + 1, max(1, LINES - len(lines)))
    shown = lines if any(line.blank for line in lines) else (*lines, *spare)
    context = SeveralPage(object_head(setup, found, "fields"), base_of(setup), shown, kind_groups(TYPES), object_choices(setup), errors)
    return page("several", context, status)
