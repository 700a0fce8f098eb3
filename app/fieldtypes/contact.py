"""Ways to reach somebody: e-mail addresses, phone numbers, web addresses.

Public names: EmailType, PhoneType, UrlType.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import or_
from sqlalchemy.sql.elements import ColumnElement

from app.errors import Problem
from app.fieldtypes.base import Bad, Param, Shown
from app.fieldtypes.reading import plain, short
from app.fieldtypes.strings import StringType
from app.i18n import gettext as _
from app.i18n import mark
from app.metadata.definitions import FieldDef

EXTENSION = re.compile(r"\s*(?:ext\.?|x|转|轉|分机|分機|内线|內線|#)\s*(\d{1,8})$", re.IGNORECASE)
TRAILING_EXTENSION = re.compile(r"^(\(?0\d{2,3}\)?[ -]?\d{7,8})-(\d{1,6})$")
USUAL_MOBILE = re.compile("1(?:[38][0-9]|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])[0-9]{8}")
"""A Chinese mobile number of a prefix that is in use; phonenumbers, which judges all others, takes 0.1 ms."""
SHORT_CODE = re.compile(r"^\d{3,6}$")
USUAL_DOMAIN = r"(?:[A-Za-z0-9](?:[A-Za-z0-9]{0,30}|[A-Za-z0-9]-[A-Za-z0-9]{1,30})\.){1,4}[A-Za-z]{2,18}"
USUAL_EMAIL = re.compile(rf"(?=.{{1,64}}@)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@{USUAL_DOMAIN}")
"""An address that nobody doubts; all others are judged by the library."""
SPECIAL_DOMAINS = (".arpa", ".invalid", ".local", ".localhost", ".onion", ".test")
"""Endings of domains that email_validator, the library, refuses."""


CHINESE = re.compile(r"\+86(?:(1[3-9][0-9])([0-9]{4})([0-9]{4})|(10|2[0-57-9])([2-7][0-9]{3})([0-9]{4})|([3-57][0-9]{2})([2-8][0-9]{3})([0-9]{4}))")
"""A mobile number; a landline with an area code of two, or of three digits and eight more. All others are grouped by phonenumbers."""


def written(number: str, region: str) -> str:
    """A number like +8613800001234 as people write it in that country; '' for what is no number."""
    found = CHINESE.fullmatch(number) if region == "CN" else None
    if found is None:
        return _written(number, region)
    last = found.lastindex or 0
    one, two, three = found.group(last - 2, last - 1, last)
    return f"{one if found[1] else '0' + one} {two} {three}"


def _library() -> Any:
    """phonenumbers, read with the first number that is no usual one: 58 modules, 1 MB."""
    import phonenumbers

    return phonenumbers


@lru_cache(maxsize=4096)
def _written(number: str, region: str) -> str:
    """The same by phonenumbers, which takes 0.3 ms."""
    phonenumbers = _library()
    try:
        parsed = phonenumbers.parse(number) if number.startswith("+") else None
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None:
        return ""
    own = phonenumbers.region_code_for_number(parsed) == region
    form = phonenumbers.PhoneNumberFormat.NATIONAL if own else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form))


class EmailType(StringType):
    """An e-mail address, written in lower case so that equal addresses are equal texts."""

    name = "email"
    label = mark("E-mail")
    help = mark("An e-mail address; a click writes a message.")
    icon = "fa-envelope"
    longest = 254
    widget = "email"
    width = 200

    def read(self, field: FieldDef, text: str) -> str:
        if USUAL_EMAIL.fullmatch(text) and not f".{text.rsplit('@', 1)[1].lower()}".endswith(SPECIAL_DOMAINS):
            return text.lower()  # the library takes 0.1 ms for what a pattern sees
        from email_validator import EmailNotValidError, validate_email  # here, because few addresses need it

        try:
            found = validate_email(text, check_deliverability=False, globally_deliverable=False)
        except EmailNotValidError:
            found = None
        if found is None or "." not in found.domain:
            raise Bad(_('"%(text)s" is not an e-mail address', text=short(text)), _("Write it like name@example.com."))
        return found.normalized.lower()

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {**super().json_schema(field), "format": "email"}

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        return Shown(value, kind="link", href=f"mailto:{value}") if value else Shown(kind="empty")


class PhoneType(StringType):
    """A phone number: kept as +8613800001234, with an extension as +862162345678;ext=801, short service codes as they are (95588)."""

    name = "phone"
    label = mark("Phone")
    help = mark("A mobile or landline number, checked and written in one form.")
    icon = "fa-phone"
    params = (Param("region", str, "CN", label=mark("Country of numbers without +")),)
    longest = 40
    widget = "tel"
    width = 144

    def check_definition(self, field: FieldDef) -> list[Problem]:
        if field.param("region", "CN") in _library().SUPPORTED_REGIONS:
            return []
        return [Problem("region", _("There is no such country code"), _("Use two capital letters, such as CN, TW or US."))]

    def read(self, field: FieldDef, text: str) -> str:
        region = field.param("region", "CN")
        if region == "CN" and USUAL_MOBILE.fullmatch(text):
            return f"+86{text}"
        digits, extension = self._parts(plain(text))
        if SHORT_CODE.match(digits) and not extension:
            return digits
        phonenumbers = _library()
        try:
            number = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:
            raise self._refusal(text) from None
        foreign = digits.startswith(("+", "00"))
        if not (phonenumbers.is_valid_number(number) or (foreign and phonenumbers.is_possible_number(number))):
            raise self._refusal(text)
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        extension = extension or number.extension or ""
        return f"{written};ext={extension}" if extension else written

    @staticmethod
    def _parts(text: str) -> tuple[str, str]:
        """(number, extension) of what was typed or of a stored value."""
        base, _mark, stored = text.partition(";ext=")
        if stored.isdigit():
            return base, stored
        found = EXTENSION.search(text)
        if found:
            return text[: found.start()], found[1]
        landline = TRAILING_EXTENSION.match(text)
        return (landline[1], landline[2]) if landline else (text, "")

    @staticmethod
    def _refusal(text: str) -> Bad:
        hint = _("Write a mobile number, a landline with its area code (021-62345678), or a foreign number with + and its country code.")
        return Bad(_('"%(text)s" is not a phone number', text=short(text)), hint)

    def to_text(self, field: FieldDef, value: Any) -> str:
        return self._written(field, value) if value else ""

    def _written(self, field: FieldDef, value: str) -> str:
        """As people write it at home: without the country code for numbers of the field's own country."""
        base, _mark, extension = value.partition(";ext=")
        text = written(base, field.param("region", "CN"))
        return value if not text else f"{text} #{extension}" if extension else text

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        return Shown(self._written(field, value), kind="link", href=f"tel:{value}") if value else Shown(kind="empty")

    def pattern(self, text: str) -> str:
        return re.sub(r"[^\d+]", "", plain(text))

    def needles(self, field: FieldDef, operand: str) -> tuple[str, ...]:
        return (operand,) if operand.startswith("+") else tuple(sorted({operand, operand.removeprefix("0") or operand}))

    def clause(self, field: FieldDef, column: Any, operator: str, operand: Any) -> ColumnElement[bool]:
        if operator not in ("contains", "starts"):
            return super().clause(field, column, operator, operand)
        code = _library().country_code_for_region(field.param("region", "CN"))
        forms = set(self.needles(field, operand))
        if operator == "starts":
            forms |= {f"+{code}{form}" for form in forms if not form.startswith("+")}
        return or_(*(super(PhoneType, self).clause(field, column, operator, form) for form in sorted(forms)))


