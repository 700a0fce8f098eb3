"""Edits applied: each does what it says, keeps what it must, and refuses with place and remedy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.errors import Conflict, InvalidInput, NotFound
from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.draft import apply
from app.metadata.edits import (
    AddField,
    ChangeField,
    ChangeObject,
    CreateObject,
    MoveField,
    PurgeField,
    PurgeObject,
    RenameField,
    RenameObject,
    ReorderFields,
    RestoreField,
    RestoreObject,
    RetireField,
    RetireMenu,
    RetireObject,
    RetireOptionSet,
)
from tests.metadata.conftest import ACCOUNT, LEAD, changed, drafted, field_of, lead_of, live

Refusal = Callable[..., dict[str, str]]


# -- creating ------------------------------------------------------------------------------------------------------------------------


def test_a_new_object_gets_ids_names_labels_and_a_title() -> None:
    draft = drafted(Catalog.of(), CreateObject({"name": "contact_card", "fields": [{"name": "mobile_phone", "type": "text"}]}, package="crm"))
    made = draft.catalog.object("contact_card")
    assert made is not None
    assert (made.table, made.package, made.title_field, made.label) == ("x_contact_card", "crm", "mobile_phone", {"*": "Contact card"})
    field = made.fields[0]
    assert (field.column, field.label) == ("f_mobile_phone", {"*": "Mobile phone"})
    assert len({made.id, field.id, 0}) == 3
    assert draft.changed == (("object", "contact_card"),)


def test_objects_of_one_change_may_look_each_other_up(catalog: Catalog) -> None:
    left = {"name": "left", "fields": [{"name": "other", "type": "lookup", "target": "right"}]}
    right = {"name": "right", "fields": [{"name": "other", "type": "lookup", "target": "left"}]}
    after = changed(catalog, CreateObject(left), CreateObject(right))
    assert after.referrers("left") == (("right", "other", "restrict"),)


def test_a_taken_name_is_refused_and_a_retired_one_says_how_to_free_it(catalog: Catalog, refusal: Refusal) -> None:
    assert "already" in refusal(CreateObject(ACCOUNT))["name"]
    without = changed(catalog, RetireField("lead", "account"), RetireObject("account"))
    with pytest.raises(InvalidInput) as caught:
        apply(without, [CreateObject(ACCOUNT)], TYPES)
    assert "Restore it, purge it" in caught.value.problems[0].hint


def test_a_field_name_is_held_by_its_tombstone(catalog: Catalog) -> None:
    after = changed(catalog, RetireField("lead", "amount"))
    with pytest.raises(InvalidInput) as caught:
        apply(after, [AddField("lead", {"name": "amount", "type": "integer"})], TYPES)
    assert caught.value.problems[0].where == "fields.amount.name"
    assert "Restore it, purge it" in caught.value.problems[0].hint


def test_all_problems_of_several_edits_come_together_with_the_object_in_front(refusal: Refusal) -> None:
    found = refusal(
        AddField("lead", {"name": "x", "type": "pick_list"}),
        AddField("account", {"name": "id", "type": "text", "max_length": 0}),
        CreateObject({"name": "User"}),
    )
    assert found.keys() - {"error"} == {"lead.fields.x.type", "account.fields.id.name", "account.fields.id.max_length", "User.name"}
    assert '"picklist"' in found["lead.fields.x.type"]


# -- changing ------------------------------------------------------------------------------------------------------------------------


def test_a_change_keeps_what_it_does_not_mention_and_null_goes_back_to_the_default(catalog: Catalog) -> None:
    after = changed(catalog, ChangeField("lead", "status", {"label": {"zh_Hans": "状态"}, "default": None, "help": "Where it stands"}))
    status, before = field_of(after, "status"), field_of(catalog, "status")
    assert (status.label, status.default, status.help) == ({"*": "Status", "zh_Hans": "状态"}, None, {"*": "Where it stands"})
    assert (status.options, status.id, status.column) == (before.options, before.id, before.column)


def test_an_option_left_out_stays_inactive(catalog: Catalog) -> None:
    after = changed(catalog, ChangeField("lead", "status", {"options": ["new", "lost"]}))
    assert [(o.value, o.active) for o in field_of(after, "status").options] == [("new", True), ("lost", True), ("won", False)]


def test_an_object_changes_its_settings_but_not_its_fields_at_once(catalog: Catalog, refusal: Refusal) -> None:
    after = changed(catalog, ChangeObject("lead", {"icon": "fa-star", "label": {"zh_Hant": "線索"}, "sort": None}))
    lead = lead_of(after)
    assert (lead.icon, lead.sort) == ("fa-star", "")
    assert lead.label == {"en": "Lead", "zh_Hans": "线索", "zh_Hant": "線索"}
    assert lead.fields == lead_of(catalog).fields
    assert "each field by itself" in refusal(ChangeObject("lead", {"fields": []}))["fields"]


@pytest.mark.parametrize("edit", [ChangeObject("lead", [1]), ChangeField("lead", "name", "x"), AddField("lead", 7), CreateObject(None)])  # type: ignore[arg-type]
def test_changes_of_the_wrong_shape_are_problems_not_crashes(edit: ChangeObject, refusal: Refusal) -> None:
    assert refusal(edit)["error"].startswith("InvalidInput")


@pytest.mark.parametrize(
    ("field", "changes", "place"),
    [
        ("name", {"type": "integer"}, "fields.name.type"),
        ("name", {"max_length": 20}, "fields.name.max_length"),
        ("amount", {"precision": 8}, "fields.amount.precision"),
        ("amount", {"scale": 4}, "fields.amount.scale"),
        ("account", {"target": "lead"}, "fields.account.target"),
    ],
)
def test_a_field_never_gets_narrower_or_another_meaning(field: str, changes: dict[str, object], place: str, refusal: Refusal) -> None:
    assert "then retire this one" in refusal(ChangeField("lead", field, changes))[place] or place.endswith("scale")


def test_a_field_may_get_wider(catalog: Catalog) -> None:
    after = changed(catalog, ChangeField("lead", "name", {"max_length": 90}), ChangeField("lead", "amount", {"precision": 14, "scale": 4}))
    assert field_of(after, "name").params == {"max_length": 90}
    assert field_of(after, "amount").params == {"precision": 14, "scale": 4}


def test_a_value_for_existing_records_travels_with_the_change(catalog: Catalog) -> None:
    draft = drafted(
        catalog,
        ChangeField("lead", "amount", {"required": True}, fill="0.00"),
        ChangeField("lead", "status", {"required": True, "name": "state"}),
        AddField("lead", {"name": "rank", "type": "integer", "required": True}, fill=1),
    )
    assert draft.fills == {("lead", "amount"): "0.00", ("lead", "state"): "new", ("lead", "rank"): 1}


# -- renaming ------------------------------------------------------------------------------------------------------------------------


def test_a_renamed_field_keeps_its_column_and_is_followed(catalog: Catalog) -> None:
    after = changed(catalog, RenameField("lead", "status", "state"), ChangeField("lead", "name", {"name": "title"}))
    lead = lead_of(after)
    assert (lead.title_field, lead.list_fields, lead.sort) == ("title", ("title", "state", "owner"), "-created_at,state")
    assert (field_of(after, "state").id, field_of(after, "state").column) == (field_of(catalog, "status").id, "f_status")


def test_a_new_field_with_an_old_name_gets_a_column_of_its_own(catalog: Catalog) -> None:
    after = changed(catalog, RenameField("lead", "status", "state"), AddField("lead", {"name": "status", "type": "text"}))
    field = field_of(after, "status")
    assert field.column == f"f_status_{field.id}"


def test_a_renamed_object_keeps_its_table_and_lookups_and_menu_follow(catalog: Catalog) -> None:
    after = changed(catalog, RenameObject("account", "customer"))
    customer = after.object("customer")
    assert customer is not None
    assert (customer.table, customer.id) == ("x_account", catalog.objects["account"].id)
    assert after.object("account") is None
    assert {(owner, field) for owner, field, rule in after.referrers("customer")} == {("customer", "parent"), ("lead", "account")}
    menu = after.menu()
    assert menu is not None
    assert [i.object for i in menu.items[0].items] == ["lead", "customer"]


def test_retired_lookups_follow_a_rename_too(catalog: Catalog) -> None:
    after = changed(changed(catalog, RetireField("lead", "account")), RenameObject("account", "customer"))
    back = changed(after, RestoreField("lead", "account"))
    assert field_of(back, "account").param("target") == "customer"


def test_the_filter_of_a_lookup_follows_a_renamed_field_and_holds_a_retired_one(catalog: Catalog) -> None:
    filtered = changed(catalog, ChangeField("lead", "account", {"filter": [["name", "contains", "x"], ["parent.name", "eq", "y"]]}))
    after = changed(filtered, RenameField("account", "parent", "above"))
    assert field_of(after, "account").param("filter") == {"all": [["name", "contains", "x"], ["above.name", "eq", "y"]]}
    with pytest.raises(InvalidInput, match="Change that filter first"):
        apply(after, [ChangeObject("account", {"tree": None}), RetireField("account", "above")], TYPES)


def test_the_old_name_of_an_object_is_free_in_the_same_change(catalog: Catalog) -> None:
    after = changed(catalog, RenameObject("account", "customer"), CreateObject({"name": "account"}))
    assert {n: s.table for n, s in after.objects.items() if n != "lead"} == {
        "customer": "x_account",
        "account": f"x_account_{after.objects['account'].id}",
    }


@pytest.mark.parametrize("name", ["lead", "9", "user", None, ["x"]])
def test_a_rename_to_a_taken_or_wrong_name_is_refused(name: str, refusal: Refusal) -> None:
    assert refusal(ChangeObject("account", {"name": name}))["error"].startswith("InvalidInput")


def test_a_rename_to_a_taken_field_name_is_refused(refusal: Refusal) -> None:
    assert "already" in refusal(RenameField("lead", "status", "name"))["fields.status.name"]


# -- order ---------------------------------------------------------------------------------------------------------------------------


def test_fields_move_and_reorder(catalog: Catalog, refusal: Refusal) -> None:
    assert live(changed(catalog, MoveField("lead", "account", 0)))[0] == "account"
    assert live(changed(catalog, MoveField("lead", "name", 99)))[-1] == "name"
    assert live(changed(catalog, ReorderFields("lead", ("amount", "name")))) == ["amount", "name", "status", "grade", "account"]
    assert live(changed(catalog, AddField("lead", {"name": "x", "type": "text"}, position=1)))[:2] == ["name", "x"]
    assert "fields.nmae" in refusal(ReorderFields("lead", ("nmae",)))
    assert refusal(MoveField("lead", "name", "first"))["error"].startswith("InvalidInput")  # type: ignore[arg-type]


# -- retiring ------------------------------------------------------------------------------------------------------------------------


def test_a_retired_field_leaves_list_and_order_and_comes_back_with_its_id(catalog: Catalog) -> None:
    after = changed(catalog, RetireField("lead", "status"))
    lead = lead_of(after)
    assert (lead.list_fields, lead.sort) == (("name", "owner"), "-created_at")
    assert lead.field("status") is None
    back = changed(after, RestoreField("lead", "status"))
    assert field_of(back, "status") == field_of(catalog, "status")


def test_what_others_stand_on_is_not_retired(refusal: Refusal) -> None:
    assert "title field" in refusal(RetireField("lead", "name"))["fields.name"]
    assert "settings" in refusal(RetireField("account", "parent"))["fields.parent"]
    assert "lead.account" in refusal(RetireObject("account"))[""]
    assert "lead" in refusal(RetireOptionSet("grade"))[""]


def test_an_object_retires_with_its_lookups_and_returns(catalog: Catalog) -> None:
    after = changed(catalog, RetireField("lead", "account"), RetireObject("account"))
    with pytest.raises(InvalidInput, match=r"retired"):
        apply(after, [RestoreField("lead", "account")], TYPES)
    with pytest.raises(Conflict):
        apply(after, [AddField("account", {"name": "x", "type": "text"})], TYPES)
    back = changed(after, RestoreObject("account"), RestoreField("lead", "account"))
    assert back.object("account") == catalog.object("account")


def test_only_what_is_retired_is_purged(catalog: Catalog) -> None:
    with pytest.raises(Conflict):
        apply(catalog, [PurgeField("lead", "amount")], TYPES)
    with pytest.raises(Conflict):
        apply(catalog, [PurgeObject("lead")], TYPES)
    after = changed(catalog, RetireField("lead", "amount"), PurgeField("lead", "amount"), RetireObject("lead"), PurgeObject("lead"))
    assert "lead" not in after.objects
    assert "lead" not in after.retired_objects
    again = changed(after, CreateObject(LEAD))
    assert again.objects["lead"].id != catalog.objects["lead"].id


@pytest.mark.parametrize(
    "edit", [RetireObject("leed"), AddField("leed", {}), ChangeField("lead", "nmae", {}), RetireMenu("x"), RetireOptionSet("x"), RestoreObject("x")]
)
def test_what_is_unknown_is_not_found(catalog: Catalog, edit: RetireObject) -> None:
    with pytest.raises(NotFound):
        apply(catalog, [edit], TYPES)
