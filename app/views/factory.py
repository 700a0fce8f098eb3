"""Puts the application together: settings, database, FAB with our seam, pages, APIs, and the gate before all of them.

Nothing is registered after this, and nothing here reads the database: a start with 500 objects costs what one without any does.
Public names: build.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import Flask, redirect, url_for
from flask_appbuilder.base import AppBuilder
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from app.access import scopes
from app.access.login_rules import RULES, LoginRules
from app.i18n import flask_side
from app.models import engine
from app.models.base import db
from app.runtime.holder import Runtime
from app.views import (
    api_account,
    audit_door,
    cookies,
    dispatch,
    errors,
    gate,
    headers,
    health,
    own_account,
    seam_audit,
    seam_changes,
    setup,
    shell,
    slow_lists,
    statics,
)
from app.views.api import Api
from app.views.api_access import AccessApi
from app.views.api_audit import AuditApi
from app.views.api_metadata import MetadataApi
from app.views.api_openapi import OpenApi
from app.views.api_organisation import DepartmentsApi, RolesApi, UsersApi
from app.views.api_packages import PackagesApi
from app.views.api_revisions import RevisionsApi
from app.views.application import Application
from app.views.home import HomeView
from app.views.login import limit_key, limit_logins
from app.views.menu import MetadataMenu
from app.views.seam import SecurityManager
from app.views.seam_pages import refuse_weak
from config import settings

APIS: tuple[type[Api], ...] = (MetadataApi, RevisionsApi, PackagesApi, DepartmentsApi, UsersApi, RolesApi, AccessApi, AuditApi, OpenApi)


def build(config: Mapping[str, Any] | None = None) -> Flask:
    """The application. ``config`` overrides what the environment says."""
    app = Application("app", template_folder="views/templates", static_folder="static")
    app.config.update(settings())
    app.config.update(config or {})
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine.engine_options(url))
    app.config.setdefault("RATELIMIT_KEY_FUNC", limit_key)
    app.config["FAB_PASSWORD_COMPLEXITY_VALIDATOR"] = refuse_weak
    app.extensions["fieldloom"] = Runtime()
    db.init_app(app)
    with app.app_context():
        engine.configure(db.engine)
        scopes.install(db.session)
        seam_changes.install(db.session)
        audit_door.install(app, db.session, {RULES: _login_rules(app.config)})
        seam_audit.install(db.session)
        appbuilder = AppBuilder(app, cast(Any, db.session), menu=MetadataMenu(), indexview=HomeView, security_manager_class=SecurityManager)
        _add_views(app, appbuilder)
    flask_side.install(app)
    Compress(app)
    limit_logins(app)
    for part in (gate, cookies, headers, errors, shell, slow_lists):
        part.install(app)
    statics.install(app)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    return app


def _login_rules(config: Mapping[str, Any]) -> LoginRules:
    return LoginRules(str(config["SECRET_KEY"]), config["REDIS_URL"], config["PASSWORD_MIN_LENGTH"], config["PASSWORD_FORMER"])


def _add_views(app: Flask, appbuilder: AppBuilder) -> None:
    app.register_blueprint(health.blueprint)
    for api in APIS:
        appbuilder.add_api(api)
    dispatch.install(app, appbuilder)
    setup.register(app, appbuilder)
    app.register_blueprint(own_account.blueprint)
    app.register_blueprint(api_account.blueprint)
    # FAB's language links lead to the page history and leave the user's row alone
    app.view_functions["LocaleView.index"] = lambda locale: redirect(url_for("HomeView.index", lang=locale))
