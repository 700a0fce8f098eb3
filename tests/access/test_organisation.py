"""Departments, people and rights: what is accepted, what is refused, and that every change makes the access version grow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.access import departments, grants, people
from app.access.load import load_actor
from app.errors import InvalidInput
from app.models.system import State
from app.models.users import Department


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as made:
        yield made


def version(session: Session) -> int:
    found = session.scalar(sa.select(State.access))
    session.rollback()
    assert found is not None
    return found


def places(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return sorted(problem.where for problem in error.value.problems)


def test_a_moved_department_takes_everything_below_along(session: Session) -> None:
    head = departments.create(session, "总部 A")
    north, south = (departments.create(session, name, head) for name in ("北区", "南区"))
    team = departments.create(session, "一组", north)
    before = version(session)
    departments.change(session, north, parent_id=south)
    assert version(session) > before
    paths = dict(session.execute(sa.select(Department.id, Department.path)).all())
    assert paths[team] == f"/{head}/{south}/{north}/{team}/"
    order = [node.id for node in departments.tree(session) if node.id in (head, north, south, team)]
    assert order == [head, south, north, team]
    for one in (head, team):
        assert departments.node(session, one) == next(node for node in departments.tree(session) if node.id == one)


def test_a_cycle_a_twin_and_an_unknown_parent_are_refused(session: Session) -> None:
    top = departments.create(session, "总部 B")
    below = departments.create(session, "分部", top)
    for parent in (top, below):
        with pytest.raises(InvalidInput) as cycle:
            departments.change(session, top, parent_id=parent)
        assert places(cycle) == ["parent"]
    with pytest.raises(InvalidInput) as twin:
        departments.create(session, "分部", top)
    assert places(twin) == ["name"]
    with pytest.raises(InvalidInput) as both:
        departments.create(session, " ", 10**12)
    assert places(both) == ["name", "parent"]


def test_a_department_in_use_is_not_closed(session: Session) -> None:
    top = departments.create(session, "总部 C")
    below = departments.create(session, "门店", top)
    with pytest.raises(InvalidInput):
        departments.close(session, top)
    departments.close(session, below)
    departments.close(session, top)
    assert not {top, below} & {node.id for node in departments.tree(session)}


def test_a_new_user_gets_the_default_role_and_acts_in_their_departments(session: Session) -> None:
    main, further = (departments.create(session, name) for name in ("总部 D", "外地"))
    made = people.create_user(
        session, {"username": "li.na", "password": "geheim-123", "last_name": "李", "first_name": "娜", "department": main, "departments": [further]}
    )
    found = people.person(session, made)
    assert (found.roles, found.departments, found.active) == (("Staff",), (further,), True)
    actor = load_actor(session, made)
    assert (actor.department_id, set(actor.department_ids)) == (main, {main, further})


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({}, ["password", "username"]),
        ({"username": "a b", "password": "geheim-123"}, ["username"]),
        ({"username": "x", "password": "geheim-123", "email": "nowhere", "roles": ["Nobody"], "department": 99}, ["department", "email", "roles"]),
        ({"username": "x", "password": "geheim-123", "locale": "fr", "timezone": "Mars", "active": "yes", "size": 1}, ["active", "locale", "size", "timezone"]),
        ({"username": "x", "password": "geheim-123", "locale": ["en"], "timezone": [None]}, ["locale", "timezone"]),
        ({"username": 5, "password": None, "roles": "Admin", "department": "1"}, ["department", "password", "roles", "username"]),
    ],
)
def test_every_problem_of_a_user_is_named_at_once(session: Session, values: dict[str, Any], where: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        people.create_user(session, values)
    assert places(refused) == where


def test_somebody_always_keeps_the_full_role(session: Session) -> None:
    boss = people.create_user(session, {"username": "boss", "password": "geheim-123", "roles": ["Admin"]})
    for change in ({"active": False}, {"roles": ["Staff"]}):
        with pytest.raises(InvalidInput):
            people.change_user(session, boss, change)
    second = people.create_user(session, {"username": "second", "password": "geheim-123", "roles": ["Admin"]})
    people.change_user(session, boss, {"roles": ["Staff"]})
    assert people.person(session, boss).roles == ("Staff",)
    assert people.person(session, second).roles == ("Admin",)
    with pytest.raises(InvalidInput):
        people.create_user(session, {"username": "BOSS", "password": "x"})


def test_rights_are_set_in_part_and_permissions_follow(session: Session) -> None:
    role = people.create_role(session, "Auditor")
    grants.set_rights(session, role, 77, "widget", {"view": "department", "edit": "own", "create": True})
    answer = grants.set_rights(session, role, 77, "widget", {"export": True})
    assert (answer["view"], answer["edit"], answer["create"], answer["export"]) == ("department", "own", True, True)
    user = people.create_user(session, {"username": "auditor", "password": "geheim-123", "roles": ["Auditor"]})
    held = {permission for permission, view in load_actor(session, user).permissions if view == "widget"}
    assert held == {"can_list", "can_show", "menu_access", "can_add", "can_edit", "can_export"}
    narrowed = grants.set_rights(session, role, 77, "widget", {"view": "none"})
    assert narrowed["edit"] == "none"
    assert {p for p, view in load_actor(session, user).permissions if view == "widget"} == {"can_add", "can_export"}


@pytest.mark.parametrize(
    "values", [{"view": "some"}, {"create": "yes"}, {"read": "all"}, {"view": "own", "edit": "all"}, {"view": {"reach": "all", "where": []}}]
)
def test_wrong_rights_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        grants.check_rights(values)
    assert len(refused.value.problems) == 1
