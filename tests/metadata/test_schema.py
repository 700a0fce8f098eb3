"""The published JSON Schema is the one the checker uses. ``python -m tests.metadata.test_schema`` writes the file again."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.fieldtypes.registry import TYPES
from app.metadata.dump import dump
from app.metadata.load import load_object
from app.metadata.schema import as_text, problems_of, schema
from tests.metadata.conftest import ACCOUNT, GRADE, LEAD, MENU

PUBLISHED = Path(__file__).parents[2] / "docs" / "package-schema.json"


def test_the_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == as_text(TYPES), "run: python -m tests.metadata.test_schema"


def test_it_is_a_schema_and_knows_every_type() -> None:
    form = schema(TYPES)
    Draft202012Validator.check_schema(form)
    assert {f"field_{name}" for name in TYPES} <= set(form["$defs"])


def test_definitions_follow_it_as_written_and_as_dumped() -> None:
    form = schema(TYPES)
    for name, raw in (("object", ACCOUNT), ("object", LEAD), ("menu", MENU)):
        assert problems_of(form, name, raw) == []
    for raw in (ACCOUNT, LEAD):
        assert problems_of(form, "object", dump(load_object(raw, TYPES)[0])) == []
    assert problems_of(form, "option_set", {**GRADE, "options": [{"value": "a"}]}) == []


@pytest.mark.parametrize(
    ("name", "raw", "place", "words"),
    [
        ("package", {"name": "x"}, "format", "missing"),
        ("package", {"format": 2, "name": "x"}, "format", "format"),
        ("package", {"format": 1, "name": "x", "lable": "y"}, "lable", '"label"'),
        ("access", {"role": "A", "objects": {"lead": {"view": "al"}}}, "objects.lead.view", '"all"'),
        ("access", {"role": "A", "objects": {"lead": {"veiw": "all"}}}, "objects.lead.veiw", '"view"'),
        ("access", {"role": "A", "objects": {"lead": {"fields": {"name": "mask"}}}}, "objects.lead.fields.name", '"masked"'),
        ("access", {"role": "A", "objects": {"lead": {"create": "yes"}}}, "objects.lead.create", "format"),
        ("access", [], "", "format"),
        ("object", {"name": "x", "fields": [{"name": "a", "type": "text", "target": "b"}]}, "fields.1.target", "Unknown key"),
    ],
)
def test_what_does_not_follow_it_is_named(name: str, raw: object, place: str, words: str) -> None:
    found = {p.where: f"{p.what} {p.hint}" for p in problems_of(schema(TYPES), name, raw)}
    assert words in found[place]


if __name__ == "__main__":
    PUBLISHED.write_text(as_text(TYPES), encoding="utf-8")
