"""What is written along with a record, and what its writer is answered."""

from __future__ import annotations

from contextlib import suppress

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import search
from app.models.engine import writing
from app.models.search import SearchRow
from app.models.system import HistoryRow
from app.records import read, search_index, write
from tests.records.world import World, person


@pytest.mark.parametrize("object_name", ["deal", "account"])
def test_a_record_its_history_and_its_search_row_are_saved_together_or_not_at_all(world: World, monkeypatch: pytest.MonkeyPatch, object_name: str) -> None:
    def rows(session: Session) -> list[int]:
        tables = (world.models.model(object_name), HistoryRow, SearchRow)
        return [session.scalar(sa.select(sa.func.count()).select_from(one), execution_options={"fl_unscoped": True, "fl_bin": True}) or 0 for one in tables]

    with world.acting(person(), world.matrix("all")) as ws:
        wanted = ws.object(object_name)
        before = rows(ws.session)
        with suppress(KeyError), writing(ws.session):
            write.create(ws, wanted, {"name": "in a transaction of others"})
            write.create(ws, wanted, {"name": "and another"})
            assert rows(ws.session) == [number + 2 for number in before]
            raise KeyError
        assert rows(ws.session) == before
        with monkeypatch.context() as patch:  # the last row to be written is one that the database does not take
            patch.setattr(search_index, "_content", lambda *_anything: None)
            patch.setattr(search, "words_of", lambda _content: "")
            with pytest.raises(IntegrityError):
                write.create(ws, wanted, {"name": "alone"})
        assert rows(ws.session) == before
        made = write.create(ws, wanted, {"name": "alone"})
        assert rows(ws.session) == [number + 1 for number in before]
        with world.acting(person(), world.matrix("all")) as other:
            assert read.get(other, wanted, made).values["name"] == "alone"
