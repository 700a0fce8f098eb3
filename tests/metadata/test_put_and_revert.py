"""Whole definitions laid over what is there: packages put, older revisions come back."""

from __future__ import annotations

from collections.abc import Callable

from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.draft import apply, reverting
from app.metadata.edits import AddField, ChangeField, ChangeObject, CreateObject, PutMenu, PutObject, PutOptionSet, RenameObject, RetireField
from tests.metadata.conftest import ACCOUNT, GRADE, LEAD, MENU, changed, field_of, lead_of, live

Refusal = Callable[..., dict[str, str]]


def test_putting_the_same_twice_changes_nothing(catalog: Catalog) -> None:
    draft = apply(catalog, [PutOptionSet(GRADE), PutObject(ACCOUNT), PutObject(LEAD), PutMenu(MENU)], TYPES)
    assert draft.entries == ()


def test_putting_adds_and_updates_and_leaves_what_it_does_not_mention(catalog: Catalog) -> None:
    own = changed(
        catalog,
        AddField("lead", {"name": "own", "type": "text"}),
        ChangeField("lead", "name", {"max_length": 99}),
        ChangeObject("lead", {"icon": "fa-star", "history": False}),
    )
    newer = {**LEAD, "fields": [{**LEAD["fields"][0], "label": "Full name"}, {"name": "score", "type": "integer"}]}
    after = changed(own, PutObject(newer, package="crm"))
    assert live(after) == ["name", "score", "status", "grade", "amount", "account", "own"]
    assert field_of(after, "name").params == {"max_length": 99}
    assert field_of(after, "name").label == {"*": "Full name"}
    lead = lead_of(after)
    assert (lead.package, lead.icon, lead.history, lead.id) == ("crm", "fa-star", False, own.objects["lead"].id)


def test_putting_another_type_is_refused(refusal: Refusal) -> None:
    other = {"name": "lead", "fields": [{"name": "amount", "type": "text"}]}
    assert "cannot change" in refusal(PutObject(other))["fields.amount.type"]


def test_a_revert_brings_names_fields_and_order_back_and_retires_what_is_newer(catalog: Catalog) -> None:
    after = changed(
        catalog,
        RenameObject("account", "customer"),
        RetireField("lead", "status"),
        AddField("lead", {"name": "extra", "type": "text"}, position=0),
        ChangeField("lead", "name", {"max_length": 99, "label": "Full name"}),
        CreateObject({"name": "newcomer"}),
    )
    back = changed(after, *reverting(after, catalog))
    assert set(back.objects) == {"account", "lead"}
    assert set(back.retired_objects) == {"newcomer"}
    assert live(back) == live(catalog)
    assert field_of(back, "extra").retired
    assert field_of(back, "name").param("max_length") == 99
    assert field_of(back, "name").label == field_of(catalog, "name").label
    assert back.object("account") == catalog.object("account")
    assert reverting(catalog, catalog) == []
