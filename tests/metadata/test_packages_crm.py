"""The CRM package is YAML and CSV only: complete in words, sound as metadata, whole as data, unknown to the code."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.definitions import Label, MenuItemDef, OptionDef
from app.metadata.draft import apply
from app.metadata.dump import dump
from app.metadata.packages import BUNDLED, Package, edits_of, files_of, read

APP = BUNDLED.parent.parent
ROW_CELLS = {"key", "owner", "department", "created_by", "created_at", "changed_at"}
VOLUMES = {
    "lead": 480,
    "account": 160,
    "contact": 230,
    "opportunity": 260,
    "follow_up": 1600,
    "quote": 40,
    "contract": 32,
    "sales_order": 210,
    "order_line": 340,
    "payment_plan": 120,
    "payment": 330,
    "task": 140,
    "visit": 60,
    "ticket": 90,
    "ticket_reply": 210,
    "campaign": 9,
    "channel": 18,
    "product": 12,
    "user": 60,
}


@pytest.fixture(scope="module")
def crm() -> Package:
    package, problems = read(files_of(BUNDLED / "crm"), TYPES)
    assert problems == []
    return package


def rows(package: Package, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.demo[f"{name}.csv"].decode())))


def records(package: Package) -> Iterator[str]:
    return (file.removesuffix(".csv") for file in package.demo if file not in ("user.csv", "department.csv"))


def test_it_is_sound_metadata_for_an_empty_console(crm: Package) -> None:
    draft = apply(Catalog.of(()), edits_of(crm), TYPES)
    assert len(draft.entries) == len(crm.objects) + len(crm.option_sets) + len(crm.menus)


def test_it_holds_nothing_but_definitions_and_records() -> None:
    assert {path.suffix for path in (BUNDLED / "crm").rglob("*") if path.is_file()} == {".yaml", ".csv"}


def words(package: Package) -> Iterator[tuple[str, Label]]:
    """(place, label) of everything that a person reads."""
    yield "package", package.label
    yield "package.description", package.description
    for role in package.access:
        yield f"role {role['role']}", role["label"]
    for option_set in package.option_sets:
        yield option_set.name, option_set.label
        yield from _options(option_set.name, option_set.options)
    for definition in package.objects:
        yield from ((f"{definition.name}.{part}", getattr(definition, part)) for part in ("label", "label_plural", "description"))
        yield from ((f"{definition.name}.{section.name}", section.label) for section in definition.sections)
        for field in definition.fields:
            place = f"{definition.name}.{field.name}"
            yield place, field.label
            yield from _options(place, field.options)
            if field.help:
                yield f"{place}.help", field.help
    for menu in package.menus:
        yield menu.name, menu.label
        yield from _items(menu.items)


def _options(place: str, options: tuple[OptionDef, ...]) -> Iterator[tuple[str, Label]]:
    return ((f"{place}.{option.value}", option.label) for option in options)


def _items(items: tuple[MenuItemDef, ...]) -> Iterator[tuple[str, Label]]:
    for item in items:
        if not item.object:  # an object's line shows the object's own words
            yield f"menu {item.name}", item.label
        yield from _items(item.items)


def test_every_word_is_there_in_english_and_chinese(crm: Package) -> None:
    lacking = [place for place, label in words(crm) if set(label) != {"en", "zh_Hans"} or not all(label.values())]
    assert lacking == []


def test_english_words_are_english_and_chinese_ones_chinese(crm: Package) -> None:
    found = list(words(crm))
    assert [place for place, label in found if re.search(r"[\u4e00-\u9fff]", label["en"])] == []
    names = {"ROI"}  # short forms that both languages use
    assert [place for place, label in found if not re.search(r"[\u4e00-\u9fff]", label["zh_Hans"]) and label["zh_Hans"] not in names] == []


def test_keys_stand_in_the_order_of_the_definitions(crm: Package) -> None:
    for path, content in files_of(BUNDLED / "crm").items():
        if path.startswith("objects/"):
            definition = next(d for d in crm.objects if path == f"objects/{d.name}.yaml")
            written = re.findall(r"^(\w+):", content.decode(), re.MULTILINE)
            assert [key for key in written if key in dump(definition)] == [key for key in dump(definition) if key in written]


def test_every_object_has_a_place_in_the_menu_and_someone_who_may_see_it(crm: Package) -> None:
    def objects(items: tuple[MenuItemDef, ...]) -> Iterator[str]:
        for item in items:
            yield from [item.object] if item.object else objects(item.items)

    names = sorted(definition.name for definition in crm.objects)
    assert sorted(objects(crm.menus[0].items)) == names
    admin = next(role for role in crm.access if role["role"] == "Admin")
    assert sorted(admin["objects"]) == names
    assert all(rights["view"] == "all" for rights in admin["objects"].values())


def test_no_role_reaches_further_to_change_than_to_see(crm: Package) -> None:
    order = ("none", "own", "department", "department_tree", "all")
    by_name = {definition.name: definition for definition in crm.objects}
    for role in crm.access:
        for name, rights in role["objects"].items():
            sees = order.index(rights.get("view", "none"))
            assert sees > 0, (role["role"], name)
            assert all(order.index(rights.get(action, "none")) <= sees for action in ("edit", "delete", "transfer")), (role["role"], name)
            assert not (by_name[name].append_only and ("edit" in rights or "delete" in rights)), (role["role"], name)


def test_the_demo_has_the_promised_volumes(crm: Package) -> None:
    assert {name: len(rows(crm, name)) for name in VOLUMES} == VOLUMES


def test_every_cell_of_the_demo_has_a_field_and_every_name_an_entry(crm: Package) -> None:
    objects = {definition.name: definition for definition in crm.objects}
    keys: dict[str, set[str]] = {name: {row["key"] for row in rows(crm, name)} for name in (*records(crm), "department")}
    keys["user"] = {row["username"] for row in rows(crm, "user")}
    for name in records(crm):
        fields = {field.name: field for field in objects[name].fields}
        table = rows(crm, name)
        assert set(table[0]) <= fields.keys() | ROW_CELLS, name
        assert len(keys[name]) == len(table), name
        references = {f.name: str(f.param("target") or f.type) for f in fields.values() if TYPES[f.type].reference}
        references |= {"owner": "user", "created_by": "user", "department": "department"}
        wrong = {(name, cell, row[cell]) for row in table for cell, target in references.items() if row.get(cell) and row[cell] not in keys[target]}
        assert wrong == set()


def test_people_belong_to_departments_and_have_roles(crm: Package) -> None:
    people = {row["username"]: row for row in rows(crm, "user")}
    roles = {role["role"] for role in crm.access}
    assert {name: people[name]["roles"] for name in ("admin", "manager", "staff")} == {"admin": "Admin", "manager": "Manager", "staff": "Staff"}
    assert all(set(row["roles"].split(";")) <= roles for row in people.values())
    keys = {row["key"] for row in rows(crm, "department")}
    assert all(row["department"] in keys for row in people.values())
    assert all(row["parent"] in keys | {""} for row in rows(crm, "department"))


def test_nobody_real_is_named(crm: Package) -> None:
    text = "\n".join(content.decode() for content in crm.demo.values())
    assert set(re.findall(r"\b1[3-9]\d{9}\b", text)) <= {f"1990000{n:04d}" for n in range(10_000)}
    assert [row["name"] for row in rows(crm, "account") if row["kind"] != "person" and not row["name"].endswith("（演示）")] == []
    assert [row["company"] for row in rows(crm, "lead") if row["company"] and not row["company"].endswith("（演示）")] == []
    assert {address.split("@")[1] for address in re.findall(r"[\w.]+@[\w.]+", text)} <= {"demo.example", "yunzhu.example"}


def test_dates_count_from_the_day_of_seeding(crm: Package) -> None:
    text = "\n".join(content.decode() for content in crm.demo.values())
    assert re.findall(r"\b20\d\d-\d\d", text) == []


def test_the_canary_is_far_from_shanghai(crm: Package) -> None:
    parents = {row["key"]: row["parent"] for row in rows(crm, "department")}
    canary = next(row for row in rows(crm, "account") if row["name"] == "金丝雀（演示）")
    department = canary["department"]
    while parents[department] in parents and parents[parents[department]]:
        department = parents[department]
    assert department == "wh"


def _code_words(path: Path) -> Iterator[str]:
    """Texts and names of a module, docstrings left out."""
    tree = ast.parse(path.read_text())
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
        for attribute in ("id", "attr", "arg", "name"):
            value: Any = getattr(node, attribute, None)
            if isinstance(value, str):
                yield value


def test_no_python_file_knows_a_name_of_it(crm: Package) -> None:
    names = {definition.name for definition in crm.objects}
    addresses = re.compile(rf"(?:/o/|\bx_)(?:{'|'.join(names)})\b")
    long_names = re.compile(rf"\b(?:{'|'.join(name for name in names if '_' in name)})\b")
    for path in APP.rglob("*.py"):
        found = [word for word in _code_words(path) if word in names or addresses.search(word)]
        assert found == [], path
        assert not long_names.search(path.read_text()), path
