"""The home page: what the user may open, counted within their reach.

Public name: HomeView.
"""

from __future__ import annotations

from typing import Any

from flask_appbuilder.baseviews import BaseView

from app.i18n import gettext as _
from app.runtime.request import current_actor
from app.views.fab import page_url
from app.views.pages import HomePage


class HomeView(BaseView):
    """``/``"""

    route_base = ""
    default_view = "index"

    @page_url("/")
    def index(self) -> Any:
        """For whoever is logged in."""
        actor = current_actor()
        page = HomePage(greeting=_("Hello, %(name)s", name=actor.name or actor.username))
        return self.render_template("home.html", page=page)
