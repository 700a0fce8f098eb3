"""Real server processes and a client for them: what a user's installation runs, on a free port of this machine.

Public names: Server, Client, Answer, prepare, only_admin, demo_company.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def environment(url: str) -> dict[str, str]:
    """The environment of a process that works on that database."""
    return {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "of-tests-only-0123456789abcdef-0123456789", "DEMO_PASSWORD": "demo", "FLASK_APP": "app"}


def prepare(url: str, *commands: list[str]) -> None:
    """Run ``flask …`` commands one after another on a database."""
    for command in commands:
        done = subprocess.run([BIN / "flask", *command], cwd=ROOT, env=environment(url), capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"flask {' '.join(command)}: {done.stdout}{done.stderr}"


DEMO_HASH = (
    "scrypt:32768:8:1$mP2qGalpufONCQnd$"
    "38a92b7c4bdc7e3b32b06f526a2d70127c46d742ab9a18451671af0d3740e9b48e217d36f082e2b500164d7dbf30f2d905f938608aac17d9aa58792e1dd7e6d8"
)
"""Of the password demo, which no user may choose."""


def only_admin(url: str) -> None:
    """An installation without a package: nobody but ``admin``, whose password is ``demo``."""
    from app import create_app  # here: a measurement that only starts servers needs none of it
    from app.models.base import db
    from app.views.initialise import initialise

    made = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": environment(url)["SECRET_KEY"]})
    initialise(made)
    with made.app_context():
        security = made.appbuilder.sm
        security.add_user("admin", "Ada", "Min", "admin@example.com", security.find_role("Admin"), "demo")
        db.session.remove()
        db.engine.dispose()


def demo_company(url: str) -> None:
    """An installation with the CRM and its demo company."""
    prepare(url, ["init", "--demo"])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    status: int
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Server:
    """One gunicorn with ``workers`` processes; use it in a ``with`` statement."""

    def __init__(self, url: str, workers: int = 1) -> None:
        self.port = free_port()
        command = [BIN / "gunicorn", "--config", "python:app.cli.serve", "--bind", f"127.0.0.1:{self.port}", "--workers", str(workers), "app:create_app()"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment(url), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Server:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with Client(self.port) as visitor:
                    if visitor.get("/healthz").status == 200:
                        return self
            except OSError:
                time.sleep(0.01)
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {self.process.stderr.read() if self.process.stderr else ''}")
        self.process.kill()
        raise AssertionError("the server did not answer within 30 s")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)


class Client:
    """A program that talks to the REST API over one kept connection, with the token of a user; use it in a ``with`` statement."""

    def __init__(self, port: int, username: str = "", password: str = "demo") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Content-Type": "application/json"}
        if username:
            answer = self.post("/api/v1/security/login", {"username": username, "password": password, "provider": "db"})
            assert answer.status == 200, answer.text
            self.headers["Authorization"] = f"Bearer {answer.json['access_token']}"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def call(self, method: str, path: str, body: object = None) -> Answer:
        self.connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        response = self.connection.getresponse()
        return Answer(response.status, response.read().decode())

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def post(self, path: str, body: object) -> Answer:
        return self.call("POST", path, body)

    def put(self, path: str, body: object) -> Answer:
        return self.call("PUT", path, body)

    def patch(self, path: str, body: object) -> Answer:
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)
