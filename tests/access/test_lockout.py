"""Wrong tries are counted in the database and in Redis alike: five in a quarter of an hour lock a login for as long, whoever has it."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from redis import Redis, RedisError
from sqlalchemy.orm import Session, sessionmaker

from app.access import lockout, people
from app.access.lockout import SECONDS, TRIES
from app.access.login_rules import RULES, LoginRules
from app.models.audit import AuditRow
from app.models.engine import writing
from app.models.logins import LoginTries
from tests.servers import free_port


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server of the module's own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server")
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    with subprocess.Popen([program, "--port", str(port), "--save", "", "--dir", str(folder)], stdout=subprocess.DEVNULL) as server:
        url = f"redis://127.0.0.1:{port}/0"
        for _turn in range(100):
            try:
                Redis.from_url(url).ping()
                break
            except RedisError:
                time.sleep(0.05)
        yield url
        server.terminate()


@pytest.fixture(params=["database", "redis"])
def session(request: pytest.FixtureRequest, sessions: sessionmaker[Session]) -> Iterator[Session]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    with sessions(info={RULES: LoginRules(secret=f"of {request.node.name}", redis_url=url)}) as made:
        yield made


def wait(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    monkeypatch.setattr(lockout, "now", lambda: moment)


def test_the_fifth_wrong_try_locks_and_says_until_when(session: Session) -> None:
    lefts = [lockout.fail(session, "mia").left for _turn in range(TRIES - 1)]
    assert lefts == [4, 3, 2, 1]
    assert lockout.locked(session, ["mia", "stan"]) == {}
    last = lockout.fail(session, " MIA ")
    assert (last.left, last.began) == (0, True)
    assert last.until is not None
    assert abs((last.until - datetime.now(UTC)).total_seconds() - SECONDS) < 5
    again = lockout.fail(session, "ｍｉａ")
    assert (again.left, again.began) == (0, False), "however it is written"
    assert list(lockout.locked(session, ["mia", "stan", ""])) == ["mia"]
    lockout.clear(session, ["mia"])
    assert lockout.locked(session, ["mia"]) == {}
    assert lockout.fail(session, "mia").left == TRIES - 1


def test_tries_of_long_ago_are_forgotten_one_by_one(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for minutes in (0, 5, 10, 12):
        wait(monkeypatch, minutes * 60)
        standing = lockout.fail(session, "slow")
    assert standing.left == 1
    wait(monkeypatch, 16 * 60)
    assert lockout.fail(session, "slow").left == 1, "the first of them is a quarter of an hour ago"
    assert lockout.fail(session, "slow").began


def test_a_lock_ends_by_itself(sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    with sessions() as session:
        for _turn in range(TRIES):
            lockout.fail(session, "ended")
        assert lockout.locked(session, ["ended"])
        wait(monkeypatch, SECONDS + 1)
        assert not lockout.locked(session, ["ended"])
        assert lockout.fail(session, "ended").left == TRIES - 1
        lockout.fail(session, "other")
        assert session.scalar(sa.select(sa.func.count()).select_from(LoginTries).where(LoginTries.expires < lockout.now())) == 0, "old rows go"


def test_what_was_typed_is_nowhere_to_be_read(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        lockout.fail(session, "my secret password")
        assert "secret" not in str(session.execute(sa.select(LoginTries.key)).all())


def test_without_an_answer_of_redis_the_database_counts(sessions: sessionmaker[Session]) -> None:
    with sessions(info={RULES: LoginRules(redis_url=f"redis://127.0.0.1:{free_port()}/0")}) as session:
        assert [lockout.fail(session, "alone").left for _turn in range(2)] == [4, 3]


def test_an_administrator_unlocks_and_the_log_tells(session: Session) -> None:
    name = f"locked{abs(hash(str(session.info)))}"
    user = people.create_user(session, {"username": name, "password": "geheim-123", "roles": ["Admin"]})
    for _turn in range(TRIES):
        lockout.fail(session, f"{name}@localhost")
    assert people.person(session, user).locked_until is not None
    people.change_user(session, user, {"locked": False})
    assert people.person(session, user).locked_until is None
    people.unlock(session, user)
    told = session.scalars(sa.select(AuditRow.target).where(AuditRow.event == "login_unlocked", AuditRow.target == name)).all()
    assert told == [name], "once: what was not locked is not unlocked"


def test_a_right_password_forgets_the_tries_but_ends_no_lock(session: Session) -> None:
    for _turn in range(TRIES - 1):
        lockout.fail(session, "late")
    with writing(session):
        assert lockout.settle(session, "late") is None
    for _turn in range(TRIES):
        lockout.fail(session, "late")
    with writing(session):
        assert lockout.settle(session, "late") is not None, "somebody else locked it while the password was looked at"
    assert lockout.locked(session, ["late"])
