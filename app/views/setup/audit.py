"""The audit log: the list with its filter, one entry, and the file of what is filtered. Right: can read on Audit. Public names: AuditPage, AuditEntryPage."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, stream_with_context
from werkzeug.wrappers import Response

from app.access.audit import note
from app.access.audit_read import Entry, batches, entries, entry
from app.access.audit_words import EVENTS, RESULTS
from app.i18n import gettext as _
from app.i18n.formats import moment_text
from app.i18n.labels import text
from app.models.engine import writing
from app.views.audit_file import csv_lines
from app.views.audit_filter import Asked, asked, query_of
from app.views.pages.shell import Notice
from app.views.setup.audit_text import RESULT_COLORS, Change, changes_of, door_text, event_text, facts_of, result_text, summary_of
from app.views.setup.door import Setup, blueprint, here, needs, page
from app.views.setup.inputs import Choice
from app.views.setup.people import color_of, initial_of

LIST = "/setup/audit/"
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry as the list prints it."""

    id: int
    href: str
    when: str
    event: str
    color: str
    """Of the result."""
    result: str
    actor: str
    initial: str
    actor_color: str
    object: str
    target: str
    summary: str
    address: str
    door: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """audit.html"""

    lines: tuple[AuditLine, ...]
    events: tuple[Choice, ...]
    results: tuple[Choice, ...]
    objects: tuple[Choice, ...]
    asked: Asked
    notices: tuple[Notice, ...]
    file_href: str
    newer_href: str
    older_href: str
    is_filtered: bool


@dataclass(frozen=True, slots=True)
class AuditEntryPage:
    """audit_entry.html"""

    line: AuditLine
    record_href: str
    record_id: int | None
    changes: tuple[Change, ...]
    facts: tuple[Change, ...]
    previous: str
    hash: str


@blueprint.get("/audit/")
@needs("Audit", "can_read")
def audit() -> Response:
    """Newest first; what cannot be read of the filter is left out, and says so."""
    setup, sent = here(), asked(request.args)
    found = entries(setup.session, sent.wanted, ON_A_PAGE + 1, sent.before, sent.after)
    upwards = sent.after is not None
    shown = found[-ON_A_PAGE:] if upwards else found[:ON_A_PAGE]
    more = len(found) > ON_A_PAGE
    newer = shown and (more if upwards else sent.before is not None)
    older = shown and (more or upwards)
    context = AuditPage(
        lines=tuple(_line(setup, one) for one in shown),
        events=tuple(Choice(name, event_text(name)) for name in EVENTS),
        results=tuple(Choice(name, result_text(name)) for name in RESULTS),
        objects=_objects(setup),
        asked=sent,
        notices=tuple(Notice(f"{problem.where}: {problem.what}", "warn") for problem in sent.problems),
        file_href=f"{LIST}file{query_of(sent.texts)}",
        newer_href=f"{LIST}{query_of(sent.texts, after=shown[0].id)}" if newer else "",
        older_href=f"{LIST}{query_of(sent.texts, before=shown[-1].id)}" if older else "",
        is_filtered=bool(sent.texts),
    )
    return page("audit", context)


@blueprint.get("/audit/<int(max=2147483647):number>")
@needs("Audit", "can_read")
def audit_entry(number: int) -> Response:
    """One entry with all that it tells."""
    setup = here()
    found = entry(setup.session, number)
    linked = found.record_id is not None and found.object in setup.catalog.objects
    context = AuditEntryPage(
        line=_line(setup, found),
        record_href=f"/o/{found.object}/show/{found.record_id}" if linked and setup.actor.may("can_show", found.object) else "",
        record_id=found.record_id,
        changes=changes_of(found),
        facts=facts_of(found),
        previous=found.previous,
        hash=found.hash,
    )
    return page("audit_entry", context)


@blueprint.get("/audit/file")
@needs("Audit", "can_read")
def audit_file() -> Response:
    """All that the filter finds as CSV, sent while it is read; that it was taken is itself logged, first."""
    setup, sent = here(), asked(request.args)
    with writing(setup.session):
        note(setup.session, "export", target="fl_audit", details={"format": "csv", **({"filter": dict(sent.texts)} if sent.texts else {})})
    lines = csv_lines(batches(setup.session, sent.wanted))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "X-Accel-Buffering": "no"}
    return Response(stream_with_context(lines), mimetype="text/csv; charset=utf-8", headers=headers)


def _objects(setup: Setup) -> tuple[Choice, ...]:
    found = [Choice(name, text(one.label, fallback=name)) for name, one in setup.catalog.objects.items()]
    return tuple(sorted(found, key=lambda one: (one.label, one.value)))


def _line(setup: Setup, one: Entry) -> AuditLine:
    summary = setup.catalog.objects.get(one.object)
    actor = _("System") if one.actor == "system" and one.actor_id is None else one.actor
    return AuditLine(
        id=one.id,
        href=f"{LIST}{one.id}",
        when=moment_text(one.at.replace(microsecond=0)),
        event=event_text(one.event),
        color=RESULT_COLORS.get(one.result, "gray"),
        result=result_text(one.result),
        actor=actor,
        initial=initial_of(actor),
        actor_color=color_of(one.actor_id or 0),
        object=text(summary.label, fallback=one.object) if summary else one.object,
        target=one.target,
        summary=summary_of(one),
        address=one.address,
        door=door_text(one.door),
    )
