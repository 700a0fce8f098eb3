"""The names of the audit log, with the words in which people read them. An open list: a new event is a line here.

Public names: EVENTS, RESULTS, DOORS.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import mark

EVENTS: Mapping[str, str] = {
    "login": mark("Login"),
    "login_failed": mark("Failed login"),
    "login_locked": mark("Login locked"),
    "login_unlocked": mark("Login unlocked"),
    "logout": mark("Logout"),
    "refused": mark("Refusal"),
    "user_created": mark("User made"),
    "user_changed": mark("User changed"),
    "user_deleted": mark("User deleted"),
    "password_changed": mark("Password changed"),
    "second_factor_set": mark("Second factor set up"),
    "second_factor_removed": mark("Second factor removed"),
    "recovery_code_used": mark("Recovery code used"),
    "role_created": mark("Role made"),
    "role_changed": mark("Role changed"),
    "role_deleted": mark("Role deleted"),
    "group_created": mark("Group made"),
    "group_changed": mark("Group changed"),
    "group_deleted": mark("Group deleted"),
    "access_changed": mark("Access changed"),
    "department_created": mark("Department made"),
    "department_changed": mark("Department changed"),
    "department_closed": mark("Department closed"),
    "setting_changed": mark("Setting changed"),
    "transferred": mark("Record transferred"),
    "export": mark("Export"),
    "masked_viewed": mark("Masked value viewed"),
    "impersonated": mark("Acted as another user"),
    "shared": mark("Record shared"),
    "metadata_published": mark("Metadata published"),
    "metadata_rolled_back": mark("Metadata rolled back"),
    "package_installed": mark("Package installed"),
    "audit_purged": mark("Audit log purged"),
}
"""Event → its word, a msgid until it is read."""
RESULTS: Mapping[str, str] = {"done": mark("Succeeded"), "refused": mark("Refused"), "failed": mark("Failed")}
DOORS: Mapping[str, str] = {"page": mark("Page"), "api": mark("API"), "cli": mark("Command line"), "job": mark("Background job")}
