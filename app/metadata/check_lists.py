"""Checks of options, option sets and menus. Public names: check_options, check_option_set, check_menu, COLORS."""

from __future__ import annotations

from collections.abc import Iterator

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.metadata.definitions import MenuDef, MenuItemDef, OptionDef, OptionSetDef
from app.metadata.names import check_name, suggestion

COLORS = ("gray", "blue", "azure", "indigo", "purple", "pink", "red", "orange", "yellow", "lime", "green", "teal", "cyan")
"""Colours of option badges."""
MAX_OPTIONS = 1000
MAX_VALUE = 60
"""Longest option value, characters."""


def check_options(options: tuple[OptionDef, ...], where: str) -> Iterator[Problem]:
    """What is wrong with a list of options."""
    if not any(o.active for o in options):
        yield Problem(where, _("There is no option to choose."), _("Give at least one active option, or name an option set in options_from."))
    if len(options) > MAX_OPTIONS:
        what = _("There are %(count)s options; %(limit)s is the limit.", count=len(options), limit=MAX_OPTIONS)
        yield Problem(where, what, _("Make them records of an object and use a lookup."))
    seen: set[str] = set()
    for number, option in enumerate(options, 1):
        place = f"{where}.{option.value[:MAX_VALUE] or number}"
        yield from _option(option, place)
        if option.value in seen:
            yield Problem(place, _('The value "%(value)s" is given twice.', value=option.value[:60]), _("Give each option a value of its own."))
        seen.add(option.value)


def _option(option: OptionDef, where: str) -> Iterator[Problem]:
    value = option.value
    if not value:
        yield Problem(f"{where}.value", _("An option has no value."), _("Give a short value that never changes, for example new."))
    elif len(value) > MAX_VALUE or value != value.strip() or set(value) & set(",|") or not value.isprintable():
        hint = _("Use at most %(count)s characters, without commas, vertical bars and blanks around it.", count=MAX_VALUE)
        yield Problem(f"{where}.value", _('"%(value)s" cannot be the value of an option.', value=value[:60]), hint)
    if option.color not in COLORS:
        hint = suggestion(option.color, COLORS, _("Choose one of: %(names)s.", names=", ".join(COLORS)))
        yield Problem(f"{where}.color", _('Unknown colour "%(color)s".', color=option.color[:60]), hint)


def check_option_set(definition: OptionSetDef) -> Iterator[Problem]:
    """What is wrong with a shared option set."""
    if problem := check_name(definition.name, "name", "other"):
        yield problem
    yield from check_options(definition.options, "options")


def check_menu(definition: MenuDef, after: Catalog) -> Iterator[Problem]:
    """What is wrong with a menu."""
    if problem := check_name(definition.name, "name", "other"):
        yield problem
    yield from _items(definition.items, "items", after, set())


def _items(items: tuple[MenuItemDef, ...], where: str, after: Catalog, seen: set[str]) -> Iterator[Problem]:
    for number, item in enumerate(items, 1):
        place = f"{where}.{item.name[:60] or number}"
        if problem := check_name(item.name, f"{place}.name", "other"):
            yield problem
        if item.name in seen:
            yield Problem(f"{place}.name", _('The name "%(name)s" is given twice.', name=item.name), _("Give each line of the menu a name of its own."))
        seen.add(item.name)
        yield from _item(item, place, after)
        yield from _items(item.items, f"{place}.items", after, seen)


def _item(item: MenuItemDef, where: str, after: Catalog) -> Iterator[Problem]:
    if sum(map(bool, (item.object, item.page, item.items))) != 1:
        yield Problem(where, _("A line of the menu leads to one thing."), _("Give exactly one of object, page and items."))
    if item.object and item.object not in after.objects and item.object not in after.retired_objects:
        what = _('There is no object "%(name)s".', name=item.object[:60])
        yield Problem(f"{where}.object", what, suggestion(item.object, after.objects))
    if item.page and (not item.page.startswith("/") or item.page.startswith("//") or "\\" in item.page or not item.page.isprintable()):
        yield Problem(
            f"{where}.page", _("Only pages of this console can stand in the menu."), _("Write a path that starts with one slash, for example /setup/.")
        )
