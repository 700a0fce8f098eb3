"""The commands on a real application: an installation from nothing with the CRM and its demo company, on both databases."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from werkzeug.security import check_password_hash, generate_password_hash

from app import create_app
from app.access.load import load_actor
from app.access.matrix import load_matrix
from app.access.people import person, roles
from app.access.role_labels import role_labels
from app.fieldtypes.registry import TYPES
from app.models.base import db
from app.models.generated import ModelSet
from app.models.store import load_catalog
from app.models.users import Department, User
from app.records.workspace import open_workspace
from tests.conftest import Fill
from tests.servers import demo_company

SETTINGS = {"SECRET_KEY": "of-tests-only-0123456789abcdef-0123456789", "RATELIMIT_ENABLED": False}


@pytest.fixture(scope="module")
def app(engine_url: str) -> Iterator[Flask]:
    os.environ["DEFAULT_LOCALE"] = "en"
    made = create_app({"SQLALCHEMY_DATABASE_URI": engine_url, **SETTINGS})
    yield made
    del os.environ["DEFAULT_LOCALE"]
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *words: str, **options: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words), **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def company(app: Flask, engine_url: str, filled: Fill) -> Flask:
    """The application with the CRM and its demo company."""
    filled(engine_url, "company", demo_company)
    return app


def test_init_can_be_repeated_and_leaves_what_was_changed(company: Flask) -> None:
    again = run(company, "init")
    assert (again.exit_code, again.output) == (0, "The database is ready.\n")
    assert "Nothing changed" in run(company, "package", "install", "crm").output
    assert "Nothing would change" in run(company, "package", "plan", "crm").output


def test_the_demo_company_is_there_once(company: Flask) -> None:
    started = time.monotonic()
    assert run(company, "seed").output == "The demo records of crm are there already.\n"
    assert run(company, "init", "--demo").output == "The demo records of crm are there already.\nThe database is ready.\n"
    assert time.monotonic() - started < 5
    with company.app_context():
        session = db.session()
        assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 60
        assert session.scalar(sa.select(sa.func.count()).select_from(Department)) == 20
        catalog = load_catalog(session)
        tables = {definition.name: definition.table for name in catalog.objects if (definition := catalog.object(name))}
        counts = {name: session.scalar(sa.select(sa.func.count()).select_from(sa.table(table))) for name, table in tables.items()}
        assert (counts["lead"], counts["follow_up"], counts["payment"]) == (480, 1600, 330)
        assert min(count or 0 for count in counts.values()) > 0


def test_the_three_logins_have_their_roles_and_the_demo_password(company: Flask) -> None:
    with company.app_context():
        session = db.session()
        for username, role in (("admin", "Admin"), ("manager", "Manager"), ("staff", "Staff")):
            user = session.scalars(sa.select(User).where(User.username == username)).one()
            assert person(session, user.id).roles == (role,)
            assert check_password_hash(user.password, os.environ.get("DEMO_PASSWORD") or "demo")
        assert {"Viewer", "Marketing", "Service", "Finance"} <= roles(session).keys()
        assert role_labels(session)["Manager"]["zh_Hans"] == "经理用户"


def seen(app: Flask, username: str, object_name: str) -> set[str]:
    """External keys of the records that a user sees."""
    with app.app_context():
        session = db.session()
        user_id = session.scalar(sa.select(User.id).where(User.username == username)) or 0
        ws = open_workspace(session, load_actor(session, user_id), ModelSet(load_catalog(session), TYPES), load_matrix(session))
        return {key for key in session.scalars(sa.select(ws.model(object_name).external_key)) if key}


def test_the_reaches_of_the_package_hold_for_the_demo_company(company: Flask) -> None:
    for name in ("lead", "account", "opportunity"):
        staff, leader, branch, head = (seen(company, username, name) for username in ("staff", "manager", "luchengye", "gaowenbo"))
        assert staff
        assert staff < leader < branch < head
    assert seen(company, "shenyun", "ticket")
    assert seen(company, "shenyun", "lead") == set()
    assert seen(company, "qianlijuan", "payment") == seen(company, "admin", "payment")


def test_the_canary_is_seen_by_nobody_in_shanghai(company: Flask) -> None:
    with company.app_context():
        branch = db.session().scalars(sa.select(Department).where(Department.external_key == "sh")).one()
        below = sa.select(Department.id).where(Department.path.startswith(branch.path))
        names = list(db.session().scalars(sa.select(User.username).where(User.department_id.in_(below), User.active.is_(True))))
    assert len(names) > 15
    assert "acc-canary" in seen(company, "pengtao", "account")
    assert [name for name in names if "acc-canary" in seen(company, name, "account")] == []


def test_a_package_can_be_exported_and_planned_again(company: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = run(company, "package", "export", "crm", str(folder))
    assert done.exit_code == 0, done.output
    assert (folder / "objects" / "lead.yaml").exists()
    assert "Nothing would change" in run(company, "package", "plan", str(folder)).output
    assert "not empty" in run(company, "package", "export", "crm", str(folder)).output
    for words in (("package", "export", "nowhere", str(tmp_path / "other")), ("package", "plan", "nowhere"), ("package", "install", str(folder / "menus"))):
        refused = run(company, *words)
        assert refused.exit_code == 1
        assert refused.output.startswith("Error: ")


def test_a_package_with_problems_is_refused_with_all_of_them(company: Flask, tmp_path: Path) -> None:
    (tmp_path / "package.yaml").write_text("format: 1\nname: odd\nlabl: Odd\n")
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects" / "thing.yaml").write_text("name: thing\nfields:\n  - {name: size, type: chioce}\n")
    refused = run(company, "package", "install", str(tmp_path))
    assert refused.exit_code == 1
    assert "package.yaml: labl" in refused.output


def test_users_can_be_created_and_mistakes_are_told(company: Flask) -> None:
    words = ("user", "create", "newcomer", "--department", "sh-enterprise", "--role", "Staff", "--first-name", "New")
    done = run(company, *words, "--password", "a-long-secret")
    assert done.exit_code == 0, done.output
    again = run(company, *words, "--password", "a-long-secret")
    assert again.exit_code == 1
    assert "username" in again.output
    assert run(company, "user", "create", "other", "--department", "nowhere", "--password", "x").exit_code == 1


def test_the_doctor_says_what_is_in_order_and_what_is_not(company: Flask) -> None:
    healthy = run(company, "doctor")
    assert healthy.exit_code == 0, healthy.output
    assert "Tables of 24 objects are complete" in healthy.output
    assert "demo password" in healthy.output
    with company.app_context():
        session = db.session()
        session.execute(sa.update(Department).where(Department.external_key == "sh").values(path="/0/"))
        session.commit()
        sick = run(company, "doctor")
        assert sick.exit_code == 1
        assert "上海分部" in sick.output


def test_the_description_of_the_api_is_json(company: Flask) -> None:
    described = json.loads(run(company, "openapi").output)
    assert described["openapi"].startswith("3.")
    assert any("/o/lead/" in path for path in described["paths"])


def test_a_database_without_tables_gets_advice(sqlite_url: str) -> None:
    empty = create_app({"SQLALCHEMY_DATABASE_URI": sqlite_url, **SETTINGS})
    ill = run(empty, "doctor")
    assert ill.exit_code == 1
    assert "flask init" in ill.output
    bare = run(empty, "init", "--no-package")
    assert bare.exit_code == 0, bare.output
    with empty.app_context():
        assert load_catalog(db.session()).objects == {}
        db.session.remove()
        db.engine.dispose()


def test_a_password_is_set_by_the_rules_and_a_hash_as_it_is(company: Flask) -> None:
    weak = run(company, "user", "create", "eva", "--password", "demo")
    assert weak.exit_code == 1
    assert "at least 8 characters" in weak.output
    hashed = generate_password_hash("demo")
    assert run(company, "user", "create", "eva", "--password-hash", "demo").exit_code == 1
    assert run(company, "user", "create", "eva", "--password-hash", hashed, "--must-change").exit_code == 0
    assert run(company, "user", "password", "eva", input="password1\npassword1\n").exit_code == 1
    assert run(company, "user", "password", "eva", input="geheim-123\ngeheim-123\n").exit_code == 0
    assert run(company, "user", "unlock", "eva").exit_code == 0
    assert run(company, "user", "unlock", "nobody").exit_code == 1
    with company.app_context():
        found = db.session.scalars(sa.select(User).where(User.username == "eva")).one()
        assert check_password_hash(found.password or "", "geheim-123")
        assert not person(db.session(), found.id).must_change_password
