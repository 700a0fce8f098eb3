"""The index is what the records are, whatever happened to them; searching by it gives what reading every record would give."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.metadata.conditions import Comparison, Not
from app.models import search_common
from app.models.engine import writing
from app.models.search import SearchRow, put
from app.models.search_words import content_of, ways, words_of
from app.records import search_index, write
from app.records.bulk import bulk
from app.records.query import ListQuery, run
from app.records.workspace import Workspace
from tests.models.test_search_words import finds
from tests.records.world import SIBLING, STAFF, World, person

NAMES = ("华信科技", "重庆华信", "曾国强", "單宇", "Acme Works 2024", "ACME-工厂", "wx_88", "Ａ座 1301", "100%", "裏海", "科技园a华")
NOTES = (None, "第一行\n第二行 acme", "信誉好", "x" * 300)
ASKED = (
    *(
        "华信",
        "信",
        "华信科技",
        "重庆华信",
        "chongqing",
        "zhongqinghua",
        "cq",
        "hxkj",
        "a",
        "acme",
        "ACME W",
        "works 2024",
        "2024",
        "02",
        "工厂",
        "単宇",
        "单宇",
    ),
    *(
        "單",
        "wx_88",
        "_8",
        "%",
        "100%",
        "a座",
        "1301",
        "里海",
        "里",
        "第一行",
        "行",
        "xxxxx",
        "华信 重庆",
        "园a华",
        "-工",
        "没有",
        "zgq",
        "zengguo",
        "acme-工厂",
        "z",
    ),
)


@pytest.fixture(scope="module")
def walked(world: World) -> World:
    """A hundred and seventy things that happen to accounts, through every door."""
    chance = random.Random(7)
    with world.acting(person(), world.matrix("all")) as ws:
        account, alive, gone = ws.object("account"), list[int](), list[int]()
        for _step in range(170):
            kind = chance.choice(("create", "create", "update", "update", "delete", "restore", "bulk"))
            if kind == "create":
                alive.append(write.create(ws, account, _values(chance)))
            elif kind == "update" and alive:
                write.update(ws, account, chance.choice(alive), _values(chance))
            elif kind == "delete" and alive:
                gone.append(alive.pop(chance.randrange(len(alive))))
                write.delete(ws, account, gone[-1:])
            elif kind == "restore" and gone:
                alive.append(gone.pop(chance.randrange(len(gone))))
                write.restore(ws, account, alive[-1:])
            elif kind == "bulk":
                records = [_values(chance) for _number in range(3)] + [{"name": ""}, {**_values(chance), **({"id": alive[0]} if alive else {})}]
                alive += [row.id for row in bulk(ws, account, records, "id") if row.action == "created" and row.id]
    world.add("account", SIBLING, name="华信的秘密")
    return world


def _values(chance: random.Random) -> dict[str, Any]:
    return {"name": chance.choice(NAMES) + chance.choice(("", chance.choice(NAMES))), "notes": chance.choice(NOTES)}


def expected(ws: Workspace) -> dict[int, str]:
    """What a fresh index would hold of all accounts, those in the bin too."""
    own, model = search_index.indexed(ws, ws.object("account")), ws.model("account")
    columns = [model.columns[field.name] for field in own.fields]
    rows = ws.session.execute(sa.select(model.id, *columns), execution_options={"fl_bin": True})
    return {row[0]: content_of({f.id: value for f, value in zip(own.fields, row[1:], strict=True) if value}, own.read) for row in rows}


def vocabulary(session: Session, contents: dict[int, str]) -> None:
    """The words that the database finds by are those of the contents, no more and no fewer."""
    entity = SearchRow.entity_id == session.scalar(sa.select(SearchRow.entity_id).where(SearchRow.record_id.in_(contents)).limit(1))
    if session.get_bind().dialect.name == "postgresql":
        kept = {row[0]: set(row[1]) for row in session.execute(sa.select(SearchRow.record_id, sa.func.tsvector_to_array(SearchRow.tokens)).where(entity))}
        assert kept == {number: set(words_of(content).split()) for number, content in contents.items()}
        return
    session.execute(sa.text("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'fl_search_words', 'row')"))
    found = dict(session.execute(sa.text("SELECT term, doc FROM temp.vocabulary")).all())
    every = session.scalars(sa.select(SearchRow.content)).all()
    assert found == Counter(word for content in every for word in set(words_of(content).split()))
    session.execute(sa.text("DROP TABLE temp.vocabulary"))


def test_after_a_random_walk_the_index_is_what_a_fresh_one_would_be(walked: World) -> None:
    with walked.acting() as ws:
        contents = expected(ws)
        account = ws.object("account")
        kept = dict(ws.session.execute(sa.select(SearchRow.record_id, SearchRow.content).where(SearchRow.entity_id == account.id)).all())
        assert 70 < len(contents) < 200
        assert kept == contents
        vocabulary(ws.session, contents)


@pytest.mark.parametrize("asked", ASKED)
def test_a_search_finds_what_reading_every_record_would_find(walked: World, asked: str) -> None:
    finds_what_is_there(walked, asked)


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
def test_common_words_are_not_looked_up_and_nothing_is_lost(walked: World) -> None:
    with walked.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE fl_search"))
    search_common._KEPT.clear()
    with walked.acting() as ws:
        common = search_common.common_words(ws.session)
        account = ws.object("account").field("name")
        assert account is not None
        assert f"{account.id}x华信" in common
    for asked in ASKED:
        finds_what_is_there(walked, asked)


def test_words_are_looked_up_all_the_same_when_every_one_is_common() -> None:
    both = (("1x华信", False), ("1x信科", False))
    assert search_common.without_common(both, {"1x华信"}) == [both[1]]
    assert search_common.without_common(both, {"1x华信", "1x信科"}) == both


def finds_what_is_there(walked: World, asked: str) -> None:
    with walked.acting(person(), walked.matrix("own")) as ws:
        account = ws.object("account")
        own = search_index.indexed(ws, account)
        contents = expected(ws)
        assert search_index.covered(ws, account)
        seen = {row.id for row in run(ws, account, ListQuery(columns=("name",), page_size=200, search="")).rows}
        wanted = seen
        for part in asked.split():
            found = ways({field.id: (part,) for field in own.fields}, own.read)
            wanted = {number for number in wanted if (finds(found, contents[number]) if found else part in contents[number])}
        assert {row.id for row in run(ws, account, ListQuery(columns=("name",), page_size=200, search=asked)).rows} == wanted


@pytest.mark.parametrize("asked", ["华信", "ACME", "acme w", "單", "单", "e", "4", "座 1", "%", "chongqing"])
def test_a_filter_means_the_letters_that_stand_there(walked: World, asked: str) -> None:
    with walked.acting(person(), walked.matrix("own")) as ws:
        account = ws.object("account")
        rows = run(ws, account, ListQuery(columns=("name",), page_size=200)).rows
        wanted = {row.id for row in rows if asked.lower() in row.values["name"].lower()}
        has, lacks = Comparison("name", "contains", asked), Not(Comparison("name", "contains", asked))
        assert {row.id for row in run(ws, account, ListQuery(columns=("name",), where=has, page_size=200)).rows} == wanted
        assert {row.id for row in run(ws, account, ListQuery(columns=("name",), where=lacks, page_size=200)).rows} == {row.id for row in rows} - wanted


def test_the_index_shows_nothing_out_of_sight(walked: World) -> None:
    for reach, number in (("all", 1), ("own", 0), ("none", 0)):
        with walked.acting(person(STAFF), walked.matrix(reach)) as ws:
            assert len(run(ws, ws.object("account"), ListQuery(columns=("name",), search="秘密")).rows) == number


def test_a_row_of_the_same_revision_is_newer_than_what_a_job_read(world: World) -> None:
    with world.acting() as ws, writing(ws.session):
        put(ws.session, 9999, 5, {1: "\x1e1\x1f新\x1e"})
        put(ws.session, 9999, 5, {1: "\x1e1\x1f旧\x1e", 2: "\x1e1\x1f二\x1e"}, "older")
        put(ws.session, 9999, 6, {2: "\x1e1\x1f三\x1e"}, "older")
    with world.acting() as ws:
        kept = dict(ws.session.execute(sa.select(SearchRow.record_id, SearchRow.content).where(SearchRow.entity_id == 9999)).all())
        assert kept == {1: "\x1e1\x1f新\x1e", 2: "\x1e1\x1f三\x1e"}
