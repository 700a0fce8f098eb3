"""Installing a package: definitions, roles and reaches together; again changes nothing; what an admin changed stays; export reads back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.access.actor import SYSTEM
from app.access.grants import all_rights, set_rights
from app.access.people import roles
from app.access.role_labels import role_labels
from app.errors import InvalidInput, NotFound
from app.fieldtypes.registry import TYPES
from app.metadata.edits import AddField, ChangeObject
from app.metadata.packages import Package, read, read_document
from app.publishing.export import document, files
from app.publishing.install import install, installed
from tests.publishing.desk import Desk, everything

FULL: dict[str, Any] = {
    "package": {"format": 1, "name": "library", "version": "1", "label": {"en": "Library", "zh_Hans": "图书馆"}},
    "objects": [
        {
            "name": "book",
            "label": {"en": "Book", "zh_Hans": "书"},
            "title_field": "name",
            "fields": [
                {"name": "name", "type": "text", "label": {"en": "Name", "zh_Hans": "名称"}, "required": True},
                {"name": "genre", "type": "picklist", "options_from": "genre", "label": {"en": "Genre"}},
                {"name": "no", "type": "integer", "label": {"en": "No."}, "default": 0},
            ],
        }
    ],
    "option_sets": [{"name": "genre", "label": "Genre", "options": [{"value": "prose", "color": "blue"}, {"value": "no"}]}],
    "menus": [{"name": "main", "label": "Main", "items": [{"name": "book", "object": "book"}]}],
    "access": [
        {"role": "Reader", "label": {"en": "Reader", "zh_Hans": "读者"}, "objects": {"book": {"view": "all"}}},
        {"role": "Admin", "objects": {"book": {"create": True, "view": "all", "edit": "all"}}},
    ],
}


def package(**changes: Any) -> Package:
    found, problems = read_document({**FULL, **changes}, TYPES)
    assert problems == []
    return found


@pytest.fixture
def library(desk: Desk) -> Desk:
    """The desk of a database in which the package is installed."""
    install(desk.session, package(), SYSTEM, stamp="s1")
    return desk


def rights(desk: Desk, role: str) -> dict[str, Any]:
    desk.session.rollback()
    return all_rights(desk.session)[roles(desk.session)[role], desk.object("book").id]


def test_a_package_brings_objects_roles_and_reaches(desk: Desk) -> None:
    plan = install(desk.session, package(), SYSTEM, dry_run=True)
    assert plan.roles == ("Reader",)
    assert ("Reader", "book") in plan.reaches
    assert desk.revision() == 0, "a dry run changes nothing"
    done = install(desk.session, package(), SYSTEM, stamp="s1")
    assert (done.roles, done.reaches) == (plan.roles, plan.reaches)
    assert desk.object("book").package == "library"
    assert rights(desk, "Reader") == {
        **dict.fromkeys(("create", "export", "import"), False),
        "view": "all",
        "edit": "none",
        "delete": "none",
        "transfer": "none",
    }
    assert rights(desk, "Admin")["delete"] == "none", "the preset replaces what every new object gives the role Admin"
    assert role_labels(desk.session)["Reader"]["zh_Hans"] == "读者"
    assert installed(desk.session)["library"]["checksum"] == "s1"


def test_installing_again_changes_nothing(library: Desk) -> None:
    before = everything(library.session)
    done = install(library.session, package(), SYSTEM, stamp="s1")
    assert not done.changes_anything
    assert everything(library.session) == before


def test_what_was_made_here_stays_and_what_the_package_says_is_brought_up_to_date(library: Desk) -> None:
    library.publish(AddField("book", {"name": "shelf", "type": "text", "label": "Shelf"}), ChangeObject("book", {"icon": "fa-book"}))
    newer = [{**FULL["objects"][0], "label": {"en": "Volume", "zh_Hans": "书"}}]
    install(library.session, package(objects=newer), SYSTEM)
    book = library.object("book")
    assert book.label["en"] == "Volume"
    assert book.field("shelf") is not None
    assert book.icon == "fa-book", "the package does not mention an icon"
    install(library.session, package(), SYSTEM)


def test_a_reach_that_an_admin_changed_stays(library: Desk) -> None:
    reader = roles(library.session)["Reader"]
    set_rights(library.session, reader, library.object("book").id, "book", {"view": "own"})
    install(library.session, package(), SYSTEM)
    assert rights(library, "Reader")["view"] == "own"


def test_all_problems_are_reported_and_nothing_is_half_installed(library: Desk) -> None:
    before = everything(library.session)
    wrong = [{**FULL["objects"][0], "title_field": "nmae"}]
    with pytest.raises(InvalidInput) as refused:
        install(library.session, package(objects=wrong, package={**FULL["package"], "version": "2"}), SYSTEM)
    assert [problem.where for problem in refused.value.problems] == ["objects/book.yaml: title_field"]
    lost = [{"role": "Reader", "objects": {"boook": {"view": "all"}, "book": {"view": "own", "edit": "all"}}}]
    with pytest.raises(InvalidInput) as refused:
        install(library.session, package(access=lost), SYSTEM)
    assert len(refused.value.problems) == 2
    with pytest.raises(InvalidInput):
        install(library.session, replace(package(), requires=("shop",)), SYSTEM)
    assert everything(library.session) == before


def test_an_exported_package_reads_back_as_it_is(library: Desk) -> None:
    made = document(library.session, "library")
    again, problems = read({path: text.encode() for path, text in files(made).items()}, TYPES)
    assert problems == []
    assert install(library.session, again, SYSTEM, dry_run=True).plan.steps == ()
    assert {entry["role"] for entry in again.access} >= {"Admin", "Reader"}
    assert again.label == package().label
    assert read_document(made, TYPES)[0].objects == again.objects
    with pytest.raises(NotFound):
        document(library.session, "nowhere")


def test_definitions_made_here_can_be_exported_too(library: Desk) -> None:
    library.make("shelf")
    assert [definition["name"] for definition in document(library.session, "local")["objects"]] == ["shelf"]
