"""Pages printed whole: to the letter what the template prints, whatever was kept, and never what belongs to another request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g, render_template
from jinja2 import DictLoader

from app.fieldtypes.base import Shown
from app.views import whole
from app.views.pages import Notice, Shell, ShellUser, Value
from app.views.pieces import hole
from app.views.record_page import print_record
from tests.views import samples


class Stand:
    """In the place of a catalog: what is kept hangs on it."""

    catalog: Any


FULL = samples.record_page(samples.HOSTILE)
PAGES = [
    FULL,
    replace(FULL, id=2, title=f"100 % {samples.HOSTILE}", subtitle="", version=3, edit_href="/o/opportunity/edit/2"),
    replace(FULL, id=3, title="%s", version=1, highlights=(Value("A", Shown("%(x)s")),), delete_href="/o/opportunity/delete/3"),
    replace(FULL, edit_href=""),
    replace(FULL, edit_href="", delete_href="", related=(), history=(), history_more_href=""),
    replace(FULL, list_href="", crumbs=(), highlights=(), system=(), notices=(Notice(samples.HOSTILE),)),
]


@pytest.fixture
def shells(monkeypatch: pytest.MonkeyPatch) -> list[Shell]:
    """The shell that the page gets is the last of these."""
    given = [samples.shell()]
    monkeypatch.setattr(whole, "make_shell", lambda: given[-1])
    monkeypatch.setattr(whole, "csrf_token", lambda: "token")
    return given


@pytest.fixture
def request_of(printer: Flask) -> Iterator[Stand]:
    with printer.test_request_context("/"):
        g.snapshot = Stand()
        g.snapshot.catalog = Stand()
        yield g.snapshot


@pytest.mark.usefixtures("request_of")
def test_a_record_page_is_what_the_template_prints(shells: list[Shell]) -> None:
    for name in ("Wang", samples.HOSTILE, "", "Li"):
        shells.append(replace(shells[0], place=("a",), user=ShellUser(name, f"{name}%", "teal"), csp_nonce=f"n{len(shells)}", here=f"/x?{len(shells)}&"))
        for page in PAGES:
            assert print_record(page) == render_template("record.html", page=page, shell=shells[-1])


@pytest.mark.usefixtures("request_of")
def test_messages_are_those_of_the_request(shells: list[Shell]) -> None:
    plain = replace(shells[0], place=("a",), flashes=())
    for shell in (plain, replace(plain, flashes=samples.shell().flashes), plain):
        shells.append(shell)
        assert print_record(FULL) == render_template("record.html", page=FULL, shell=shell)


@pytest.mark.usefixtures("request_of")
def test_the_frame_is_printed_once_for_records_of_one_shape(shells: list[Shell], monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(whole, "render_template", lambda template, **context: made.append(template) or render_template(template, **context))
    shells.append(replace(shells[0], place=("a",), flashes=()))
    for number in range(5):
        print_record(replace(FULL, id=number + 1, title=f"T{number}"))
    assert len(made) == 1
    shells.append(replace(shells[-1], place=("b",)))
    print_record(FULL)
    print_record(replace(FULL, delete_href=""))
    assert len(made) == 3


def test_a_template_that_takes_the_nonce_or_the_token_from_elsewhere_is_an_error(shells: list[Shell], monkeypatch: pytest.MonkeyPatch) -> None:
    app = Flask("app")
    app.jinja_env.loader = DictLoader(
        {"leak": "{{ g.csp_nonce }}", "token": "{{ g.csrf_token }}", "right": "{{ shell.csp_nonce }} {{ csrf_token() }} {{ text }}"}
    )
    monkeypatch.setattr(whole, "kept", lambda _key, make: make())
    with app.test_request_context("/"):
        g.csp_nonce, g.csrf_token = "secret1", "secret2"
        shells.append(replace(shells[0], place=("a",), flashes=()))
        for template in ("leak", "token"):
            with pytest.raises(RuntimeError, match=template):
                whole.print_whole(template, (), {}, {})
        shells.append(replace(shells[0], csp_nonce="n<"))
        assert whole.print_whole("right", (), {"text": hole("text")}, {"text": "<b>"}) == "n&lt; token &lt;b&gt;"
