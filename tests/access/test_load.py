"""The actor of a request: departments, roles through groups too, permissions once per set of roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.access.load import GROUP_ROLE, USER_GROUP, USER_ROLE, AccessCache, load_actor
from app.access.matrix import load_matrix
from app.errors import NotFound
from app.models.permissions import ROLE, grant
from app.models.system import Reach
from app.models.users import Department, Membership, User

PERSON, CLOSED = 501, 502


@pytest.fixture(scope="module")
def roles(sessions: sessionmaker[Session]) -> dict[str, int]:
    """A user in department 901 with 903 as a further one; role Direct of their own, role Grouped by a group."""
    with sessions() as session:
        for number, parent, path in (
            (900, None, "/900/"),
            (901, 900, "/900/901/"),
            (902, 901, "/900/901/902/"),
            (903, 900, "/900/903/"),
            (9010, 900, "/900/9010/"),
        ):
            session.add(Department(id=number, name=str(number), parent_id=parent, path=path))
            session.flush()
        for number, active in ((PERSON, True), (CLOSED, False)):
            names = {"username": f"u{number}", "first_name": "三", "last_name": "张", "email": f"u{number}@example.com"}
            session.execute(sa.insert(User).values(id=number, **names, active=active, department_id=901, locale="zh_Hant", timezone="Asia/Tokyo"))
        session.add(Membership(user_id=PERSON, department_id=903))
        ids = {name: session.execute(sa.insert(ROLE).values(name=name).returning(ROLE.c.id)).scalar_one() for name in ("Direct", "Grouped", "Strange")}
        session.execute(sa.insert(USER_ROLE).values(user_id=PERSON, role_id=ids["Direct"]))
        group = User.metadata.tables["ab_group"]
        session.execute(sa.insert(group).values(id=1, name="g", label="", description=""))
        session.execute(sa.insert(USER_GROUP).values(user_id=PERSON, group_id=1))
        session.execute(sa.insert(GROUP_ROLE).values(group_id=1, role_id=ids["Grouped"]))
        for name, pair in (("Direct", ("can_list", "lead")), ("Grouped", ("can_edit", "lead")), ("Strange", ("can_delete", "lead"))):
            grant(session.connection(), ids[name], [pair])
        session.add(Reach(role_id=ids["Direct"], entity_id=77, view="all", edit="own", create=True, export=False, import_=True, extra={}))
        session.commit()
    return ids


@pytest.fixture
def session(sessions: sessionmaker[Session], roles: dict[str, int]) -> Iterator[Session]:
    with sessions() as made:
        yield made


def statements_of(session: Session) -> list[str]:
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement != "BEGIN":
            found.append(statement)

    sa.event.listen(session.connection(), "before_cursor_execute", note)
    return found


def test_an_actor_has_departments_roles_and_permissions(session: Session, roles: dict[str, int]) -> None:
    actor = load_actor(session, PERSON)
    assert (actor.id, actor.username, actor.locale, actor.timezone) == (PERSON, f"u{PERSON}", "zh_Hant", "Asia/Tokyo")
    assert (actor.department_id, actor.department_ids) == (901, (901, 903))
    assert actor.tree_ids == (901, 902, 903), "9010 begins with the same digits and is no child"
    assert set(actor.role_ids) == {roles["Direct"], roles["Grouped"]}
    assert actor.permissions == {("can_list", "lead"), ("can_edit", "lead")}
    assert actor.may("can_edit", "lead")
    assert not actor.may("can_delete", "lead")
    assert not actor.is_system


def test_three_statements_cold_and_two_from_then_on(session: Session) -> None:
    cache, statements = AccessCache(), statements_of(session)
    load_actor(session, PERSON, 1, cache)
    assert len(statements) == 3
    statements.clear()
    actor = load_actor(session, PERSON, 1, cache)
    assert len(statements) == 2
    statements.clear()
    assert load_actor(session, PERSON, 2, cache) == actor
    assert len(statements) == 3, "another access version is read anew"
    assert [version for version, _roles in cache._permissions] == [2], "the one before is let go"


def test_the_matrix_is_read_once_an_access_version(session: Session, roles: dict[str, int]) -> None:
    cache, statements = AccessCache(), statements_of(session)
    matrix = cache.matrix(session, 1)
    assert cache.matrix(session, 1) is matrix
    assert len(statements) == 1
    actor = load_actor(session, PERSON)
    assert [matrix.reach(actor, 77, action) for action in ("view", "edit", "delete")] == ["all", "own", "none"]
    assert [matrix.allows(actor, 77, flag) for flag in ("create", "export", "import")] == [True, False, True]
    assert load_matrix(session, 5).version == 5


def test_nobody_is_loaded_for_an_unknown_or_inactive_user(session: Session) -> None:
    for number in (CLOSED, 10**6, 0):
        with pytest.raises(NotFound):
            load_actor(session, number)
