"""Seeding records and people: all or nothing, once, in any order of reference, with dates that count from today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.security import check_password_hash

from app.access import scopes
from app.access.actor import SYSTEM, Actor
from app.access.matrix import Matrix
from app.access.people import person
from app.errors import InvalidInput, NotAllowed
from app.fieldtypes.base import Bad
from app.fieldtypes.registry import TYPES
from app.metadata.edits import CreateObject
from app.models import engine as engines
from app.models.engine import writing
from app.models.generated import ModelSet
from app.models.setup import create_system_tables
from app.models.store import load_catalog
from app.models.system import HistoryRow
from app.models.users import Department, User
from app.publishing.publish import publish
from app.records import write
from app.records.seeding import Clock, seed_people, seed_records
from app.records.seeding.relative import relative
from app.records.seeding.run import order
from app.records.workspace import Workspace, open_workspace

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOCK = Clock(date(2026, 11, 18), SHANGHAI)  # a Wednesday
TEAM = {
    "name": "team",
    "label": "Team",
    "title_field": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True},
        {"name": "above", "type": "lookup", "target": "team", "on_delete": "clear"},
        {"name": "star", "type": "lookup", "target": "player", "on_delete": "clear"},
    ],
}
PLAYER = {
    "name": "player",
    "label": "Player",
    "title_field": "name",
    "fields": [
        {"name": "code", "type": "auto_number", "pattern": "P{YYYY}{MM}-{000}"},
        {"name": "name", "type": "text", "required": True, "max_length": 20},
        {"name": "team", "type": "lookup", "target": "team", "on_delete": "restrict", "required": True},
        {"name": "born_on", "type": "date"},
        {"name": "met_at", "type": "datetime", "read_only": True},
        {"name": "foot", "type": "picklist", "options": ["left", "right"]},
        {"name": "coach", "type": "user"},
    ],
}
PEOPLE = {
    "department.csv": b"key,name,parent\nall,Club,\nyouth,Youth,all\n",
    "user.csv": "username,last_name,first_name,email,department,departments,roles,active\n"
    "kim,金,明,kim@demo.example,youth,all,Staff;Manager,true\ngone,Old,Hand,,all,,,false\n".encode(),
}
RECORDS = {
    "player.csv": b"key,name,team,born_on,met_at,foot,coach,owner,department,created_by,created_at,changed_at\n"
    b"p1,Ann,t1,2001-02-03,@-1d 10:20,left,kim,kim,youth,kim,@-35d 08:00,@-2d 09:30\np2,Bob,B team,@-10d,,right,,,all,,@-20d 23:30,\n",
    "team.csv": b"key,name,above,star,created_at\nt1,A team,t2,p1,@-40d 00:00\nt2,B team,,,@-41d 00:00\n",
}


@pytest.fixture
def session(engine_url: str) -> Iterator[Session]:
    engine = engines.create(engine_url)
    create_system_tables(engine)
    sessions = sessionmaker(engine, expire_on_commit=False)
    scopes.install(sessions)
    with sessions() as made:
        publish(made, [CreateObject(TEAM), CreateObject(PLAYER)] if not load_catalog(made).objects else [], SYSTEM)
        yield made
    engine.dispose()


def workspace(session: Session, actor: Actor = SYSTEM) -> Workspace:
    return open_workspace(session, actor, ModelSet(load_catalog(session), TYPES), Matrix())


def test_people_come_with_departments_and_roles_once(session: Session) -> None:
    with writing(session):
        assert seed_people(session, PEOPLE, "secret") == {"department": 2, "user": 2}
    with writing(session):
        assert seed_people(session, PEOPLE, "other") == {"department": 0, "user": 0}
    kim = session.scalars(sa.select(User).where(User.username == "kim")).one()
    youth = session.scalars(sa.select(Department).where(Department.external_key == "youth")).one()
    found = person(session, kim.id)
    assert (found.department, found.departments, set(found.roles)) == (youth.id, (youth.parent_id,), {"Staff", "Manager"})
    assert check_password_hash(kim.password, "secret")
    assert youth.path == f"/{youth.parent_id}/{youth.id}/"
    assert not session.scalars(sa.select(User).where(User.username == "gone")).one().active


def test_records_that_point_at_each_other_are_seeded_once(session: Session) -> None:
    with writing(session):
        assert seed_records(workspace(session), {**RECORDS, **PEOPLE}, CLOCK) == {"player": 2, "team": 2}
    with writing(session):
        assert seed_records(workspace(session), RECORDS, CLOCK) == {"player": 0, "team": 0}
    ws = workspace(session)
    player, team = ws.model("player"), ws.model("team")
    ann, bob = session.scalars(sa.select(player).order_by(player.external_key))
    first, second = session.scalars(sa.select(team).order_by(team.external_key))
    assert (ann.f_team, bob.f_team, first.f_above, first.f_star, first.version) == (first.id, second.id, second.id, ann.id, 1)
    assert (ann.f_code, bob.f_code) == ("P202610-001", "P202610-002"), "numbers of the month in which the record was made"
    assert ann.created_at == datetime(2026, 10, 14, 0, 0, tzinfo=UTC)
    assert (ann.f_met_at, ann.f_born_on) == (datetime(2026, 11, 17, 2, 20, tzinfo=UTC), date(2001, 2, 3))
    assert (bob.f_born_on, bob.owner_id, bob.changed_at) == (date(2026, 11, 8), None, bob.created_at)
    history = session.scalars(sa.select(HistoryRow).where(HistoryRow.entity_id == player.entity_id, HistoryRow.record_id == ann.id)).one()
    assert (history.action, history.actor_id, history.at.replace(tzinfo=UTC)) == ("create", ann.created_by_id, ann.created_at)
    number = write.create(ws, ws.object("player"), {"name": "Cy", "team": first.id})
    session.expire_all()
    code = session.scalar(sa.select(player.f_code).where(player.id == number))
    assert code is not None
    assert code.endswith("-001") or code.startswith("P202610-003"), "later numbers go on from the seeded ones"


def test_all_problems_of_all_files_are_told_and_nothing_stays(session: Session) -> None:
    wrong = {
        "player.csv": b"key,name,team,foot,born_on,coach,nick\nx1,A name that is far too long,tx,both,@tomorrow,nobody,a\nx1,Two,tx,,,,\n,Three,tx,,,,\n",
        "team.csv": b"key,name\ntx,\n",
        "match.csv": b"key,name\nm,1\n",
    }
    ws = workspace(session)
    with pytest.raises(InvalidInput) as refused, writing(session):
        seed_records(ws, wrong, CLOCK)
    places = {problem.where for problem in refused.value.problems}
    expected = {"match.csv", "player.csv: nick", *(f"player.csv row 2: {name}" for name in ("name", "foot", "born_on", "coach"))}
    assert places == expected | {"player.csv row 3: key", "player.csv row 4: key", "team.csv row 2: name"}
    assert session.scalar(sa.select(sa.func.count()).select_from(ws.model("team")).where(ws.model("team").external_key == "tx")) == 0
    for content in (b"\xff\xfe", b"key,key\n1,2\n", b"key,name\n1\n", b""):
        with pytest.raises(InvalidInput), writing(session):
            seed_records(ws, {"team.csv": content}, CLOCK)


def test_only_the_system_seeds(session: Session) -> None:
    with pytest.raises(NotAllowed), writing(session):
        seed_records(workspace(session, Actor(id=99)), {"team.csv": b"key,name\nt9,T\n"}, CLOCK)


def test_unknown_people_and_places_are_told(session: Session) -> None:
    wrong = {"department.csv": b"key,name,parent\nd1,One,nowhere\n", "user.csv": b"username,department,roles\nnew,elsewhere,Chief\n,all,\n"}
    with pytest.raises(InvalidInput) as refused, writing(session):
        seed_people(session, wrong, "secret")
    assert {problem.where for problem in refused.value.problems} >= {"department.csv row 2: parent", "user.csv row 2: department", "user.csv row 3: username"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@-35d 10:20", (date(2026, 10, 14), time(10, 20))),
        ("@0d", (date(2026, 11, 18), None)),
        ("@+3wd 09:00", (date(2026, 11, 23), time(9))),
        ("@-3wd", (date(2026, 11, 13), None)),
        ("@-8wd", (date(2026, 11, 6), None)),
    ],
)
def test_relative_dates_count_days_and_workdays(text: str, expected: tuple[date, time | None]) -> None:
    assert relative(text, CLOCK) == expected


@pytest.mark.parametrize("text", ["@", "@5", "@-3d 25:00", "@-999999d", "@-3w", "2026-11-18", "@3d 9:00"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(Bad):
        relative(text, CLOCK)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_workdays_are_never_at_the_weekend(today: date, count: int) -> None:
    day, _at = relative(f"@{count:+d}wd", Clock(today, SHANGHAI))
    assert day.weekday() < 5
    assert abs((day - today).days - count * 7 / 5) <= 4


def test_objects_are_ordered_by_what_they_look_up() -> None:
    assert order({"line": {"order", "product"}, "order": {"account"}, "product": set(), "account": {"account"}}) == ["account", "order", "product", "line"]
    assert set(order({"a": {"b"}, "b": {"a"}})) == {"a", "b"}
