"""Makes FAB, Flask-Babel and WTForms speak the reader's language from OUR catalogs.

Flask-Babel 4.0 merges catalogs by Babel's own fallback: zh_Hant falls to ``zh``, so every Traditional page shows Simplified text, and FAB's and WTForms'
Traditional catalogs cannot be reached. So one domain is put in its place that knows our catalogs only; they hold all msgids of FAB and WTForms.
Public names: install, begin_request.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_babel import Domain, refresh

from app.i18n.locale import activate, current_locale, current_timezone, present, restore
from app.i18n.texts import translations

BEFORE = "fieldloom.place"
"""Key of the WSGI environment: the reader's place before the request."""


class CatalogDomain(Domain):
    """Flask-Babel's door to the texts: always the catalog of ``current_locale()``."""

    def get_translations(self) -> Any:
        return translations(current_locale())


def install(app: Flask) -> None:
    """Call once, after AppBuilder has set Flask-Babel up: replaces its choice of language, time zone and catalogs."""
    configuration = app.extensions["babel"]
    configuration.locale_selector = current_locale
    configuration.timezone_selector = lambda: str(current_timezone())
    configuration.instance.domain_instance = CatalogDomain()
    app.teardown_request(_end_request)


def begin_request(locale: str | None, timezone: str | None) -> None:
    """Call at a request's start, and again when the user changes language: this is the reader from now on."""
    environment, before = request.environ, present()
    known = environment.setdefault(BEFORE, before)
    activate(locale, timezone)
    if known is not before and present() == before:
        return  # the same language and time zone again
    refresh()
    request.wtforms_translations = translations(current_locale())  # type: ignore[attr-defined]  # what flask_wtf.i18n looks for first


def _end_request(_error: BaseException | None) -> None:
    """The thread serves other readers next: nothing of this one stays."""
    before = request.environ.pop(BEFORE, None)
    if before is not None:
        restore(before)
