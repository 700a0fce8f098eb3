"""Which part of the list this is, of how many, and the ways on: by cursor, because a page number must pass all rows before it.

The number goes along for display. Public name: make_pager.
"""

from __future__ import annotations

from app.i18n.formats import number_text
from app.records.arguments import Arguments
from app.records.query import Page
from app.views.address import Address
from app.views.pages import Link, Pager

DIGITS = 3
"""Digits of an estimate that say something."""


def make_pager(read: Arguments, page: Page, address: Address, sizes: tuple[Link, ...]) -> Pager:
    """The pager of a list page."""
    number = read.query.page
    before = (number - 1) * read.query.page_size
    last = before + len(page.answers)
    counted = any(name == "page" for name, _value in address.pairs) or not (read.query.after or read.query.before)
    return Pager(
        first=number_text(before + 1) if page.answers and counted else "",
        last=number_text(last) if page.answers and counted else "",
        total_text=_total(page, last if counted else 0),
        exact_href=Address(address.path, (*address.pairs, ("count", "exact"))).href if page.count_kind in ("at_least", "estimate") else "",
        prev_href=_before(page, address, number - 1) if page.prev else "",
        next_href=address.at(("after", page.next), ("page", str(number + 1))).href if page.next else "",
        sizes=sizes,
    )


def _before(page: Page, address: Address, number: int) -> str:
    return address.at(("before", page.prev), ("page", str(number))).href if number > 1 else address.at().href


def _total(page: Page, seen: int) -> str:
    """Never less than what is seen already, whatever the planner believes."""
    if page.total is None:
        return ""
    match page.count_kind:
        case "estimate":
            return f"≈ {number_text(max(_rounded(page.total), seen))}"
        case "at_least":
            return f"{number_text(max(page.total, seen))}+"
        case _:
            return number_text(page.total)


def _rounded(total: int) -> int:
    return round(total, DIGITS - len(str(total)))
