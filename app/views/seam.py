"""What the product changes in Flask-AppBuilder's security: who a user is, what they may, how they log in by token.

FAB asks the database for each permission and deletes the permissions of every view it did not register itself; ours answers from the actor and
leaves rows alone. Checked against FAB 5.3.0. Public name: SecurityManager.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, g, session
from flask_appbuilder.security.sqla.manager import SecurityManager as FabSecurityManager
from flask_jwt_extended import JWTManager

from app.models.engine import writing
from app.models.users import User
from app.runtime.request import current_actor, known_user
from app.views import seam_pages
from app.views.audit_door import note_login
from app.views.login import LoginApi, LoginView
from app.views.tokens import answer_token_errors
from app.views.visitor import Visitor


class SecurityManager(FabSecurityManager):
    """FAB's security on our users, with permissions from the actor of the request."""

    user_model = User
    authdbview = LoginView
    userdbmodelview = seam_pages.UserDBModelView
    rolemodelview = seam_pages.RoleModelView
    groupmodelview = seam_pages.UserGroupModelView
    userinfoeditview = seam_pages.UserInfoEditView
    resetmypasswordview = seam_pages.ResetMyPasswordView
    resetpasswordview = seam_pages.ResetPasswordView
    security_api = LoginApi
    userstatschartview: Any = None  # FAB: a chart of log-ins on Google's servers; the Content-Security-Policy forbids it

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """FAB: one uncached statement a check, 17 of them on a list page. Ours: the actor's set."""
        granted = current_actor().may(permission_name, view_name)
        if not granted:
            g.missing_right = (permission_name, view_name)  # the error page names it
        return granted

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """FAB: one statement a check for what visitors without a login may do. Ours: nothing but the named doors of views.gate."""
        return False

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """FAB: statements for roles and permissions. Ours: the actor's set."""
        granted = {view for permission, view in current_actor().permissions if permission == "menu_access"}
        return granted if menu_names is None else granted.intersection(menu_names)

    def security_cleanup(self, baseviews: Any, menus: Any) -> None:
        """FAB: deletes the permissions of every view that is not in ``baseviews``, so of every object. Ours: nothing."""

    def update_user_auth_stat(self, user: User, success: bool = True) -> None:
        """FAB: a merge of the user with all roles and groups, in a transaction that has read before. Ours: one row, in one that begins as a write."""
        with writing(self.session()):
            row = self.session.get_one(User, user.id)
            if success:
                row.login_count = (row.login_count or 0) + 1
                row.last_login = datetime.now()  # noqa: DTZ005  (FAB keeps local time)
                row.fail_login_count = 0
                note_login(row)
            else:
                row.fail_login_count = (row.fail_login_count or 0) + 1
        (self.on_user_login if success else self.on_user_login_failed)(user)

    def load_user(self, pk: Any) -> Visitor | None:
        """FAB: a user with all roles, one or more statements a request; a session outlives a change of the password. Ours: kept in memory, ends with it."""
        known = known_user(_number(pk))
        return Visitor(known) if known is not None and session.get("login") == known.fingerprint else None

    def load_user_jwt(self, _jwt_header: Any, jwt_data: Any) -> Visitor | None:
        """FAB: the same as for a session. Ours: the user of the token, whatever session the browser has."""
        known = known_user(_number(jwt_data["sub"]))
        if known is None or jwt_data.get("login") != known.fingerprint:
            return None
        g.user = Visitor(known)
        return g.user  # type: ignore[no-any-return]

    def active_user(self, pk: Any) -> User | None:
        """The user of that id unless deactivated; None for anything else."""
        user = self.session.get(User, _number(pk))
        return user if user is not None and user.is_active else None

    def create_jwt_manager(self, app: Flask) -> JWTManager:
        """FAB: answers of a shape of their own for a bad token. Ours: the API's."""
        manager = super().create_jwt_manager(app)
        answer_token_errors(manager)
        return manager


def _number(pk: Any) -> int:
    """The id that a session, token or address names; 0, nobody's, for anything else."""
    text = str(pk)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
