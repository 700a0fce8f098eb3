"""Permissions in bulk."""

from __future__ import annotations

import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.permissions import GRANT, PAIR, ROLE, VIEW_MENU, Pair, ensure_pairs, grant, remove_views, rename_view, withdraw


def count(session: Session, table: sa.Table) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_6000_pairs_are_written_and_granted_in_seconds(session: Session) -> None:
    role_id = session.scalars(sa.select(ROLE.c.id)).first() or 0
    pairs: list[Pair] = [(f"can_{verb}", f"thing_{number}") for number in range(600) for verb in range(10)]
    began = time.monotonic()
    grant(session.connection(), role_id, pairs)
    assert time.monotonic() - began < 5
    assert (count(session, PAIR), count(session, GRANT)) == (6000, 6000)
    grant(session.connection(), role_id, pairs)
    assert (count(session, PAIR), count(session, GRANT)) == (6000, 6000)


def test_what_is_withdrawn_stays_as_a_pair_and_what_is_removed_goes_whole(session: Session) -> None:
    connection = session.connection()
    first, second = session.scalars(sa.select(ROLE.c.id)).fetchmany(2)
    before = count(session, PAIR)
    for role_id in (first, second):
        grant(connection, role_id, [("can_list", "own"), ("can_show", "own")])
    withdraw(connection, first, [("can_list", "own")])
    assert count(session, GRANT) == 3
    rename_view(connection, "own", "renamed")
    assert set(ensure_pairs(connection, [("can_list", "renamed")])) == {("can_list", "renamed")}
    assert count(session, PAIR) == before + 2
    remove_views(connection, ["renamed"])
    assert (count(session, PAIR), count(session, GRANT)) == (before, 0)
    assert session.scalar(sa.select(VIEW_MENU.c.id).where(VIEW_MENU.c.name == "renamed")) is None
