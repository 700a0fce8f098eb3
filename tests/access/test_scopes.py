"""The session hook: whichever way a statement names a record class, the actor's criteria are in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, join, sessionmaker

from app.access.actor import SYSTEM, Actor
from app.access.matrix import Entry, Matrix
from app.access.scopes import bind, record_entities
from app.models.generated import ModelSet

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MINE, THEIRS, BINNED = 1, 2, 3
ACTOR = Actor(7, department_id=1, department_ids=(1,), tree_ids=(1, 2), role_ids=(5,))


@pytest.fixture(scope="module")
def stocked(sessions: sessionmaker[Session], models: ModelSet) -> ModelSet:
    """Three records of each object: the actor's own, somebody else's, one of the actor's in the bin; each note belongs to the deal of its own id."""
    with sessions() as session:
        bind(session, SYSTEM, Matrix())
        for name in ("deal", "note", "country"):
            for number, owner in ((MINE, 7), (THEIRS, 8), (BINNED, 7)):
                common: dict[str, Any] = {"id": number, "owner_id": owner, "department_id": owner, "created_at": NOW, "changed_at": NOW}
                session.add(models.model(name)(**common, created_by_id=number, deleted_at=NOW if number == BINNED else None))
        session.commit()
    return models


@pytest.fixture
def session(sessions: sessionmaker[Session], stocked: ModelSet) -> Any:
    with sessions() as made:
        yield made


def reaching(models: ModelSet, **reaches: str) -> Matrix:
    """Role 5 with the same reach for every action in each named object."""
    ids = {name: summary.id for name, summary in models.catalog.objects.items()}
    return Matrix({(5, ids[name]): Entry(dict.fromkeys(("view", "edit", "delete", "transfer"), word)) for name, word in reaches.items()})


def test_without_an_actor_there_are_no_rows(session: Session, models: ModelSet) -> None:
    for name in ("deal", "country"):
        assert session.scalars(sa.select(models.model(name))).all() == []
        assert session.get(models.model(name), MINE) is None
    assert session.execute(sa.update(models.model("deal")).values(external_key="x")).rowcount == 0  # type: ignore[attr-defined]
    assert session.execute(sa.delete(models.model("deal"))).rowcount == 0  # type: ignore[attr-defined]


def test_without_an_entry_a_role_reaches_nothing(session: Session, models: ModelSet) -> None:
    bind(session, ACTOR, reaching(models, note="all"))
    assert session.scalars(sa.select(models.model("deal").id)).all() == []
    assert session.scalars(sa.select(models.model("country").id)).all() == []


@pytest.mark.parametrize(
    "form",
    ["entity", "columns", "alias", "join", "outer join", "exists", "correlated", "self join", "subquery", "scalar subquery", "in", "cte", "union", "get"],
)
def test_every_form_of_select_is_scoped(session: Session, models: ModelSet, form: str) -> None:
    bind(session, ACTOR, reaching(models, deal="own", note="all", country="all"))
    deal, note = models.model("deal"), models.model("note")
    other = aliased(deal)
    forms: dict[str, Any] = {
        "entity": sa.select(deal).with_only_columns(deal.id),
        "columns": sa.select(deal.id),
        "alias": sa.select(other.id),
        "join": sa.select(note.id).join(deal, deal.id == note.created_by_id),
        "outer join": sa.select(other.id).select_from(note).outerjoin(other, other.id == note.created_by_id).where(other.id.is_not(None)),
        "exists": sa.select(note.id).where(sa.exists().where(deal.id == note.created_by_id)),
        "correlated": sa.select(note.id).where(sa.exists().where(other.id == note.created_by_id, note.id == other.id)),
        "self join": sa.select(deal.id).join(other, other.id == deal.id),
        "subquery": sa.select(sa.select(deal.id).subquery().c.id),
        "scalar subquery": sa.select(sa.select(sa.func.min(other.id)).scalar_subquery()),
        "in": sa.select(note.id).where(note.created_by_id.in_(sa.select(deal.id))),
        "cte": sa.select(sa.select(deal.id).cte().c.id),
        "union": sa.union_all(sa.select(deal.id), sa.select(other.id).where(other.id == THEIRS)),
        "get": None,
    }
    if form == "get":
        assert session.get(deal, MINE) is not None
        assert session.get(deal, THEIRS) is None
        assert session.get(deal, BINNED) is None
    else:
        assert session.scalars(forms[form]).all() == [MINE]


