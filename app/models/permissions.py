"""FAB's tables of roles and permissions as Core tables, for bulk statements that its one-by-one API cannot do.

A permission of FAB (PVM) is a pair: permission ``can_list`` on view menu ``lead``. Public names: PERMISSION, VIEW_MENU, PAIR, GRANT, ROLE, USER.
"""

from __future__ import annotations

from typing import cast

from flask_appbuilder.security.sqla import models as fab
from sqlalchemy import Table

from app.models.users import User

PERMISSION = cast(Table, fab.Permission.__table__)
VIEW_MENU = cast(Table, fab.ViewMenu.__table__)
PAIR = cast(Table, fab.PermissionView.__table__)
"""One permission on one view menu."""
GRANT = fab.assoc_permissionview_role
"""A pair given to a role."""
ROLE = cast(Table, fab.Role.__table__)
USER = cast(Table, User.__table__)
