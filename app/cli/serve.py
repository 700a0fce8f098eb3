"""Settings of the production server: gunicorn with threads, the application loaded once before the workers fork.

Used by ``make run`` as ``--config python:app.cli.serve``; every public name is one of gunicorn's. Each worker opens its own database connections.
"""

from __future__ import annotations

import gc
from typing import Any

worker_class = "gthread"
threads = 4
keepalive = 15
timeout = 60
graceful_timeout = 20
preload_app = True
accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Say where the console answers and who may log in."""
    from app.cli.demo_logins import greeting

    print(greeting(server.address[0][1]), flush=True)


def pre_fork(_server: Any, _worker: Any) -> None:
    """What is there before the fork stays: collections pass it by, and the workers go on sharing its memory."""
    gc.freeze()


def post_fork(_server: Any, _worker: Any) -> None:
    """Connections made before the fork belong to the parent: a worker starts with none. Its garbage is collected by a thread of its own."""
    from app.cli import collector
    from app.models.engine import forget_connections

    forget_connections()
    collector.start()
