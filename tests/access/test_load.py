"""The actor of a request: departments, roles through groups too, permissions once per set of roles."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.access import load
from app.access.load import GROUP_ROLE, USER_GROUP, USER_ROLE, AccessCache, load_actor
from app.access.matrix import load_matrix
from app.errors import NotFound
from app.models.permissions import ROLE, grant
from app.models.system import Reach
from app.models.users import Department, Membership, User

PERSON, CLOSED, TWIN = 501, 502, 503


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
        for number, active in ((PERSON, True), (CLOSED, False), (TWIN, True)):
            names = {"username": f"u{number}", "first_name": "三", "last_name": "张", "email": f"u{number}@example.com"}
            session.execute(sa.insert(User).values(id=number, **names, active=active, department_id=901, locale="zh_Hant", timezone="Asia/Tokyo"))
        session.add_all(Membership(user_id=number, department_id=903) for number in (PERSON, TWIN))
        ids = {name: session.execute(sa.insert(ROLE).values(name=name).returning(ROLE.c.id)).scalar_one() for name in ("Direct", "Grouped", "Strange")}
        session.execute(sa.insert(USER_ROLE), [{"user_id": number, "role_id": ids["Direct"]} for number in (PERSON, TWIN)])
        group = User.metadata.tables["ab_group"]
        session.execute(sa.insert(group).values(id=1, name="g", label="", description=""))
        session.execute(sa.insert(USER_GROUP), [{"user_id": number, "group_id": 1} for number in (PERSON, TWIN)])
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


def test_a_user_is_read_once_an_access_version_and_shares_what_roles_and_departments_share(session: Session) -> None:
    cache, statements = AccessCache(), statements_of(session)
    known = cache.user(session, PERSON, 1)
    assert known is not None
    assert known.actor == load_actor(session, PERSON)
    statements.clear()
    assert cache.user(session, PERSON, 1) is known
    assert not statements
    twin = cache.user(session, TWIN, 1)
    assert twin is not None
    assert len(statements) == 2, "the permissions of these roles are there"
    assert (twin.actor.permissions is known.actor.permissions, twin.actor.tree_ids is known.actor.tree_ids) == (True, True)
    statements.clear()
    again = cache.user(session, PERSON, 2)
    assert again == known
    assert len(statements) == 3, "another access version is read anew"
    assert cache.user(session, PERSON, 1) is not known, "the one before is let go, and not kept again"
    assert cache.user(session, PERSON, 2) is again


def test_who_may_not_log_in_is_not_kept(session: Session) -> None:
    cache, statements = AccessCache(), statements_of(session)
    for number in (CLOSED, 10**6, 0):
        assert cache.user(session, number, 1) is None
        statements.clear()
        assert cache.user(session, number, 1) is None
        assert len(statements) == 1


def test_what_is_kept_has_a_bound(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "KEPT_USERS", 1)
    cache = AccessCache()
    first = cache.user(session, PERSON, 1)
    assert cache.user(session, TWIN, 1) is not None
    assert cache.user(session, PERSON, 1) is not first


def test_an_actor_has_a_name_in_the_order_of_the_readers_language(session: Session) -> None:
    known = AccessCache().user(session, PERSON, 1)
    assert known is not None
    assert known.speaking("zh_Hans", "UTC").name == "张三"
    english = known.speaking("en", "Asia/Tokyo")
    assert (english.name, english.locale, english.timezone) == ("三 张", "en", "Asia/Tokyo")
    assert known.speaking("en", "Asia/Tokyo") is english


def test_threads_share_a_cache(sessions: sessionmaker[Session], roles: dict[str, int]) -> None:
    cache, found, start = AccessCache(), [], threading.Barrier(6)

    def ask(turn: int) -> None:
        start.wait()
        for version in range(1, 20):
            with sessions() as own:
                known = cache.user(own, (PERSON, TWIN)[turn % 2], version)
                found.append(known is not None and known.actor.department_ids == (901, 903))

    threads = [threading.Thread(target=ask, args=(turn,)) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 6 * 19


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
