"""The diff: every step named once, and together they lead from the old state to the new one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import SUPPORTED
from app.metadata.catalog import Catalog
from app.metadata.definitions import ObjectDef
from app.metadata.diff import Change, describe, diff
from app.metadata.dump import dump
from app.metadata.edits import (
    AddField,
    ChangeField,
    ChangeObject,
    CreateObject,
    Edit,
    PurgeField,
    PurgeObject,
    PutMenu,
    PutOptionSet,
    RenameField,
    RenameObject,
    ReorderFields,
    RestoreField,
    RestoreObject,
    RetireField,
    RetireMenu,
    RetireObject,
)
from app.metadata.sentences import SENTENCES
from tests.metadata.conftest import ACCOUNT, GRADE, LEAD, MENU, changed, drafted
from tests.metadata.definitions import QUICK


def steps(catalog: Catalog, *edits: Edit) -> list[tuple[str, str, str, str]]:
    return [(c.kind, c.object, c.field, c.risk) for c in diff(drafted(catalog, *edits))]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([CreateObject({"name": "x"})], [("create_object", "x", "", "safe")]),
        ([AddField("lead", {"name": "x", "type": "text"})], [("add_field", "lead", "x", "safe")]),
        ([AddField("lead", {"name": "x", "type": "text", "required": True})], [("add_field", "lead", "x", "check")]),
        ([AddField("lead", {"name": "x", "type": "text", "required": True}, fill="-")], [("add_field", "lead", "x", "safe")]),
        ([ChangeField("lead", "name", {"label": {"en": "Who"}})], [("rename_label_field", "lead", "name", "safe")]),
        ([ChangeField("lead", "name", {"max_length": 61})], [("widen_field", "lead", "name", "safe")]),
        ([ChangeField("lead", "name", {"required": None})], [("relax_field", "lead", "name", "safe")]),
        ([ChangeField("lead", "grade", {"required": True})], [("require_field", "lead", "grade", "check")]),
        (
            [ChangeField("lead", "name", {"unique": True, "indexed": True})],
            [("add_unique", "lead", "name", "check"), ("add_index", "lead", "name", "safe")],
        ),
        ([ChangeField("lead", "status", {"help": "x"})], [("change_field", "lead", "status", "safe")]),
        ([RenameField("lead", "amount", "value")], [("rename_api_field", "lead", "value", "check")]),
        ([RetireField("lead", "amount")], [("retire_field", "lead", "amount", "check")]),
        ([ReorderFields("lead", ("amount",))], [("reorder", "lead", "", "safe")]),
        ([ChangeObject("lead", {"label": "X", "icon": "fa-x"})], [("rename_label_object", "lead", "", "safe"), ("change_object", "lead", "", "safe")]),
        ([RetireObject("lead")], [("retire_object", "lead", "", "check")]),
        ([PutOptionSet({**GRADE, "options": ["a", "c"]})], [("change_option_set", "grade", "", "safe")]),
        ([RetireMenu("main")], [("retire_menu", "main", "", "check")]),
        ([PutMenu(MENU)], []),
    ],
)
def test_each_edit_is_one_step_with_its_risk(edits: list[Edit], expected: list[tuple[str, str, str, str]], catalog: Catalog) -> None:
    assert steps(catalog, *edits) == expected


def test_only_purging_destroys(catalog: Catalog) -> None:
    retired = changed(catalog, RetireField("lead", "amount"), RetireField("lead", "account"), RetireObject("account"))
    assert steps(retired, PurgeField("lead", "amount"), PurgeObject("account")) == [
        ("purge_field", "lead", "amount", "destructive"),
        ("purge_object", "account", "", "destructive"),
    ]
    assert steps(retired, RestoreField("lead", "amount"), RestoreObject("account")) == [
        ("restore_field", "lead", "amount", "safe"),
        ("restore_object", "account", "", "safe"),
    ]


def test_purged_and_made_anew_is_two_steps(catalog: Catalog) -> None:
    retired = changed(catalog, RetireObject("lead"))
    assert [s[:2] for s in steps(retired, PurgeObject("lead"), CreateObject(LEAD))] == [("purge_object", "lead"), ("create_object", "lead")]


def test_a_change_survives_json_and_carries_ids_and_fill(catalog: Catalog) -> None:
    draft = drafted(catalog, ChangeField("lead", "amount", {"required": True}, fill="0"), RenameObject("account", "customer"))
    changes = diff(draft)
    assert [Change.from_json(json.loads(json.dumps(c.as_json()))) for c in changes] == list(changes)
    require = next(c for c in changes if c.kind == "require_field")
    lead = catalog.object("lead")
    assert lead is not None
    field = lead.field("amount")
    assert field is not None
    assert (require.entity_id, require.field_id, require.fill) == (lead.id, field.id, "0")


@pytest.mark.parametrize("locale", SUPPORTED)
def test_every_kind_of_change_has_a_sentence(locale: str, catalog: Catalog) -> None:
    for kind in SENTENCES:
        sentence = describe(Change(kind, "lead", "amount", before={"a": 1}, after={"b": 2}), locale)
        assert sentence
        assert "%(" not in sentence
    assert describe(Change("retire_field", "lead", "amount"), "en", {"lead": {"en": "Lead"}, "lead.amount": {"*": "Sum"}}).startswith(
        'Retire the field "Sum" of "Lead"'
    )


def replayed(raw: dict[str, Any], changes: tuple[Change, ...]) -> dict[str, Any]:
    """A raw object after the steps, carried out by the words of the diff alone."""
    fields = {f["name"]: f for f in raw["fields"]}
    order, gone = list(fields), set()
    for change in changes:
        if change.kind == "add_field":
            fields[change.field] = change.after
        elif change.kind == "rename_api_field":
            fields[change.after] = {**fields.pop(change.before), "name": change.after}
            order = [change.after if name == change.before else name for name in order]
        elif change.kind in ("retire_field", "purge_field"):
            gone.add(change.field)
        elif change.kind == "reorder":
            order = change.after
        elif change.field:
            fields[change.field] = _after_field(fields[change.field], change)
        else:
            raw = {**{k: v for k, v in raw.items() if k not in change.before}, **change.after}
    kept = {name: field for name, field in fields.items() if name not in gone}
    return {**raw, "fields": kept, "order": [name for name in order if name in kept]}


def _after_field(field: dict[str, Any], change: Change) -> dict[str, Any]:
    flags = {"require_field": ("required", True), "relax_field": ("required", False), "add_unique": ("unique", True), "drop_unique": ("unique", False)}
    flags |= {"add_index": ("indexed", True), "drop_index": ("indexed", False)}
    if change.kind in flags:
        name, value = flags[change.kind]
        return {**{k: v for k, v in field.items() if k != name}, **({name: True} if value else {})}
    if change.kind == "rename_label_field":
        label = change.after["*"] if set(change.after) == {"*"} else change.after
        return {**field, "label": label}
    if change.kind == "widen_field":
        return {**field, **{k: v for k, v in change.after.items() if k in ("max_length", "precision", "scale")}}
    return {**{k: v for k, v in field.items() if k not in change.before}, **change.after}


NAMES = ("status", "grade", "amount", "account")
edit_lists = st.lists(
    st.one_of(
        st.builds(lambda n, label: ChangeField("lead", n, {"label": label}), st.sampled_from(NAMES), st.sampled_from(["A", {"en": "B"}])),
        st.builds(
            lambda n, flag, value: ChangeField("lead", n, {flag: value}),
            st.sampled_from(NAMES),
            st.sampled_from(["indexed", "searchable", "required"]),
            st.booleans(),
        ),
        st.builds(lambda size: ChangeField("lead", "name", {"max_length": size}), st.integers(60, 90)),
        st.builds(lambda names: ReorderFields("lead", tuple(names)), st.permutations(NAMES)),
        st.builds(lambda icon: ChangeObject("lead", {"icon": icon, "history": icon == "fa-a"}), st.sampled_from(["fa-a", "fa-b"])),
        st.just(ChangeField("lead", "status", {"options": ["new", "x"]})),
    ),
    max_size=6,
)


@QUICK
@given(edit_lists, st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(["p", "r"])), st.booleans())
def test_the_steps_carried_out_yield_the_target(edits: list[Edit], leaving: set[str], joining: set[str], renaming: bool) -> None:
    catalog = changed(Catalog.of(), PutOptionSet(GRADE), CreateObject(ACCOUNT), CreateObject(LEAD))
    sized = [e for e in edits if not (isinstance(e, ChangeField) and "max_length" in e.changes)]
    joined = [AddField("lead", {"name": name, "type": "integer"}) for name in sorted(joining)]
    renamed = [RenameField("lead", "name", "title")] if renaming else []
    draft = drafted(catalog, *sized, *joined, *renamed, *(RetireField("lead", name) for name in sorted(leaving)))
    before, after = catalog.object("lead"), draft.catalog.object("lead")
    assert isinstance(before, ObjectDef)
    assert isinstance(after, ObjectDef)
    told = replayed(dump(before), tuple(c for c in diff(draft) if c.object == "lead"))
    target = dump(after)
    assert told["fields"] == {f["name"]: f for f in target["fields"]}
    assert {k: v for k, v in told.items() if k not in ("fields", "order")} == {k: v for k, v in target.items() if k != "fields"}
    stayed = [f["name"] for f in target["fields"] if f["name"] in told["order"]]
    assert [name for name in told["order"] if name in stayed] == stayed
