"""Hypothesis strategies for definitions that are in order by themselves."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from app.metadata.definitions import EMPTY, FieldDef, MenuDef, MenuItemDef, ObjectDef, OptionDef, OptionSetDef, SectionDef

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""On a busy machine a slow example says nothing about the code."""

names = st.from_regex(r"[a-z][a-z0-9_]{0,11}", fullmatch=True).map(lambda name: f"n_{name}")
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(str.strip).filter(bool)
labels = st.one_of(st.just(EMPTY), st.dictionaries(st.sampled_from(["en", "zh_Hans", "zh_Hant", "*"]), texts, min_size=1))
flags = st.booleans()
colors = st.sampled_from(["gray", "red", "green"])
options = st.builds(OptionDef, value=names, label=labels, color=colors, active=flags, record_types=st.lists(names, max_size=2).map(tuple))
option_lists = st.lists(options, min_size=1, max_size=4, unique_by=lambda o: o.value).map(tuple)
data = st.recursive(
    st.one_of(flags, st.integers(-9, 9), texts), lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(names, inner, max_size=2)), max_leaves=4
)

TYPED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("text", {}),
    ("text", {"max_length": 50}),
    ("integer", {"min": 0, "max": 9}),
    ("decimal", {"precision": 10, "scale": 2}),
    ("boolean", {}),
    ("date", {}),
    ("lookup", {"target": "account", "on_delete": "clear"}),
)


@st.composite
def fields(draw: st.DrawFn) -> FieldDef:
    """A field of one of the common types."""
    settings = {
        "name": draw(names),
        "label": draw(labels),
        "help": draw(labels),
        **{key: draw(flags) for key in ("indexed", "read_only", "attribute", "personal", "searchable")},
    }
    if draw(flags):
        made = draw(option_lists)
        return FieldDef(type="picklist", options=made, default=draw(st.sampled_from([None, made[0].value])), **settings)
    kind, params = draw(st.sampled_from(TYPED))
    return FieldDef(type=kind, params=params or EMPTY, unique=draw(flags) and kind in ("text", "integer"), **settings)


field_lists = st.lists(fields(), max_size=6, unique_by=lambda f: f.name).map(tuple)
objects = st.builds(
    ObjectDef,
    name=names,
    label=labels,
    label_plural=labels,
    icon=st.sampled_from(["fa-table", "fa-user"]),
    description=labels,
    history=flags,
    scoped=flags,
    append_only=flags,
    pooled=flags,
    sort=st.sampled_from(["", "-created_at"]),
    list_fields=st.sampled_from([(), ("id", "owner")]),
    keys=st.lists(st.dictionaries(names, data, min_size=1, max_size=2), max_size=2).map(tuple),
    sections=st.lists(st.builds(SectionDef, name=names, label=labels), max_size=2).map(tuple),
    fields=field_lists,
    extra=st.dictionaries(names.map(lambda name: f"x_{name}"), data, max_size=2),
)
option_sets = st.builds(OptionSetDef, name=names, label=labels, options=option_lists)
leaves = st.builds(MenuItemDef, name=names, label=labels, icon=st.sampled_from(["", "fa-x"]), object=names)
menus = st.builds(
    MenuDef,
    name=names,
    label=labels,
    items=st.lists(st.one_of(leaves, st.builds(MenuItemDef, name=names, items=st.lists(leaves, max_size=2).map(tuple))), max_size=3).map(tuple),
)
