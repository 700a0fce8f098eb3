"""The change history, of everything or of one object, and the way back to a revision. Public names: RevisionsPage, RevisionPage."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

from app.errors import FieldloomError, NotFound
from app.i18n import gettext as _
from app.i18n.formats import moment_text
from app.publishing.history import PastRevision, history
from app.views.pages import Link
from app.views.setup.changes import Wish, carry_out, show_plan
from app.views.setup.door import Setup, blueprint, here, needs, page, refused
from app.views.setup.object_head import ObjectHead, object_head, object_href
from app.views.setup.people import color_of, initial_of
from app.views.setup.steps import Step, step_of

ON_A_PAGE = 30
SENTENCES = 6
"""Changes shown of each revision in the list."""


@dataclass(frozen=True, slots=True)
class RevisionRow:
    number: int
    author: str
    initial: str
    color: str
    when: str
    note: str
    current: bool
    sentences: tuple[str, ...]
    more: int
    """Changes that the list leaves out."""


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """revisions.html; ``head`` is None for the history of everything."""

    rows: tuple[RevisionRow, ...]
    older_href: str
    head: ObjectHead | None = None


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """revision.html"""

    title: str
    row: RevisionRow
    steps: tuple[Step, ...]


@blueprint.get("/revisions/")
@needs("Metadata")
def revisions() -> Response:
    setup = here()
    return _list(setup, None, None, "/setup/revisions/")


@blueprint.get("/objects/<name>/history")
@needs("Metadata")
def object_history(name: str) -> Response:
    setup = here()
    found = setup.object(name)
    return _list(setup, found.id, object_head(setup, found, "history"), f"{object_href(found.name)}history")


def _list(setup: Setup, entity_id: int | None, head: ObjectHead | None, href: str) -> Response:
    sent = request.args.get("before", "")
    before = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
    past = history(setup.session, entity_id, ON_A_PAGE + 1, before)
    shown = past[:ON_A_PAGE]
    older = f"{href}?before={shown[-1].number}" if len(past) > ON_A_PAGE else ""
    return page("revisions", RevisionsPage(tuple(_row(setup, one) for one in shown), older, head))


def _row(setup: Setup, past: PastRevision) -> RevisionRow:
    author = past.author or _("the system")
    return RevisionRow(
        number=past.number,
        author=author,
        initial=initial_of(author),
        color=color_of(past.author_id or 0),
        when=moment_text(past.at),
        note=past.note,
        current=past.number == setup.revision,
        sentences=past.sentences[:SENTENCES],
        more=max(0, len(past.sentences) - SENTENCES),
    )


def _past(setup: Setup, number: int) -> PastRevision:
    found = history(setup.session, None, 1, number + 1)
    if not found or found[0].number != number:
        raise NotFound(_("There is no revision %(number)s.", number=number))
    return found[0]


@blueprint.get("/revisions/<int(max=999999999):number>")
@needs("Metadata")
def revision(number: int) -> Response:
    """Everything that one revision changed."""
    setup = here()
    past = _past(setup, number)
    steps = (step_of(change, sentence) for change, sentence in zip(past.changes, past.sentences, strict=True))
    return page("revision", RevisionPage(_("Revision %(number)s", number=number), _row(setup, past), tuple(steps)))


@blueprint.route("/revisions/<int(max=999999999):number>/rollback", methods=["GET", "POST"])
@needs("Metadata")
def go_back(number: int) -> Response:
    """Shows what going back means, and does it when it is confirmed."""
    setup = here()
    _past(setup, number)
    wish = Wish(
        edits=[],
        title=_("Go back to revision %(number)s", number=number),
        done_href="/setup/revisions/",
        message=_("The definitions of revision %(number)s are in force again.", number=number),
        back=Link(_("Change history"), "/setup/revisions/"),
        button=_("Go back to revision %(number)s", number=number),
        has_form=False,
        rollback_to=number,
    )
    try:
        return show_plan(setup, wish) if request.method == "GET" else carry_out(setup, wish)
    except FieldloomError as error:
        return refused("/setup/revisions/", error)
