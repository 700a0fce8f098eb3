"""The page of an object's indexes, from a slow list to the index that it asked for."""

from __future__ import annotations

import pytest
from flask import Flask

from app.models.base import db
from app.records import slow_lists
from tests.setup.conftest import Admin, words


def test_a_slow_list_leads_to_an_index(admin: Admin, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    name = admin.make("Shipment", {"lines.2.label": "Stage", "lines.2.name": "stage", "lines.2.type": "text"})
    page = f"/setup/objects/{name}/indexes"
    assert "Suggested" not in words(admin.get(page))
    monkeypatch.setattr(slow_lists, "SLOW_SECONDS", 0.0)
    admin.get(f"/o/{name}/list/?stage=sent&sort=-changed_at")
    admin.get(f"/o/{name}/list/?stage=back&sort=-changed_at&q=x")
    monkeypatch.undo()
    shown = words(admin.get(page))
    assert "Suggested by slow lists Stage · Changed at ↓" in shown
    assert "once in the last 30 days" in shown
    admin.post(page, {"add": "stage,-changed_at"})
    shown = words(admin.get(page))
    assert "Suggested" not in shown
    assert "Stage · Changed at ↓ In use" in shown
    assert admin.catalog().object(name).indexes == ("stage,-changed_at",)  # type: ignore[union-attr]
    admin.post(page, {"drop": "stage,-changed_at"})
    assert admin.catalog().object(name).indexes == ()  # type: ignore[union-attr]
    with app.app_context():
        db.session.remove()


def test_an_index_is_put_together_from_fields(admin: Admin) -> None:
    name = admin.make("Pallet", {"lines.2.label": "Stage", "lines.2.name": "stage", "lines.2.type": "text"})
    page = f"/setup/objects/{name}/indexes"
    admin.post(page, {"column1": "stage", "column2": "created_at", "down2": "1"})
    assert admin.catalog().object(name).indexes == ("stage,-created_at",)  # type: ignore[union-attr]
    again = words(admin.post(page, {"column1": "stage", "column2": "created_at", "down2": "1"}, 422))
    assert "This index is given twice." in again
    assert "Name between two and 4 different fields" in words(admin.post(page, {"column1": "stage", "column2": "stage"}, 422))
    admin.post(page, {"drop": "nothing,here"}, 404)
    admin.post(page, {"add": "stage"})
    assert admin.catalog().object(name).field("stage").indexed  # type: ignore[union-attr]


def test_the_page_is_for_administrators(browser: object, admin: Admin) -> None:
    staff = browser("stan")  # type: ignore[operator]
    name = admin.make("Trolley")
    assert staff.get(f"/setup/objects/{name}/indexes").status_code == 403
