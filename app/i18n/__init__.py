"""Languages, labels, formats: everything that depends on who reads.

Strings of the code are English msgids: ``_ = gettext`` at the time of use, ``lazy`` for what is made before the reader is known, ``mark`` for a msgid
that is translated later. The reader's language and time zone are a context variable (``activate`` per request, ``use`` elsewhere), so all of it works
without a request. Labels of metadata go through ``labels.text``, values through ``formats``.
Public names: gettext, ngettext, lazy, mark, activate, use, current_locale, current_timezone, default_locale, default_timezone, SUPPORTED.
"""

from app.i18n.locale import SUPPORTED, activate, current_locale, current_timezone, default_locale, default_timezone, use
from app.i18n.texts import LazyText, gettext, lazy, mark, ngettext

__all__ = [
    "SUPPORTED",
    "LazyText",
    "activate",
    "current_locale",
    "current_timezone",
    "default_locale",
    "default_timezone",
    "gettext",
    "lazy",
    "mark",
    "ngettext",
    "use",
]
