"""Kept statements: whoever sends one, under whatever reach and in whatever thread, gets the rows that a statement made for them alone would give."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.access.kept import Kept
from app.access.matrix import Matrix
from app.access.reach import REACHES, covers, padded
from app.metadata.conditions import All, Comparison, Condition, Not
from app.records.counting import count_matching
from app.records.matching import matching
from app.records.plans import STATEMENTS, Shelf, kept
from app.records.query import ListQuery, run
from app.records.workspace import Workspace, open_workspace
from tests.records.world import BELOW, COLLEAGUE, DEPARTMENT_OF, SIBLING, STAFF, World, person

PEOPLE = (STAFF, COLLEAGUE, BELOW, SIBLING)
EACH = 4
CONDITIONS: tuple[tuple[Condition, str], ...] = (
    (All(), ""),
    (Comparison("size", "eq", "large"), ""),
    (Comparison("size", "in", ["large", "tiny"]), ""),
    (All((Comparison("staff", "ge", 2), Not(Comparison("name", "contains", "1")))), ""),
    (Comparison("parent", "null", False), ""),
    (Comparison("staff", "eq", 3), "name"),
)


@pytest.fixture(scope="module")
def filled(world: World) -> World:
    """Accounts of everybody's, each below the one before: some below hidden ones."""
    above = None
    for number, owner in product(range(EACH), PEOPLE):
        values = {"name": f"Name {number}", "staff": number, "size": "large" if number % 2 else "tiny", "parent": above}
        above = world.add("account", owner, **values)
    return world


@pytest.fixture
def spaces(filled: World) -> Iterator[Any]:
    """Makes workspaces, each with a session of its own, in any thread."""
    opened: list[Session] = []

    def make(user_id: int, reach: str) -> Workspace:
        opened.append(filled.sessions())
        return open_workspace(opened[-1], person(user_id), filled.models, filled.matrix(reach))

    yield make
    for session in opened:
        session.close()


def seen(ws: Workspace, where: Condition = CONDITIONS[0][0], search: str = "", **more: Any) -> list[tuple[Any, ...]]:
    columns = ("name", "owner", "parent")
    page = run(ws, ws.object("account"), ListQuery(columns=columns, where=where, search=search, sort=(("name", False),), page_size=200, **more))
    return [(row.id, row.labels["owner"], row.values["parent"], row.labels["parent"]) for row in page.rows]


def expected(ws: Workspace, where: Condition, search: str) -> list[tuple[int, Any]]:
    """By a statement of its own, past everything that is kept."""
    found = matching(ws, ws.object("account"), where, search)
    model = found.joins.model
    statement = sa.select(model.id, model.columns["parent"])
    if found.clause is not None:
        statement = statement.where(found.clause)
    rows = ws.session.execute(found.joins.apply(statement).order_by(model.columns["name"], model.id)).all()
    visible = set(ws.session.scalars(sa.select(model.id)))
    return [(row[0], row[1] if row[1] in visible else None) for row in rows]


@pytest.mark.parametrize("reach", REACHES)
@pytest.mark.parametrize(("where", "search"), CONDITIONS)
def test_kept_and_made_for_the_moment_give_the_same_rows(spaces: Any, reach: str, where: Condition, search: str) -> None:
    for user_id in (*PEOPLE, *PEOPLE):
        ws = spaces(user_id, reach)
        rows = seen(ws, where, search)
        assert [(row[0], row[2]) for row in rows] == expected(ws, where, search)
        assert count_matching(ws, matching(ws, ws.object("account"), where, search), None) == (len(rows), "exact")
        model = ws.model("account")
        owners = dict(ws.session.execute(sa.select(model.id, model.owner_id), execution_options={"fl_unscoped": True}).all())
        assert all(covers(ws.actor, reach, owners[row[0]], DEPARTMENT_OF[owners[row[0]]]) for row in rows)


@pytest.mark.parametrize("reach", ["own", "department_tree"])
def test_actors_in_several_threads_get_their_own_rows(spaces: Any, reach: str) -> None:
    """All of them send the same statement at the same time, with different conditions in between."""
    alone = {user_id: seen(spaces(user_id, reach)) for user_id in PEOPLE}
    few = {user_id: seen(spaces(user_id, reach), Comparison("staff", "eq", user_id % EACH)) for user_id in PEOPLE}
    assert len({tuple(rows) for rows in alone.values()}) == (4 if reach == "own" else 3)

    def work(number: int) -> bool:
        user_id = PEOPLE[number % 4]
        ws = spaces(user_id, reach)
        with ws.session:
            return seen(ws) == alone[user_id] and seen(ws, Comparison("staff", "eq", user_id % EACH)) == few[user_id]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(48)))


