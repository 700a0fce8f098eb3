"""Prints the values of a record page: what stands around them is the same for every record of an object, and kept with its layout.

The macros of record/values.html print it once with marks where values belong; later values are put between the pieces. In a template
``{{ printed_values.sections(page) }}``, the same for ``highlights`` and ``ownership``; ``tabs``, ``related`` and ``history`` print those.
Public names: install, RecordPrinter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

from app.views.pages import RecordPage, Value, ValueSection
from app.views.pieces import cut, filled, hole
from app.views.printed import NO_ROW, Printer


class RecordPrinter:
    """One an application. Safe for threads: pieces made twice are equal."""

    def __init__(self, environment: Environment, values: Printer) -> None:
        self._environment = environment
        self._values = values

    def highlights(self, page: RecordPage) -> Markup:
        """The first few values, in one line."""
        return self._print(page, "highlights", page.highlights, lambda values: (values,))

    def sections(self, page: RecordPage) -> Markup:
        """All values, section by section."""

        def arguments(values: Sequence[Value]) -> tuple[Any, ...]:
            left = iter(values)
            return page.object_name, [ValueSection(one.label, tuple(next(left) for _ in one.values), one.name) for one in page.sections]

        return self._print(page, "sections", [value for section in page.sections for value in section.values], arguments)

    def ownership(self, page: RecordPage) -> Markup:
        """Whose it is, and who made and changed it when."""
        return self._print(page, "ownership", page.system, lambda values: (values,))

    def tabs(self, page: RecordPage) -> Markup:
        """The line of related lists that have records; nothing without one."""
        return self._html("record/related.html", "tabs", page) if page.filled else Markup()

    def related(self, page: RecordPage) -> Markup:
        """The related lists."""
        return self._html("record/related.html", "all", page) if page.related else Markup()

    def history(self, page: RecordPage) -> Markup:
        """What happened to the record; nothing for an object without history."""
        return self._html("record/history.html", "history", page) if page.history or page.history_more_href else Markup()

    def _html(self, template: str, macro: str, page: RecordPage) -> Markup:
        return Markup(self._macro(macro, template)(page))  # noqa: S704 -- what the macro printed

    def _print(self, page: RecordPage, name: str, values: Sequence[Value], arguments: Callable[[Sequence[Value]], tuple[Any, ...]]) -> Markup:
        pieces = page.pieces if page.pieces is not None and not self._environment.auto_reload else {}
        around = pieces.get(name)
        if around is None:
            place = Markup(hole("value"))  # noqa: S704 -- a mark needs no escaping
            html = self._macro(name)(*arguments([value._replace(shown=place) for value in values]))  # type: ignore[arg-type]  # printed as it is
            # two rounds of filling: first the pieces of the values, then their texts
            around = pieces[name] = cut(html).format.replace("%%", "%%%%"), cut(str(self._macro("nothing")())).format
        form, empty = around
        ready = self._values.several([value.shown for value in values], "record", empty)
        texts = [fill(value.shown, NO_ROW) for value, (_form, fills) in zip(values, ready, strict=True) for fill in fills]
        return filled(form % tuple(one for one, _fills in ready), texts)

    def _macro(self, name: str, template: str = "record/values.html") -> Callable[..., str]:
        found = self._environment.get_template(template)
        made: Callable[..., str] = getattr(found.make_module() if self._environment.auto_reload else found.module, name)
        return made


def install(app: Flask) -> None:
    """Templates get ``printed_values``; call after ``printed.install``."""
    app.jinja_env.globals["printed_values"] = RecordPrinter(app.jinja_env, app.extensions["fieldloom_printer"])
