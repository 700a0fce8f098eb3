"""All texts of an object in every language side by side, saved as one change. Public names: LabelsPage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.errors import InvalidInput
from app.i18n import SUPPORTED
from app.i18n import gettext as _
from app.i18n.labels import text
from app.i18n.locale import NAMES, html_lang
from app.metadata.definitions import Label, ObjectDef
from app.metadata.dump import dump_field
from app.metadata.edits import ChangeField, ChangeObject, Edit
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out
from app.views.setup.door import Setup, base_of, blueprint, here, needs, page
from app.views.setup.inputs import Errors, explain
from app.views.setup.object_head import ObjectHead, object_head, object_href
from app.views.setup.words import delta

COUNTED = ("zh_Hans", "en")
"""Languages that miss a text when it is not written; zh_Hant is converted."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: ``path`` is unique in the object, e.g. ``status.options.new``."""

    kind: str
    path: str
    label: Label
    long: bool = False

    def name(self, locale: str) -> str:
        """The input's name."""
        return f"text:{self.path}:{locale}"

    @property
    def missing(self) -> bool:
        return bool(self.label) and "*" not in self.label and any(locale not in self.label for locale in COUNTED)


@dataclass(frozen=True, slots=True)
class Locale:
    lang: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    name: str
    label: str
    lang: str
    value: str
    placeholder: str
    """What readers see while it is empty."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    kind: str
    place: str
    long: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LabelsPage:
    """labels.html"""

    head: ObjectHead
    base: int
    locales: tuple[Locale, ...]
    rows: tuple[Row, ...]
    total: int
    missing: int
    missing_only: bool
    errors: Errors = field(default_factory=Errors)


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
        return _form(setup, found, sent, explain(error.problems, ()), 422)


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


def _written(place: Place, sent: Mapping[str, str]) -> dict[str, str | None]:
    """What the form changes in a text; inputs that were not sent change nothing."""
    after = dict(place.label)
    for locale in SUPPORTED:
        value = sent.get(place.name(locale))
        if value is not None and value.strip():
            after[locale] = value.strip()
        elif value is not None:
            after.pop(locale, None)
    return delta(place.label, after)


def _edits(found: ObjectDef, sent: Mapping[str, str]) -> Iterator[Edit]:
    changed = {place.path: words for place in places(found) if (words := _written(place, sent))}
    own = {key: changed[key] for key in ("label", "label_plural", "description") if key in changed}
    if own:
        yield ChangeObject(found.name, own)
    for one in found.live_fields:
        changes: dict[str, Any] = {key: changed[path] for key, path in (("label", one.name), ("help", f"{one.name}.help")) if path in changed}
        if any(f"{one.name}.options.{option.value}" in changed for option in one.options):
            changes["options"] = [_option(raw, changed.get(f"{one.name}.options.{raw['value']}", {})) for raw in dump_field(one)["options"]]
        if changes:
            yield ChangeField(found.name, one.name, changes)


def _option(raw: dict[str, Any], words: Mapping[str, str | None]) -> dict[str, Any]:
    was = raw.get("label", {})
    label = {**({"*": was} if isinstance(was, str) else was), **words}
    return {**raw, "label": {locale: word for locale, word in label.items() if word is not None}}


def _form(setup: Setup, found: ObjectDef, sent: Mapping[str, str], errors: Errors = Errors(), status: int = 200) -> Response:
    listed = list(places(found))
    missing_only = request.args.get("missing") == "1"
    context = LabelsPage(
        head=object_head(setup, found, "labels"),
        base=base_of(setup),
        locales=tuple(Locale(html_lang(locale), NAMES[locale]) for locale in SUPPORTED),
        rows=tuple(_row(place, sent) for place in listed if place.missing or not missing_only),
        total=len(listed),
        missing=sum(place.missing for place in listed),
        missing_only=missing_only,
        errors=errors,
    )
    return page("labels", context, status)


def _row(place: Place, sent: Mapping[str, str]) -> Row:
    cells = (
        Cell(
            name=place.name(locale),
            label=f"{place.path} {NAMES[locale]}",
            lang=html_lang(locale),
            value=sent.get(place.name(locale), place.label.get(locale, "")),
            placeholder=text({key: word for key, word in place.label.items() if key != locale}, locale),
        )
        for locale in SUPPORTED
    )
    return Row(place.kind, place.path, place.long, tuple(cells))
