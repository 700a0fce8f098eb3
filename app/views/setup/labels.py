"""All texts of an object in every language side by side, saved as one change. Public names: LabelsPage, labels_page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.errors import InvalidInput
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import ObjectDef
from app.metadata.dump import dump_field
from app.metadata.edits import ChangeField, ChangeObject, Edit
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out
from app.views.setup.door import Setup, base_of, blueprint, here, needs, page
from app.views.setup.inputs import Errors, explain
from app.views.setup.object_head import ObjectHead, object_head, object_href
from app.views.setup.texts import Locale, Place, Row, locales, rows_of, written


@dataclass(frozen=True, slots=True)
class LabelsPage:
    """labels.html; ``head`` is None where the texts are not an object's."""

    title: str
    back: Link
    action: str
    base: int
    locales: tuple[Locale, ...]
    rows: tuple[Row, ...]
    total: int
    missing: int
    missing_only: bool
    errors: Errors
    head: ObjectHead | None = None


@blueprint.get("/objects/<name>/labels")
@needs("Metadata")
def labels(name: str) -> Response:
    setup = here()
    return _form(setup, setup.object(name), {})


@blueprint.post("/objects/<name>/labels")
@needs("Metadata")
def change_labels(name: str) -> Response:
    """Saves every text that differs."""
    setup = here()
    found = setup.object(name)
    sent = request.form.to_dict()
    if sent.get("action") == "back":
        return _form(setup, found, sent)
    label = text(found.label, fallback=found.name)
    wish = Wish(
        edits=list(_edits(found, sent)),
        title=_("Change the texts of %(label)s", label=label),
        done_href=f"{object_href(found.name)}labels",
        message=_("The texts are saved."),
        back=Link(label, object_href(found.name)),
    )
    try:
        return carry_out(setup, wish)
    except InvalidInput as error:
        return _form(setup, found, sent, explain(error.problems, ()))


def places(found: ObjectDef) -> Iterator[Place]:
    """Every text of the object: its own, then its fields', each with help and options."""
    yield Place(_("Object"), "label", found.label)
    yield Place(_("For several"), "label_plural", found.label_plural)
    yield Place(_("Description"), "description", found.description, long=True)
    for one in found.live_fields:
        yield Place(_("Field"), one.name, one.label)
        yield Place(_("Help"), f"{one.name}.help", one.help, long=True)
        for option in one.options:
            yield Place(_("Option"), f"{one.name}.options.{option.value}", option.label)


def _edits(found: ObjectDef, sent: Mapping[str, str]) -> Iterator[Edit]:
    changed = {place.path: words for place in places(found) if (words := written(place, sent))}
    own: dict[str, Any] = {key: changed[key] for key in ("label", "label_plural", "description") if key in changed}
    if own:
        yield ChangeObject(found.name, own)
    for one in found.live_fields:
        changes: dict[str, Any] = {key: changed[path] for key, path in (("label", one.name), ("help", f"{one.name}.help")) if path in changed}
        if any(f"{one.name}.options.{option.value}" in changed for option in one.options):
            changes["options"] = [relabelled(raw, changed.get(f"{one.name}.options.{raw['value']}", {})) for raw in dump_field(one)["options"]]
        if changes:
            yield ChangeField(found.name, one.name, changes)


def relabelled(raw: dict[str, Any], words: Mapping[str, str | None]) -> dict[str, Any]:
    """The raw option with other words."""
    was = raw.get("label", {})
    label = {**({"*": was} if isinstance(was, str) else was), **words}
    return {**raw, "label": {locale: word for locale, word in label.items() if word is not None}}


def _form(setup: Setup, found: ObjectDef, sent: Mapping[str, str], errors: Errors = Errors()) -> Response:
    label = text(found.label, fallback=found.name)
    head = object_head(setup, found, "labels")
    return labels_page(setup, label, Link(label, head.href), (list(places(found)), sent, errors), head)


def labels_page(setup: Setup, title: str, back: Link, texts: tuple[Sequence[Place], Mapping[str, str], Errors], head: ObjectHead | None = None) -> Response:
    """The grid; ``texts`` are the places, what was sent, and what was wrong with it."""
    listed, sent, errors = texts
    missing_only = request.args.get("missing") == "1"
    context = LabelsPage(
        title=title,
        back=back,
        action=request.path,
        base=base_of(setup),
        locales=locales(),
        rows=rows_of((place for place in listed if place.missing or not missing_only), sent),
        total=len(listed),
        missing=sum(place.missing for place in listed),
        missing_only=missing_only,
        errors=errors,
        head=head,
    )
    return page("labels", context, 422 if errors else 200)