def test_a_count_over_a_subquery_is_scoped(session: Session, models: ModelSet) -> None:
    bind(session, ACTOR, reaching(models, deal="own"))
    inner = sa.select(models.model("deal").id).limit(1001).subquery()
    assert session.scalar(sa.select(sa.func.count()).select_from(inner)) == 1


def test_update_and_delete_take_their_own_reach(session: Session, models: ModelSet) -> None:
    deal = models.model("deal")
    entry = Entry({"view": "all", "edit": "own", "delete": "none"})
    bind(session, ACTOR, Matrix({(5, deal.entity_id): entry}))
    assert session.execute(sa.update(deal).values(external_key="x")).rowcount == 1  # type: ignore[attr-defined]
    assert session.execute(sa.delete(deal)).rowcount == 0  # type: ignore[attr-defined]
    assert sorted(session.scalars(sa.select(deal.id))) == [MINE, THEIRS]
    assert session.scalars(sa.select(deal.id), execution_options={"fl_action": "edit"}).all() == [MINE]
    session.rollback()


def test_the_bin_is_seen_only_on_request_and_within_reach(session: Session, models: ModelSet) -> None:
    bind(session, ACTOR, reaching(models, deal="own"))
    deal = models.model("deal")
    assert sorted(session.scalars(sa.select(deal.id), execution_options={"fl_bin": True})) == [MINE, BINNED]
    assert sorted(session.scalars(sa.select(deal.id), execution_options={"fl_unscoped": True})) == [MINE, THEIRS]


def test_a_reach_of_all_adds_nothing_but_the_bin_filter(session: Session, models: ModelSet) -> None:
    bind(session, ACTOR, reaching(models, deal="all", country="own"))
    statements: list[str] = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert sorted(session.scalars(sa.select(models.model("deal").id))) == [MINE, THEIRS]
    assert "owner_id" not in statements[-1]
    assert sorted(session.scalars(sa.select(models.model("country").id))) == [MINE, THEIRS], "without owners any reach is all"


SEEN = {"none": [], "own": [10], "department": [10, 11], "department_tree": [10, 11, 12], "all": [10, 11, 12, 13]}


@pytest.mark.parametrize("reach", SEEN)
def test_reach_words_select_what_they_say(session: Session, models: ModelSet, reach: str) -> None:
    note = models.model("note")
    bind(session, ACTOR, reaching(models, note=reach))
    rows = [(10, 7, 9), (11, 8, 1), (12, 8, 2), (13, 8, None)]  # own in a strange department, same department, one below, none at all
    session.add_all(note(id=i, owner_id=o, department_id=d, created_at=NOW, changed_at=NOW, version=1) for i, o, d in rows)
    session.flush()
    assert sorted(session.scalars(sa.select(note.id).where(note.id >= 10))) == SEEN[reach]
    session.rollback()


def test_a_session_serves_one_actor(session: Session, models: ModelSet) -> None:
    bind(session, ACTOR, Matrix())
    with pytest.raises(RuntimeError):
        bind(session, SYSTEM, Matrix())


def test_insert_from_select_is_refused(session: Session, models: ModelSet) -> None:
    bind(session, ACTOR, reaching(models, deal="own"))
    deal, note = models.model("deal"), models.model("note")
    with pytest.raises(RuntimeError):
        session.execute(sa.insert(note).from_select(["id"], sa.select(deal.id)))


def test_a_join_made_outside_a_select_is_refused(session: Session, models: ModelSet) -> None:
    bind(session, ACTOR, reaching(models, note="all", deal="own"))
    deal, note = models.model("deal"), models.model("note")
    with pytest.raises(RuntimeError):
        session.scalars(sa.select(note.id).select_from(join(note, deal, deal.id == note.created_by_id)))


def test_classes_are_found_anywhere_in_a_statement(models: ModelSet) -> None:
    deal, note = models.model("deal"), models.model("note")
    inner = sa.select(aliased(note).id).where(sa.exists().where(deal.id == 1)).cte()
    assert {entity.mapper.class_ for entity in record_entities(sa.select(sa.func.count()).select_from(inner))} == {deal, note}
