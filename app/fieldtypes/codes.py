"""Texts of a fixed form with a check: what ``format`` of a text field may name.

Each function takes a clean text and returns it in its one written form. Raises Bad. Public names: FORMATS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.fieldtypes.base import Bad
from app.fieldtypes.reading import plain, short
from app.i18n import gettext as _


def credit_code(text: str) -> str:
    """China's Unified Social Credit Identifier: 18 characters, the last a check digit (GB 32100-2015)."""
    from stdnum.cn import uscc  # here, because few consoles have such a field and the package brings pydoc along
    from stdnum.exceptions import ValidationError

    code = re.sub(r"[\s-]", "", plain(text)).upper()
    try:
        return str(uscc.validate(code))
    except ValidationError:
        what = _('"%(text)s" is not a unified social credit code', text=short(text))
        raise Bad(what, _("It has 18 letters and digits without I, O, S, V and Z; compare it with the business licence.")) from None


def identity_number(text: str) -> str:
    """A resident identity card number: date of birth and check digit must be right; county codes change too often to be judged."""
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    number = re.sub(r"\s", "", plain(text)).upper()
    hint = _("It has 17 digits and a check character, a digit or X; compare it with the card.")
    try:
        ric.get_birth_date(number)
        right = re.fullmatch(r"[0-9]{17}[0-9X]", number) is not None and ric.calc_check_digit(number) == number[-1]
    except (ValidationError, ValueError):
        right = False
    if not right:
        raise Bad(_('"%(text)s" is not an identity card number', text=short(text)), hint)
    return number


def postcode(text: str) -> str:
    """A postal code of mainland China."""
    code = re.sub(r"\s", "", plain(text))
    if not re.fullmatch(r"[0-9]{6}", code):
        raise Bad(_('"%(text)s" is not a postal code', text=short(text)), _("It has six digits, such as 200040."))
    return code


FORMATS: Mapping[str, Callable[[str], str]] = MappingProxyType({"uscc": credit_code, "postcode": postcode, "id_card": identity_number})
"""Value of the ``format`` setting → how such a text is read."""
