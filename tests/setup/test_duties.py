"""Three administrators of whom none may what the others may, and the commands of the audit log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.access.audit_words import EVENTS
from app.access.basics import BASICS
from app.access.duties import DUTIES
from app.access.load import load_actor
from app.models.base import db
from tests.setup.conftest import Admin, words
from tests.setup.test_audit import LIST, log
from tests.web.conftest import PASSWORD


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """Here on every database."""
    return engine_url


def test_the_three_administrators_share_no_right_and_only_one_reads_the_log(app: Flask, admin: Admin, browser: Callable[[str], FlaskClient]) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["role", "separate-duties"]).exit_code == 0
    assert run(args=["role", "separate-duties"]).exit_code == 0
    names = {"System administrator": "sys", "Security administrator": "sec", "Audit administrator": "aud"}
    rights: dict[str, frozenset[tuple[str, str]]] = {}
    for role, name in names.items():
        form = {"username": name, "email": f"{name}@example.com", "password": PASSWORD, "active": "1", "roles": [role]}
        number = int(admin.post("/setup/users/new", form).location.rpartition("/")[2])
        with app.app_context():
            rights[name] = load_actor(db.session(), number).permissions - set(BASICS)
    assert {duty.role: frozenset(duty.pairs) for duty in DUTIES} == {role: rights[name] for role, name in names.items()}
    assert not rights["sys"] & rights["sec"] | rights["sys"] & rights["aud"] | rights["sec"] & rights["aud"]
    pages = {"/setup/": "sys", "/setup/users/": "sec", "/setup/permissions/": "sec", LIST: "aud", f"{LIST}file": "aud", f"{LIST}1": "aud"}
    for name in (*names.values(), "stan"):
        client = browser(name)
        got = {path: client.get(path).status_code for path in pages}
        assert got == {path: 200 if who == name else 403 for path, who in pages.items()}, name
    both = {"username": "both", "email": "b@example.com", "password": PASSWORD, "active": "1", "roles": ["System administrator", "Audit administrator"]}
    assert "Nobody holds more than one" in words(admin.post("/setup/users/new", both, status=422))
    with app.app_context():
        head = app.appbuilder.sm.find_user("ada").id
        own = app.appbuilder.sm.find_user("sec").id
    security = Admin(browser("sec"), app)
    for number, name, roles in ((own, "sec", ["Admin"]), (head, "ada", ["Admin"])):
        form = {"username": name, "email": f"{name}@example.com", "password": "taken-over-1", "active": "1", "roles": roles}
        assert "Only somebody with the role Admin" in words(security.post(f"/setup/users/{number}", form, status=422))
    assert "审计管理员" in admin.get("/setup/permissions/?lang=zh_Hans").text
    admin.get(f"{LIST}?lang=en")


def test_the_commands_verify_and_purge(app: Flask, admin: Admin) -> None:
    run = app.test_cli_runner().invoke
    done = run(args=["audit", "verify"])
    assert done.exit_code == 0, done.output
    number, _colon, hashed = done.output.split()[-1].rpartition("：")[2].partition(":")
    assert run(args=["audit", "verify", "--expect", f"{number}:{hashed}"]).exit_code == 0
    assert run(args=["audit", "verify", "--expect", f"{number}:{'0' * 64}"]).exit_code == 1
    assert run(args=["audit", "verify", "--expect", "nonsense"]).exit_code == 1
    refused = run(args=["audit", "purge", "--older-than-days", "30"])
    assert refused.exit_code == 1
    assert "183" in refused.output
    assert run(args=["audit", "purge", "--older-than-days", "183"]).exit_code == 0
    made = run(args=["user", "create", "cli", "--email", "cli@example.com", "--password", "secret-of-cli"])
    assert made.exit_code == 0, made.output
    row = log(app)[-1]
    assert (row.event, row.actor, row.door, row.target) == ("user_created", "system", "cli", "cli")
    assert "@" in row.address
    assert {row.event for row in log(app)} <= set(EVENTS)
