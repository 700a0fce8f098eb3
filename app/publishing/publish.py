"""The one path of a metadata change: edits → draft, checked → diff → plan → DDL → versions, rights, revision row, in ONE transaction.

Browser, REST, command line and packages call ``publish``; it commits, or leaves database and metadata as they were. Inside ``engine.writing`` it is part of the
outer block, which commits. Public names: publish, rollback, Published.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.audit import note as audit
from app.access.matrix import load_matrix
from app.errors import Conflict, FieldloomError, InvalidInput, NotFound
from app.fieldtypes.registry import TYPES
from app.i18n import gettext as _
from app.metadata.catalog import Catalog
from app.metadata.definitions import ObjectDef
from app.metadata.diff import diff
from app.metadata.draft import Draft, apply, assign_ids, reverting
from app.metadata.edits import Edit
from app.models import ddl
from app.models.engine import busy, writing
from app.models.store import catalog_at, save_revision, save_versions
from app.models.system import State
from app.publishing.building import order_large
from app.publishing.conflicts import refuse_stale
from app.publishing.data_rules import Fills, data_problems, typed_fills
from app.publishing.forgetting import forget
from app.publishing.indexing import follow_fields
from app.publishing.plan import Plan, make_plan
from app.publishing.purging import refuse_early_purge
from app.publishing.pvms import follow

LOG = logging.getLogger(__name__)
LOCK_SECONDS = 15
"""How long a publication waits on PostgreSQL for the one before it."""

Wanted = Callable[[Connection, Catalog], Sequence[Edit]]
"""The edits, found under the lock from the present catalog."""


@dataclass(frozen=True, slots=True)
class Published:
    """The revision that now holds, and the plan that was carried out (of a dry run: that would be)."""

    revision: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked change, ready to be carried out."""

    draft: Draft
    plan: Plan
    fills: Fills
    next_id: int


def publish(session: Session, edits: Iterable[Edit], author: Actor, *, base: int | None = None, dry_run: bool = False, note: str = "") -> Published:
    """Carry out edits as one revision; no edits that differ, no revision.

    ``base`` is the revision that the admin started from. Raises: InvalidInput with ALL problems (those of present records name them), NotFound,
    Conflict (something touched changed since ``base``: ``details`` say what, by whom and when; retired; the database is busy).
    """
    wanted = list(edits)

    def chosen(connection: Connection, present: Catalog) -> Sequence[Edit]:
        if base is not None and base != present.revision:
            refuse_stale(connection, present, wanted, base)
        return wanted

    return _change(session, chosen, author, dry_run, note)


def rollback(session: Session, revision: int, author: Actor, *, dry_run: bool = False) -> Published:
    """Publish the definitions of an older revision again, as a new revision. What came later is retired, what was retired since returns with its data;
    what was purged since stays gone. Raises: NotFound for an unknown revision, and whatever ``publish`` raises."""

    def chosen(connection: Connection, present: Catalog) -> Sequence[Edit]:
        if not 0 < revision <= present.revision:
            raise NotFound(_("There is no revision %(number)s.", number=revision))
        return reverting(present, catalog_at(connection, revision))

    return _change(session, chosen, author, dry_run, _("Back to revision %(number)s", number=revision), back_to=revision)


def _change(session: Session, wanted: Wanted, author: Actor, dry_run: bool, note: str, back_to: int = 0) -> Published:
    if dry_run:
        connection = session.connection()
        revision, next_id = _state(connection)
        return Published(revision, _prepare(connection, catalog_at(connection, revision), wanted, next_id, author).plan)
    try:
        with writing(session):
            done = _publish(session.connection(), wanted, author, note)
            if done.plan.steps:
                _audit(session, done, author, note, back_to)
            return done
    except DBAPIError as error:
        raise _refusal(error) from error


def _publish(connection: Connection, wanted: Wanted, author: Actor, note: str) -> Published:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
    revision, next_id = _state(connection, locked=True)
    prepared = _prepare(connection, catalog_at(connection, revision), wanted, next_id, author)
    if not prepared.draft.entries:
        return Published(revision, prepared.plan)
    _carry_out(connection, prepared, revision + 1, author.id or None)
    follow_fields(connection, prepared.draft.entries, revision + 1, author.id or None)
    diff_rows = [change.as_json() for change in prepared.plan.changes]
    save_revision(connection, revision + 1, author.id or None, note, diff_rows)
    return Published(revision + 1, prepared.plan)


def _audit(session: Session, done: Published, author: Actor, note: str, back_to: int) -> None:
    objects = sorted({step.change.object for step in done.plan.steps if step.change.object})
    details = {"revision": done.revision, "steps": len(done.plan.steps), "objects": objects[:20], **({"note": note} if note else {})}
    event = "metadata_rolled_back" if back_to else "metadata_published"
    only = objects[0] if len(objects) == 1 else ""
    audit(session, event, object=only, target=str(done.revision), details={**details, **({"back_to": back_to} if back_to else {})}, who=author)


def _state(connection: Connection, locked: bool = False) -> tuple[int, int]:
    """(newest revision, next id); ``locked``: nobody else publishes until the transaction ends."""
    statement = sa.select(State.revision, State.next_id).where(State.id == 1)
    row = connection.execute(statement.with_for_update() if locked else statement).one()
    return row.revision, row.next_id


def _prepare(connection: Connection, present: Catalog, wanted: Wanted, next_id: int, author: Actor) -> Prepared:
    draft, next_id = assign_ids(apply(present, wanted(connection, present), TYPES), next_id)
    changes = diff(draft)
    fills = typed_fills(connection, draft, TYPES)
    problems = data_problems(connection, draft, fills, TYPES, lambda one: load_matrix(connection).sees_all(author, one.id, one.scoped))
    if problems:
        raise InvalidInput(_("Present records do not allow this change."), problems)
    refuse_early_purge(connection, draft)
    return Prepared(draft, make_plan(connection, draft, changes, TYPES), fills, next_id)


def _carry_out(connection: Connection, prepared: Prepared, revision: int, author_id: int | None) -> None:
    steps: list[ddl.Step] = []
    for entry in prepared.draft.entries:
        if entry.kind == "object":
            before, after = (d if isinstance(d, ObjectDef) else None for d in (entry.before, entry.after))
            steps += order_large(connection, before, after, ddl.steps_between(before, after, TYPES, prepared.fills.values), author_id)
    ddl.run(connection, steps, TYPES)
    entries = prepared.draft.entries
    save_versions(connection, revision, [e.after for e in entries if e.after], [e.before for e in entries if e.before and not e.after])
    forget(connection, entries)
    values: dict[str, Any] = {"revision": revision, "next_id": prepared.next_id}
    if follow(connection, entries):
        values["access"] = State.access + 1
    connection.execute(sa.update(State).where(State.id == 1).values(values))


def _refusal(error: DBAPIError) -> FieldloomError:
    """The error of ours for one of the database: nothing of its text reaches a person, all of it the log."""
    if busy(error):
        return Conflict(_("Some of these records are in use by a long task at the moment. Nothing was changed; try again."))
    LOG.error("The database refused a publication", exc_info=error)
    if isinstance(error, IntegrityError):
        return Conflict(_("A record saved in this moment breaks the new rule. Nothing was changed; try again to see which one."))
    return Conflict(_("The database refused this change. Nothing was changed; the server's log has the reason."))
