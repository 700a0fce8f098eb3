"""``flask work``: does background jobs. ``flask reindex``: orders the search index of objects anew.

Public names: work, reindex.
"""

from __future__ import annotations

import signal
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import sessionmaker

from app.access import scopes
from app.access.audit import ORIGIN, job
from app.cli.talk import speaking
from app.i18n import gettext as _
from app.jobs.worker import Worker
from app.models.base import db
from app.models.engine import configure, writing
from app.models.jobs import SEARCH_INDEX, enqueue
from app.models.store import load_catalog


@click.command("work")
@click.option("--until-idle", is_flag=True, help="End when nothing is left to do.")
@with_appcontext
def work(until_idle: bool) -> None:
    """Do background jobs until stopped."""
    sessions = sessionmaker(configure(db.engine), autoflush=False, expire_on_commit=False, info={ORIGIN: job})
    scopes.install(sessions)
    worker = Worker(sessions)

    def stop(*_signal: Any) -> None:
        worker.stopped = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with speaking():
        ended = worker.run(until_idle)
        click.echo(_("Jobs done: %(number)s.", number=ended))


@click.command("reindex")
@click.argument("objects", nargs=-1)
@with_appcontext
def reindex(objects: tuple[str, ...]) -> None:
    """Order the search index of OBJECTS (default: all) anew, after records were changed past the console."""
    with speaking():
        session = db.session()
        with writing(session):
            catalog = load_catalog(session)
            for name in objects or sorted(catalog.objects):
                summary = catalog.objects.get(name)
                if summary is None:
                    raise click.ClickException(_('There is no object "%(name)s".', name=name))
                enqueue(session, SEARCH_INDEX, {"entity": summary.id, "again": True})
        click.echo(_("The search index is ordered anew: flask work makes it."))
