"""An application that has nothing but our templates: enough to print every page from a sample context."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, render_template

from app.views import kept, printed_inputs, printed_list, printed_record
from app.views import printed as printing
from tests.views import samples

ROOT = Path(__file__).parents[2]


def printing_app() -> Flask:
    """Flask with our templates, English whatever the machine speaks, and a CSRF token that stays."""
    app = Flask("app", root_path=str(ROOT / "app"), template_folder="views/templates", static_folder="static")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(str, lambda one, many, number: one if number == 1 else many, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    printing.install(app)
    printed_inputs.install(app)
    printed_record.install(app)
    printed_list.install(app)
    kept.install(app)
    return app


@pytest.fixture(scope="session")
def printer() -> Flask:
    return printing_app()


@pytest.fixture
def printed(printer: Flask):
    """``printed(name)`` or ``printed(template, page, shell)`` → the page's HTML."""

    def make(template: str, page: object = None, shell: object = None) -> str:
        if page is None:
            template, context = samples.PAGES[template]
            page = context()
        with printer.test_request_context("/"):
            return render_template(template, page=page, shell=shell or samples.shell())

    return make
