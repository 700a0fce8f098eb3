"""Which language a request is answered in: ``?lang=`` for good, else the user's, the session's, the browser's, the installation's.

Public name: choose_language.
"""

from __future__ import annotations

from flask import request, session

from app.i18n import SUPPORTED
from app.i18n.flask_side import begin_request
from app.i18n.locale import negotiate
from app.models.base import db
from app.models.engine import writing
from app.models.users import User
from app.views.visitor import Visitor


def choose_language(user: Visitor | None) -> None:
    """Makes the reader's language and time zone those of this request; a choice in the address is kept for good."""
    asked = request.args.get("lang", "")
    known = (user.locale if user else None) or session.get("locale")
    if asked in SUPPORTED and request.endpoint is not None:
        _keep(asked, user)
        known = asked
    locale = known if known in SUPPORTED else negotiate(request.headers.get("Accept-Language"))
    begin_request(locale, user.timezone if user else None)


def _keep(locale: str, user: Visitor | None) -> None:
    if session.get("locale") != locale:
        session["locale"] = locale
    if user is not None and user.locale != locale:
        with writing(db.session()):
            db.session().get_one(User, user.id).locale = locale
