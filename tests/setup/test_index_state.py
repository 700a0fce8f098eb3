"""An object's page tells how far its search index is, as long as it is not complete."""

from __future__ import annotations

import sqlalchemy as sa

from app.models.base import db
from app.models.engine import writing
from app.models.jobs import SEARCH_INDEX, Job, enqueue
from tests.setup.conftest import Admin, words


def test_the_page_of_an_object_tells_how_far_its_search_index_is(admin: Admin) -> None:
    name = admin.make("Findable")
    path = f"/setup/objects/{name}/"
    assert "Search index" not in words(admin.get(path))
    entity = admin.object(name).id
    with admin.app.app_context(), writing(db.session()):
        number = enqueue(db.session(), SEARCH_INDEX, {"entity": entity})
    for values, text in (
        ({}, "Search index: 0 %"),
        ({"state": "running", "done": 43, "total": 100}, "Search index: 43 %"),
        ({"state": "failed"}, "Search index: failed"),
    ):
        with admin.app.app_context(), writing(db.session()):
            db.session().execute(sa.update(Job).where(Job.id == number).values({"kind": SEARCH_INDEX, **values}))
        assert text in words(admin.get(path))
    with admin.app.app_context(), writing(db.session()):
        db.session().execute(sa.delete(Job))
    assert "Search index" not in words(admin.get(path))
