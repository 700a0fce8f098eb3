"""Checks one setting of a field type by what its Param says: kind, range, choices. Public names: check_setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import Problem
from app.i18n import gettext as _
from app.metadata.fieldkinds import ParamKind
from app.metadata.names import suggestion


def check_setting(param: ParamKind, value: Any, where: str) -> Iterator[Problem]:
    """What is wrong with the value of a setting; None is a setting that was not given."""
    if value is None:
        if param.required:
            what = _('The setting "%(name)s" is missing.', name=param.name)
            yield Problem(where, what, _("Choose one of: %(names)s.", names=", ".join(param.choices)) if param.choices else _("Give it a value."))
        return
    if not _fits(param.kind, value):
        yield Problem(where, _("%(kind)s is expected here.", kind=_kind_words(param.kind)), "")
        return
    if param.choices and value not in param.choices:
        hint = suggestion(value, param.choices, _("Choose one of: %(names)s.", names=", ".join(param.choices)))
        yield Problem(where, _('"%(value)s" is not one of the choices.', value=str(value)[:60]), hint)
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield from _range(param, value, where)


def _range(param: ParamKind, value: float, where: str) -> Iterator[Problem]:
    if param.low is not None and value < param.low:
        yield Problem(where, _("%(value)s is too small.", value=value), _("The smallest is %(limit)s.", limit=param.low))
    if param.high is not None and value > param.high:
        yield Problem(where, _("%(value)s is too large.", value=value), _("The largest is %(limit)s.", limit=param.high))


def _fits(kind: type, value: Any) -> bool:
    if kind is bool or isinstance(value, bool):
        return kind is bool and isinstance(value, bool)
    if kind is list:
        return isinstance(value, list | tuple)
    if kind is dict:
        return isinstance(value, Mapping)
    if kind is Decimal:
        return _is_decimal(value)
    return isinstance(value, int | float) if kind is float else isinstance(value, kind)


def _is_decimal(value: Any) -> bool:
    try:
        return isinstance(value, int | float | str | Decimal) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _kind_words(kind: type) -> str:
    if kind is bool:
        return _("true or false")
    if kind is int:
        return _("A whole number")
    if kind in (float, Decimal):
        return _("A number")
    if kind is str:
        return _("A text")
    return _("A list") if kind is list else _("A group of keys and values") if kind is dict else _("Another value")
