"""Settings of the production server: gunicorn with threads, the application loaded once before the workers fork.

Used by ``make run`` as ``--config python:app.cli.serve``; every public name is one of gunicorn's. Each worker opens its own database connections.
"""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path
from typing import Any

worker_class = "gthread"
threads = 4
keepalive = 15
timeout = 60
graceful_timeout = 20
preload_app = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (the heartbeat's file: on a disk a slow write stops the worker)
accesslog = None
errorlog = "-"
loglevel = "warning"


ARENAS = -8
"""glibc's name for the number of its memory pools."""


def when_ready(server: Any) -> None:
    """Say where the console answers and who may log in."""
    from app.cli.demo_logins import greeting

    print(greeting(server.address[0][1]), flush=True)


def pre_fork(_server: Any, _worker: Any) -> None:
    """What is there before the fork stays: collections pass it by, and the workers go on sharing its memory."""
    gc.freeze()


def post_fork(server: Any, _worker: Any) -> None:
    """Connections made before the fork belong to the parent: a worker starts with none. Threads of its own collect garbage and look for jobs."""
    from app.cli import collector, starter
    from app.models.engine import forget_connections

    forget_connections()
    _one_pool()
    collector.start()
    starter.start(server.app.wsgi())


def _one_pool() -> None:
    """glibc gives every thread a pool of memory of its own, which never shrinks; Python's threads take turns anyway. Saves 4 MB a process."""
    try:
        ctypes.CDLL(None).mallopt(ARENAS, 1)
    except (AttributeError, OSError):  # another C library
        return
