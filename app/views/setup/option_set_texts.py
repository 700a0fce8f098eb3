"""All texts of an option set in every language side by side. Public names: none beyond the route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.errors import InvalidInput
from app.i18n import gettext as _
from app.i18n.labels import text
from app.metadata.definitions import OptionSetDef
from app.metadata.dump import dump
from app.metadata.edits import PutOptionSet
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out
from app.views.setup.door import blueprint, here, needs
from app.views.setup.inputs import Errors, explain
from app.views.setup.labels import labels_page, relabelled
from app.views.setup.option_sets import LIST, set_of
from app.views.setup.texts import Place, written


@blueprint.route("/option-sets/<name>/labels", methods=["GET", "POST"])
@needs("Metadata")
def set_labels(name: str) -> Response:
    """All texts of an option set in every language."""
    setup = here()
    found = set_of(setup, name)
    label, sent = text(found.label, fallback=found.name), request.form.to_dict()
    back = Link(label, f"{LIST}{found.name}/")
    if request.method == "GET" or sent.get("action") == "back":
        return labels_page(setup, label, back, (list(_places(found)), sent, Errors()))
    wish = Wish([PutOptionSet(_with_words(found, sent))], _("Change the texts of %(label)s", label=label), request.path, _("The texts are saved."), back)
    try:
        return carry_out(setup, wish)
    except InvalidInput as error:
        return labels_page(setup, label, back, (list(_places(found)), sent, explain(error.problems, ())))


def _places(found: OptionSetDef) -> Iterator[Place]:
    yield Place(_("Option set"), "label", found.label)
    for option in found.options:
        yield Place(_("Option"), f"options.{option.value}", option.label)


def _with_words(found: OptionSetDef, sent: Mapping[str, str]) -> dict[str, Any]:
    changed = {place.path: written(place, sent) for place in _places(found)}
    raw = dump(found)
    options = [relabelled(option, changed.get(f"options.{option['value']}", {})) for option in raw.get("options", [])]
    return {**relabelled(raw, changed["label"]), "options": options}
