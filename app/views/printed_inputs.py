"""Prints the inputs of a form by pieces that the macro ``row`` of fields/input.html printed once for each field and language.

The pieces are kept where the FormField says (``pieces``, which goes with the layout it belongs to), so what a value changes in an input must be told here:
a text fills a hole; an input with choices is another FormField for each value. An input with errors is printed by the macro. In a template
``{{ printed_input(field) }}`` prints what ``inputs.row(field)`` prints, to the letter. Public names: install, InputPrinter, CHOOSING.
"""

from __future__ import annotations

from typing import cast

from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

from app.views.pages import FormField
from app.views.pieces import Pieces, cut, filled, hole

CHOOSING = frozenset({"select", "multi_select", "boolean"})
"""Widgets that compare their value with what there is to choose."""
HOLES = ("value", "selected_label")


class InputPrinter:
    """One an application. Safe for threads: pieces made twice are equal."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def row(self, f: FormField) -> Markup:
        """The label, the input and its help or errors."""
        if f.errors or f.pieces is None or self._environment.auto_reload:
            return Markup(self._macro(f))  # noqa: S704 -- what the macro printed
        shape = (f.value == "", f.selected_label == "")
        pieces = f.pieces.get(shape)
        if pieces is None:
            pieces = f.pieces[shape] = cut(self._macro(_sample(f)))
        if not pieces.names:
            return Markup(pieces.format % ())  # noqa: S704 -- what the macro printed
        return filled(pieces.format, [getattr(f, name) for name in cast(Pieces, pieces).names])

    def _macro(self, f: FormField) -> str:
        found = self._environment.get_template("fields/input.html")
        module = found.make_module() if self._environment.auto_reload else found.module
        return cast(str, module.row(f))  # type: ignore[attr-defined]  # a macro


def _sample(f: FormField) -> FormField:
    """The input with marks for its texts."""
    holes = HOLES if f.widget not in CHOOSING or f.read_only else ()
    return f._replace(**{name: hole(name) for name in holes if getattr(f, name)})  # type: ignore[arg-type]


def install(app: Flask) -> None:
    """Templates get ``printed_input``."""
    app.jinja_env.globals["printed_input"] = InputPrinter(app.jinja_env).row
