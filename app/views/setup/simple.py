"""Pages with a form of plain inputs: department, user, role. Public names: SimplePage, Doing, simple_page, numbers_of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from werkzeug.wrappers import Response

from app.errors import FieldloomError
from app.i18n import gettext as _
from app.views.pages import Link
from app.views.setup.door import page
from app.views.setup.field_form import Section
from app.views.setup.inputs import Errors, Input, explain


@dataclass(frozen=True, slots=True)
class Doing:
    """A line above the form with a button of its own, which posts to ``href``. ``kind``: info, warn."""

    text: str
    label: str
    href: str
    kind: str = "info"


@dataclass(frozen=True, slots=True)
class SimplePage:
    """simple_form.html"""

    title: str
    action: str
    cancel_href: str
    sections: tuple[Section, ...]
    crumbs: tuple[Link, ...] = ()
    errors: Errors = field(default_factory=Errors)
    button: str = ""
    another: bool = False
    """Is there a button that saves and goes on to the next one?"""
    danger: Link | None = None
    doings: tuple[Doing, ...] = ()

    @property
    def inputs(self) -> tuple[Input, ...]:
        return tuple(one for section in self.sections for one in section.inputs)


def simple_page(context: SimplePage, error: FieldloomError | None = None) -> Response:
    """The page, with what was wrong beside its inputs; 422 with an error."""
    if error is None:
        return page("simple_form", _with(context, Errors()))
    errors = explain(error.problems, (one.name for one in context.inputs))
    return page("simple_form", _with(context, errors or Errors(general=(error.message,))), 422)


def _with(context: SimplePage, errors: Errors) -> SimplePage:
    sections = tuple(Section(section.label, errors.on(section.inputs)) for section in context.sections)
    return replace(context, sections=sections, errors=errors, button=context.button or _("Save"))


def numbers_of(texts: Iterable[str]) -> list[int]:
    """The ids among the texts of a form; what is none counts as 0, which nothing has."""
    return [int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0 for text in texts if text]
