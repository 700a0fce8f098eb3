"""Samples of choices and pointers. Public names: CHOICES."""

from __future__ import annotations

from app.metadata.definitions import FieldDef, OptionDef
from tests.fieldtypes.sample import Sample


def _options(*values: str) -> tuple[OptionDef, ...]:
    return tuple(OptionDef(v, {"en": v.title(), "zh_Hans": f"{v}（中）"}, "blue", active=v != "old") for v in values)


PICK = FieldDef("status", "picklist", options=_options("done", "new", "old"))
MULTI = FieldDef("tags", "multi_picklist", options=_options("a", "a_b", "c", "old"))

CHOICES: dict[str, Sample] = {
    "boolean": Sample(
        FieldDef("agreed", "boolean"),
        (("否", False, False), ("是", True, True), ("TRUE", True, True)),
        bad_texts=("maybe", "2", "是否"),
        bad_json=("true", 1, 0, []),
        finds={"eq": ("true", {1, 2}), "ne": ("true", {0, -1}), "null": ("true", {-1})},
        ddl=("BOOLEAN", "BOOLEAN"),
    ),
    "picklist": Sample(
        PICK,
        (("done", "done", "done"), ("New", "new", "new"), ("old（中）", "old", "old")),
        bad_texts=("nwe", "done,new", "<b>"),
        bad_json=("New", 5, True, ["new"], {}),
        finds={"eq": ("new", {1}), "ne": ("new", {0, 2, -1}), "in": ("done,old", {0, 2}), "null": ("true", {-1})},
        breaks=((PICK, "old"),),
        ddl=("VARCHAR(60)", "VARCHAR(60)"),
    ),
    "multi_picklist": Sample(
        MULTI,
        (
            ("a", ("a",), ["a"]),
            ("C、A_b", ("a_b", "c"), ["a_b", "c"]),
            ("c, a", ("a", "c"), ["a", "c"]),
            ("old", ("old",), ["old"]),
        ),
        bad_texts=("a,x", "a_", "a|c"),
        bad_json=("a", [1], ["x"], {}, True),
        finds={
            "contains": ("a", {0, 2}),
            "in": ("a_b,old", {1, 3}),
            "eq": ("c,a", {2}),
            "ne": ("c,a", {0, 1, 3, -1}),
            "null": ("true", {-1}),
        },
        breaks=((MULTI, ("a", "old")),),
        ddl=("TEXT", "TEXT"),
    ),
    "lookup": Sample(
        FieldDef("account", "lookup", params={"target": "account"}),
        (("1", 1, 1), ("２", 2, 2), ("2147483647", 2**31 - 1, 2**31 - 1)),
        bad_texts=("0", "-1", "2147483648", "Acme", "1.0", "9" * 5000),
        bad_json=(True, 0, -1, 2**31, "1", 1.0, [1], {"name": "x"}, {"id": "1"}),
        finds={"eq": ("2", {1}), "ne": ("2", {0, 2, -1}), "in": ("1,2", {0, 1}), "null": ("true", {-1})},
        ddl=("INTEGER", "INTEGER"),
        others_labels=True,
    ),
    "user": Sample(
        FieldDef("seller", "user"),
        (("1", 1, 1), ("2", 2, 2), ("3", 3, 3)),
        bad_texts=("0", "admin"),
        bad_json=(True, "1", [1]),
        finds={"eq": ("3", {2}), "null": ("true", {-1})},
        ddl=("INTEGER", "INTEGER"),
        others_labels=True,
    ),
    "department": Sample(
        FieldDef("team", "department"),
        (("1", 1, 1), ("2", 2, 2), ("3", 3, 3)),
        bad_texts=("0", "上海"),
        bad_json=(True, "1", [1]),
        finds={"in": ("1,3", {0, 2}), "null": ("false", {0, 1, 2})},
        ddl=("INTEGER", "INTEGER"),
        others_labels=True,
    ),
}
