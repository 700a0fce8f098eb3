"""The icons that the designer offers for objects: Font Awesome Free solid, grouped by what they are about.

Public names: ICONS, icon_groups.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import lazy as _

ICONS: Mapping[str, tuple[str, ...]] = {
    "people": (
        "fa-user",
        "fa-users",
        "fa-user-plus",
        "fa-user-tie",
        "fa-address-card",
        "fa-address-book",
        "fa-id-badge",
        "fa-handshake",
        "fa-headset",
        "fa-people-group",
    ),
    "business": (
        "fa-building",
        "fa-industry",
        "fa-store",
        "fa-warehouse",
        "fa-briefcase",
        "fa-bullseye",
        "fa-bullhorn",
        "fa-chart-line",
        "fa-scale-balanced",
        "fa-award",
    ),
    "money": (
        "fa-file-invoice",
        "fa-file-contract",
        "fa-file-signature",
        "fa-coins",
        "fa-credit-card",
        "fa-receipt",
        "fa-calculator",
        "fa-percent",
        "fa-yen-sign",
        "fa-cart-shopping",
    ),
    "things": (
        "fa-box",
        "fa-boxes-stacked",
        "fa-cube",
        "fa-cubes",
        "fa-tag",
        "fa-tags",
        "fa-barcode",
        "fa-microchip",
        "fa-screwdriver-wrench",
        "fa-gears",
        "fa-car",
        "fa-truck",
        "fa-laptop",
        "fa-key",
        "fa-book",
    ),
    "work": (
        "fa-list-check",
        "fa-clipboard-list",
        "fa-calendar-days",
        "fa-clock",
        "fa-phone",
        "fa-envelope",
        "fa-comments",
        "fa-ticket",
        "fa-flag",
        "fa-bell",
        "fa-diagram-project",
        "fa-folder",
        "fa-file-lines",
        "fa-note-sticky",
        "fa-wrench",
    ),
    "places": ("fa-location-dot", "fa-map", "fa-globe", "fa-house", "fa-hotel", "fa-school", "fa-hospital", "fa-seedling", "fa-mountain-sun", "fa-table"),
}
"""Group → icon names."""

_GROUPS = {
    "people": _("People"),
    "business": _("Business"),
    "money": _("Money and documents"),
    "things": _("Things"),
    "work": _("Work"),
    "places": _("Places and other"),
}


def icon_groups(current: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(heading, icon names) for the picker; an icon outside the list is offered too, so that it is not lost."""
    known = {icon for icons in ICONS.values() for icon in icons}
    extra = ((current,),) if current and current not in known else ()
    groups = tuple((str(_GROUPS[name]), icons) for name, icons in ICONS.items())
    return (*((str(_("Current icon")), icons) for icons in extra), *groups)
