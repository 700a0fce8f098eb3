"""The list page by its parts: to the letter what the templates print, whatever list was printed before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, render_template

from app.views import whole
from app.views.list_page import print_list
from app.views.pages import Chip, ListPage, Notice, Pager, Shell
from app.views.pieces import hole
from tests.views import samples
from tests.views.test_whole import request_of, shells  # noqa: F401 -- fixtures

FULL = replace(samples.list_page(samples.HOSTILE), same=("a",), same_looks=("a", 1))
PLAIN = replace(FULL, chips=(), clear_href="", notices=(), kept=())
LAST = Pager("51", "60", "60", "", "/o/account/list/?before=x", "", FULL.pager.sizes)
PAGES = [
    FULL,
    PLAIN,
    replace(FULL, query=samples.HOSTILE, rows=FULL.rows[:3]),
    replace(FULL, query="%s", chips=(Chip("A", "is", samples.HOSTILE, "?x=%", "a", "eq", "</script>"),), kept=((samples.HOSTILE, "%(x)s"),)),
    replace(PLAIN, pager=LAST),
    replace(PLAIN, pager=Pager(next_href="?after=x%", total_text="1,000+", exact_href="?count=exact", sizes=LAST.sizes)),
    replace(PLAIN, facets=(), same_looks=("a", 2)),
    replace(PLAIN, bulk_delete_href="", add_href="", cells=samples.cells(bulk=False), same=("b",), same_looks=("b", 1)),
    replace(PLAIN, notices=(Notice(samples.HOSTILE),)),
    *(replace(samples.empty_list(kind), same=("a",), same_looks=("a", kind)) for kind in ("none", "no_match", "no_right", "not_set_up")),
]


@pytest.fixture
def kept_shell(shells: list[Shell], request_of: object) -> Shell:  # noqa: F811
    """A shell whose pages are kept, as long as rights are those of ``place``."""
    shells.append(replace(shells[0], place=("a",), flashes=()))
    return shells[-1]


def plainly(page: ListPage, shell: Shell) -> str:
    return render_template("list.html", page=replace(page, same=(), same_looks=()), shell=shell)


def test_a_list_page_is_what_the_templates_print(shells: list[Shell], kept_shell: Shell) -> None:  # noqa: F811
    for page in (*PAGES, *reversed(PAGES)):
        shells[-1] = replace(kept_shell, place=page.same[:1])
        assert print_list(page) == plainly(page, shells[-1])


def test_links_of_one_look_begin_as_each_list_asks(kept_shell: Shell, printer: Flask) -> None:
    href = f"{hole('more_sort')}sort=name"
    look = replace(PLAIN, columns=(replace(PLAIN.columns[0], sort_href=href), *PLAIN.columns[1:]), same_looks=("a", "links"))
    for begin in ("/o/account/list/?", f"/o/account/list/?level={samples.HOSTILE}&", "/o/account/list/?%s&"):
        page = replace(look, links={"more_sort": begin})
        real = replace(page, columns=(replace(PLAIN.columns[0], sort_href=f"{begin}sort=name"), *PLAIN.columns[1:]))
        assert print_list(page) == plainly(real, kept_shell)
        assert "<script>alert" not in print_list(page)


def test_the_frame_is_printed_once_for_lists_of_one_shape(kept_shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(whole, "render_template", lambda template, **context: made.append(template) or render_template(template, **context))
    for number in range(4):
        print_list(replace(PLAIN, rows=PLAIN.rows[number:], pager=replace(LAST, first=str(number)), same_looks=("a", number)))
    assert len(made) == 1
    print_list(FULL)
    print_list(replace(FULL, query="x", rows=FULL.rows[:1]))
    print_list(replace(FULL, query="y", notices=()))
    assert len(made) == 3
