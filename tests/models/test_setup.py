"""The tables and rows that exist before any metadata."""

from __future__ import annotations

import threading

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.permissions import ROLE
from app.models.setup import ROLES, create_system_tables
from app.models.store import current_revision


def test_set_up_again_and_from_several_starts_at_once_changes_nothing(engine: sa.Engine) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            create_system_tables(engine)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _process in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with Session(engine) as session:
        assert current_revision(session) == 0
        assert sorted(session.scalars(sa.select(ROLE.c.name))) == sorted(ROLES)


def test_fabs_user_has_our_columns(engine: sa.Engine) -> None:
    columns = {column["name"] for column in sa.inspect(engine).get_columns("ab_user")}
    assert {"username", "department_id", "locale", "timezone"} <= columns