class UrlType(StringType):
    """A web address: http or https only, so that a click can never run a script."""

    name = "url"
    label = mark("Web address")
    help = mark("A link to a page; only http and https.")
    icon = "fa-link"
    longest = 2000
    widget = "url"
    width = 200

    def read(self, field: FieldDef, text: str) -> str:
        address = text if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", text) else f"https://{text}"
        if not is_web_address(address):
            hint = _("Write it like https://www.example.com; only http and https are allowed.")
            raise Bad(_('"%(text)s" is not a web address', text=short(text)), hint)
        return address

    def json_schema(self, field: FieldDef) -> dict[str, Any]:
        return {**super().json_schema(field), "format": "uri"}

    def show(self, field: FieldDef, value: Any, label: str | None = None) -> Shown:
        if not value:
            return Shown(kind="empty")
        if not is_web_address(value):  # written past the record path
            return Shown(value)
        return Shown(re.sub(r"^https?://(www\.)?|/$", "", value), kind="link", href=value, title=value)


def is_web_address(text: str) -> bool:
    """An http or https address with a host and without a user name (which disguises the host)."""
    if re.search(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]", text):
        return False
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host = parts.hostname or ""
    dotted = re.fullmatch(r"[^.\s]+(\.[^.\s]+)*\.?", host) is not None or host.startswith("[") or ":" in host
    return parts.scheme.lower() in ("http", "https") and dotted and port_fits and "@" not in parts.netloc