def test_pages_far_down_and_beside_a_place_are_scoped(spaces: Any) -> None:
    for user_id in PEOPLE:
        ws = spaces(user_id, "own")
        definition, sort = ws.object("account"), (("name", False),)
        pages = [run(ws, definition, ListQuery(columns=("name", "parent"), sort=sort, page_size=1, page=number)) for number in range(1, EACH + 2)]
        ids = [row.id for page in pages for row in page.rows]
        assert len(ids) == EACH
        assert run(ws, definition, ListQuery(sort=sort, page_size=9, after=pages[0].next)).rows[0].id == ids[1]
        assert [row.id for row in run(ws, definition, ListQuery(sort=sort, page_size=9, before=pages[-2].prev)).rows] == ids[:-1]
        assert all(page.rows[0].labels["parent"] is None for page in pages[:-1]), "the one above is somebody else's"


@pytest.mark.parametrize(("sort", "reach", "index"), [("name", "all", "_o"), ("-name", "all", "_o"), ("-created_at", "department_tree", "_newest")])
def test_an_order_follows_its_index(filled: World, spaces: Any, sort: str, reach: str, index: str) -> None:
    """Whether empty values come first or last in it, and whoever's rows are asked for. SQLite tells its plan without looking at the data."""
    if filled.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads few rows without an index")
    ws = spaces(STAFF, reach)
    sent: list[tuple[str, Any]] = []
    sa.event.listen(filled.engine, "before_cursor_execute", lambda *given: sent.append((given[2], given[3])))
    run(ws, ws.object("account"), ListQuery(columns=("name",), sort=((sort.lstrip("-"), sort.startswith("-")),), page_size=25, counted=False))
    text, values = sent[-1]
    plan = [row[3] for row in ws.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
    walked = [step for step in plan if "x_account " in step and "USING" in step and "PRIMARY KEY" not in step]
    assert walked
    assert all(index in step for step in walked), plan
    assert not any(step.startswith("SCAN x_account") and "INDEX" not in step for step in plan), plan


def test_without_an_actor_a_kept_statement_gives_nothing(filled: World, spaces: Any) -> None:
    ws = spaces(STAFF, "all")
    assert seen(ws)
    with filled.sessions() as unbound:
        nobody = Workspace(unbound, ws.actor, ws.catalog, ws.models, ws.matrix)
        assert seen(nobody) == []
        assert count_matching(nobody, matching(nobody, ws.object("account"), CONDITIONS[1][0]), None) == (0, "exact")


def test_what_is_kept_holds_no_values(spaces: Any) -> None:
    secret = 918273
    ws = spaces(SIBLING, "department_tree")
    seen(ws, All((Comparison("staff", "eq", secret), Comparison("id", "in", [secret, 1]))), "secret")
    statements = ws.models.kept("statements", lambda: Shelf(STATEMENTS))._kept.values()
    texts = [text for one in statements for text in one._texts.values()]
    assert texts
    for text in texts:
        held = [text.sql, *map(str, text.fixed.values())]
        assert not any(str(secret) in one or "secret" in one for one in held)
        assert not any(name.startswith("fl_") for name in text.fixed)
    for one in statements:
        assert not [bind for bind in one.statement.compile().binds.values() if bind.key.startswith("fl_") and bind.value not in (None, []) and any(bind.value)]


def test_a_value_that_is_not_given_is_an_error(spaces: Any) -> None:
    ws = spaces(STAFF, "own")
    model = ws.model("account")
    one = Kept(
        sa.select(model.id).where(model.id > sa.bindparam("fl_v0", None, sa.Integer), model.columns["staff"].in_(sa.bindparam("fl_v1", [None], expanding=True)))
    )
    assert one.rows(ws.session, {"fl_v0": 0, "fl_v1": [3]})
    with pytest.raises(KeyError):
        one.rows(ws.session, {"fl_v1": [3]})
    with pytest.raises(ValueError, match="zip"):
        one.rows(ws.session, {"fl_v0": 0, "fl_v1": [3, 4]})
    other = dict.fromkeys(("fl_actor", "fl_tree", "fl_departments"), SIBLING)
    assert len(one.rows(ws.session, {"fl_v0": 0, "fl_v1": [3], **other})) == 1, "nobody gives ids of the actor but the session"


def test_statements_that_are_kept_are_bounded(spaces: Any) -> None:
    ws = spaces(STAFF, "all")
    model = ws.model("account")
    for number in range(STATEMENTS + 9):
        kept(ws, ("test", number), lambda: Kept(sa.select(model.id)))
    assert len(ws.models.kept("statements", lambda: Shelf(1))) == STATEMENTS
    assert ws.models.kept(("test", Matrix), list) == []


@pytest.mark.parametrize(("ids", "made"), [((), []), ((1,), [1]), ((1, 2, 3), [1, 2, 3, 3]), ((1, 2, 3, 4), [1, 2, 3, 4])])
def test_ids_are_filled_up_to_a_power_of_two(ids: tuple[int, ...], made: list[int]) -> None:
    assert padded(ids) == made
