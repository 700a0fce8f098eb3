"""Background jobs beside the server, without a second command: when a job is due, ``flask work --until-idle`` is started, and it ends with the last one.

A thread of each web process looks every few seconds (one statement); a process that works is there only while there is work. Public names: start.
"""

from __future__ import annotations

import logging
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.errors import Conflict
from app.models.base import db
from app.models.engine import writing
from app.models.jobs import open_jobs, reserve

LOG = logging.getLogger(__name__)
ROOT = Path(__file__).parents[2]
LOOK_SECONDS = 4.0
COMMAND = (sys.executable, "-m", "flask", "--app", "app", "work", "--until-idle")


def start(app: Flask) -> None:
    """Begin to look; ends with the process."""
    threading.Thread(target=_look, args=(app,), name="jobs", daemon=True).start()


def _look(app: Flask) -> None:
    with app.app_context():
        engine = db.engine
    worker: subprocess.Popen[bytes] | None = None
    while True:
        time.sleep(LOOK_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311  (so that the web processes do not look at the same moment)
        if worker is not None and worker.poll() is None:
            continue
        try:
            with Session(engine) as session:
                needed = open_jobs(session)[0]
                if needed:
                    with writing(session):
                        needed = reserve(session)
        except (SQLAlchemyError, Conflict) as error:  # the database is away: the requests say so, too
            LOG.warning("Cannot look for jobs: %s", type(error).__name__)
            continue
        worker = subprocess.Popen(COMMAND, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) if needed else None  # noqa: S603
