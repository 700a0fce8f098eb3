"""What the templates receive: one frozen dataclass a page, filled by the request handlers, printed without further thought.

Every template gets two names: ``page``, one of the classes here, and ``shell``, what stands around it (from a context processor, so that FAB's own
pages and error pages have it, too). Texts are in the user's language already and escaped by the template; no field carries HTML.
``href`` is always a path of this site; an empty one means that the link or button is not shown: a right that is missing is an empty href.
Public names: all of ``__all__``.
"""

from app.views.pages.forms import ConflictPage, ConflictRow, FormField, FormPage, FormSection
from app.views.pages.lists import Chip, Column, Facet, FacetOption, FilterField, ListCells, ListPage, ListRow, Pager, assign_cards
from app.views.pages.other import ErrorPage, Fact, HomeLine, HomeList, HomePage, HomeTile, LoginPage
from app.views.pages.records import Change, HistoryEntry, RecordPage, RelatedList, Value, ValueSection
from app.views.pages.shell import Flash, Language, Link, MenuNode, Notice, Option, Shell, ShellUser

__all__ = [
    "Change",
    "Chip",
    "Column",
    "ConflictPage",
    "ConflictRow",
    "ErrorPage",
    "Facet",
    "FacetOption",
    "Fact",
    "FilterField",
    "Flash",
    "FormField",
    "FormPage",
    "FormSection",
    "HistoryEntry",
    "HomeLine",
    "HomeList",
    "HomePage",
    "HomeTile",
    "Language",
    "Link",
    "ListCells",
    "ListPage",
    "ListRow",
    "LoginPage",
    "MenuNode",
    "Notice",
    "Option",
    "Pager",
    "RecordPage",
    "RelatedList",
    "Shell",
    "ShellUser",
    "Value",
    "ValueSection",
    "assign_cards",
]
