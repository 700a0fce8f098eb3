"""Reading packages: folders, zips and documents; every problem by file and place; nothing dangerous."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from app.errors import InvalidInput, MalformedRequest
from app.fieldtypes.registry import TYPES
from app.metadata.catalog import Catalog
from app.metadata.draft import apply
from app.metadata.dump import dump
from app.metadata.packages import BUNDLED, edits_of, files_of, in_files, read, read_document
from app.metadata.packages.plain_yaml import YamlError, load_yaml
from tests.metadata.conftest import changed

HEAD = b"format: 1\nname: tiny\nlabel: {en: Tiny}\n"
NOTE = b"name: memo\nlabel: Memo\nfields:\n  - {name: name, type: text, default: no}\n  - {name: day, type: date, default: 2026-01-31}\n"
FILES = {"package.yaml": HEAD, "objects/memo.yaml": NOTE, "demo/memo.csv": b"key,name\n1,a\n"}


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return stream.getvalue()


def test_a_folder_a_zip_and_a_zip_of_the_folder_are_the_same_package(tmp_path: Path) -> None:
    for path, content in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / "README.md").write_text("not read")
    made = read(files_of(tmp_path), TYPES)
    assert made[1] == []
    assert read(files_of(zipped(FILES)), TYPES) == made
    assert read(files_of(zipped({f"tiny/{path}": content for path, content in FILES.items()})), TYPES) == made
    package = made[0]
    assert (package.name, package.label, package.demo) == ("tiny", {"en": "Tiny"}, {"memo.csv": b"key,name\n1,a\n"})
    assert [f.default for f in package.objects[0].fields] == ["no", "2026-01-31"]


def test_a_json_document_is_a_package_too() -> None:
    package = read(files_of(zipped(FILES)), TYPES)[0]
    raw = {"package": {"format": 1, "name": "tiny", "label": {"en": "Tiny"}}, "objects": [dump(package.objects[0])]}
    made, problems = read_document(raw, TYPES)
    assert problems == []
    assert made.objects == package.objects
    for wrong in (None, [], {"objects": {}}, {"objects": [1, None]}, {"pakage": {}}):
        assert read_document(wrong, TYPES)[1]


def test_installing_twice_changes_nothing() -> None:
    package = read(files_of(zipped(FILES)), TYPES)[0]
    after = changed(Catalog.of(), *edits_of(package))
    assert after.objects["memo"].package == "tiny"
    assert apply(after, edits_of(package), TYPES).entries == ()


def test_every_problem_of_every_file_is_reported_with_the_file() -> None:
    files = {
        "package.yaml": b"format: 1\nname: Tiny\nlable: x\n",
        "objects/memo.yaml": b"name: note\nfeilds: []\n",
        "objects/bad.yaml": b"name: [unclosed\n",
        "objects/twice.yaml": b"name: twice\nname: twice\n",
        "objects/latin.yaml": "name: é".encode("latin-1"),
        "access/staff.yaml": b"role: Staff\nobjects: {memo: {view: everything}}\n",
        "extra/x.yaml": b"a: 1\n",
        "stray.yaml": b"a: 1\n",
        "demo/x.yaml": b"a: 1\n",
    }
    problems = read(files, TYPES)[1]
    assert {p.where for p in problems} == {
        "package.yaml: name",
        "package.yaml: lable",
        "objects/memo.yaml: name",
        "objects/memo.yaml: feilds",
        "objects/bad.yaml",
        "objects/twice.yaml",
        "objects/latin.yaml",
        "access/staff.yaml: objects.memo.view",
        "extra/x.yaml",
        "stray.yaml",
        "demo/x.yaml",
    }


def test_what_the_checker_finds_is_named_by_file_too() -> None:
    files = {"package.yaml": HEAD, "objects/a.yaml": b"name: a\ntitle_field: x\n", "objects/b.yaml": b"name: b\nfields: [{name: id, type: text}]\n"}
    package, problems = read(files, TYPES)
    assert problems == []
    with pytest.raises(InvalidInput) as caught:
        apply(Catalog.of(), edits_of(package), TYPES)
    assert [p.where for p in in_files(package, caught.value.problems)] == ["objects/a.yaml: title_field", "objects/b.yaml: fields.id.name"]


@pytest.mark.parametrize("source", [b"", b"no zip", zipped({"a.txt": b""}), zipped({"../package.yaml": HEAD}), zipped({"/package.yaml": HEAD})])
def test_what_is_no_package_is_refused(source: bytes) -> None:
    with pytest.raises(MalformedRequest):
        files_of(source)


def test_a_zip_that_unpacks_too_large_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.yaml", b" " * 60_000_000)
    with pytest.raises(MalformedRequest, match="too large"):
        files_of(stream.getvalue())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("1_000", "1_000"),
        ("2026-01-31", "2026-01-31"),
        ("1e3", "1e3"),
        ("true", True),
        ("-7", -7),
        ("0.50", 0.5),
        ("~", None),
        ("", None),
    ],
)
def test_yaml_does_not_guess(text: str, value: object) -> None:
    assert load_yaml(f"key: {text}") == {"key": value}


@pytest.mark.parametrize("text", ["a: &x [1]\nb: *x", "a: !!python/object:os.system {}", "a: 1\na: 2", "a: [", "\t- a", "{? [1]: 2}", "[" * 5000])
def test_yaml_that_could_harm_or_mislead_is_refused(text: str) -> None:
    with pytest.raises(YamlError):
        load_yaml(text)


def test_the_packages_that_come_with_the_product_are_in_order() -> None:
    folders = [folder for folder in sorted(BUNDLED.iterdir()) if (folder / "package.yaml").exists()]
    assert folders
    for folder in folders:
        package, problems = read(files_of(folder), TYPES)
        assert problems == []
        after = changed(Catalog.of(), *edits_of(package))
        assert set(after.objects) == {d.name for d in package.objects}
        assert apply(after, edits_of(package), TYPES).entries == ()
