"""Passwords: what is refused and why, for whoever sets one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.security import check_password_hash, generate_password_hash

from app.access import passwords, people
from app.access.login_rules import RULES, LoginRules
from app.errors import InvalidInput
from app.models.logins import FormerPassword
from app.models.users import User


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as made:
        yield made


def refusal(session: Session, password: str, user_id: int | None = None) -> str:
    return " ".join(problem.what for problem in passwords.faults(session, password, ("zhang.wei", "wei@example.com"), user_id))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("geheim1", "at least 8"),
        ("x" * 129, "At most 128"),
        ("ge\theim-123", "none of them invisible"),
        ("password1", "tried first"),
        ("A123456789", "tried first"),
        ("1qaz2wsx", "tried first"),
        ("Zhang.Wei2026", "not the login"),
        ("wei@example.com", "not the login"),
        ("geheim-123", ""),
        ("三个词排成一行就好", ""),
    ],
)
def test_each_rule_has_its_reason(session: Session, password: str, reason: str) -> None:
    found = refusal(session, password)
    assert reason in found
    assert bool(reason) == bool(found)


def test_the_length_is_a_setting(sessions: sessionmaker[Session]) -> None:
    with sessions(info={RULES: LoginRules(shortest=14)}) as session:
        assert "at least 14" in refusal(session, "geheim-123456")


def test_none_of_the_last_passwords_is_taken_again(session: Session) -> None:
    user = people.create_user(session, {"username": "again", "password": "geheim-1", "roles": ["Admin"]})
    for turn in (1, 2, 3):
        with pytest.raises(InvalidInput, match="one of your last 3"):
            people.change_user(session, user, {"password": f"geheim-{turn}"})
        people.change_user(session, user, {"password": f"geheim-{turn + 1}"})
    people.change_user(session, user, {"password": "geheim-1"})
    kept = session.scalars(sa.select(FormerPassword.hash).where(FormerPassword.user_id == user)).all()
    assert len(kept) == 2, "of the last three the present one is with the user"
    assert not any("geheim" in one for one in kept)


def test_an_update_may_ask_for_another_password(session: Session) -> None:
    user = people.create_user(session, {"username": "fresh", "password": "geheim-123", "roles": ["Admin"], "must_change_password": True})
    assert people.person(session, user).must_change_password
    people.change_user(session, user, {"must_change_password": False})
    assert not people.person(session, user).must_change_password


def test_a_hash_from_elsewhere_comes_in_by_the_inner_door_only(session: Session) -> None:
    with pytest.raises(InvalidInput):
        people.create_user(session, {"username": "weak", "password": "demo"})
    user = people.create_user(session, {"username": "weak", "roles": ["Admin"]}, generate_password_hash("demo"))
    row = session.get(User, user)
    assert row is not None
    assert check_password_hash(row.password or "", "demo")
