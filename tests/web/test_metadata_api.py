"""Metadata, organisation and access over REST: what an implementer's script does, and what it is told when it is wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.web.conftest import Program

Programs = Callable[[str], Program]
PETS = {
    "name": "pet",
    "label": "Pet",
    "title_field": "name",
    "fields": [{"name": "name", "type": "text", "label": "Name", "required": True}, {"name": "kind", "type": "text", "label": "Kind"}],
}


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """On every database."""
    return engine_url


def test_an_object_from_its_birth_to_its_end(program: Programs) -> None:
    ada = program("ada")
    plan = ada("POST", "/api/v1/metadata/objects/?dry_run=true", PETS)
    assert (plan.status_code, plan.json["dry_run"]) == (200, True)
    assert ada("GET", "/api/v1/metadata/objects/pet").status_code == 404
    made = ada("POST", "/api/v1/metadata/objects/", PETS)
    assert (made.status_code, made.json["name"]) == (201, "pet")
    assert ada("POST", "/api/v1/o/pet/", {"name": "Rex", "kind": "dog"}).status_code == 201, "usable at once"
    added = ada(
        "POST",
        "/api/v1/metadata/objects/pet/fields/",
        [{"name": "age", "type": "integer", "label": "Age"}, {"name": "born", "type": "date", "label": "Born", "position": 0}],
    )
    assert (added.status_code, added.json["names"]) == (201, ["age", "born"])
    read = ada("GET", "/api/v1/metadata/objects/pet").json
    assert [field["name"] for field in read["fields"]] == ["born", "name", "kind", "age"]
    assert ada("PATCH", "/api/v1/metadata/objects/pet", read).status_code in (200, 422), "what was read can be sent back"
    assert ada("PATCH", "/api/v1/metadata/objects/pet/fields/kind", {"name": "species", "position": 0}).status_code == 200
    assert ada("GET", "/api/v1/o/pet/1").json["result"]["species"] == "dog", "a renamed field keeps its data"
    assert ada("DELETE", "/api/v1/metadata/objects/pet/fields/species").status_code == 200
    assert "species" not in ada("GET", "/api/v1/o/pet/1").json["result"]
    assert ada("GET", "/api/v1/metadata/objects/pet").json["retired_fields"] == ["species"]
    assert ada("POST", "/api/v1/metadata/objects/pet/fields/species/restore").status_code == 200
    assert ada("GET", "/api/v1/o/pet/1").json["result"]["species"] == "dog"
    assert ada("DELETE", "/api/v1/metadata/objects/pet").status_code == 200
    assert ada("GET", "/api/v1/o/pet/").status_code == 404
    assert ada("POST", "/api/v1/metadata/objects/pet/restore").status_code == 200
    assert ada("GET", "/api/v1/o/pet/1").status_code == 200


def test_all_that_is_wrong_with_a_definition_is_told_at_once(program: Programs) -> None:
    wrong = {
        "name": "Bad Name",
        "fields": [{"name": "a", "type": "chioce", "label": "A"}, {"name": "a", "type": "text", "label": "A"}, {"name": "select"}],
        "nonsense": 1,
    }
    answer = program("ada")("POST", "/api/v1/metadata/objects/", wrong)
    assert answer.status_code == 422
    assert len(answer.json["problems"]) >= 4
    assert any("choice" in problem["hint"] or "picklist" in problem["hint"] for problem in answer.json["problems"])


def test_two_admins_the_second_is_told_what_changed(program: Programs) -> None:
    ada = program("ada")
    base = ada("POST", "/api/v1/metadata/objects/", {**PETS, "name": "cat"}).json["revision"]
    assert ada("PATCH", f"/api/v1/metadata/objects/cat?base={base}", {"icon": "fa-cat"}).status_code == 200
    answer = ada("PATCH", f"/api/v1/metadata/objects/cat?base={base}", {"icon": "fa-dog"})
    assert answer.status_code == 409
    assert answer.json["details"]


def test_revisions_are_listed_and_rolled_back_to(program: Programs) -> None:
    ada = program("ada")
    before = ada("POST", "/api/v1/metadata/objects/", {**PETS, "name": "bird"}).json["revision"]
    ada("POST", "/api/v1/metadata/objects/bird/fields/", {"name": "wing", "type": "text", "label": "Wing"})
    listed = ada("GET", "/api/v1/metadata/revisions/?page_size=2").json
    assert [one["revision"] for one in listed["result"]] == [listed["count"], listed["count"] - 1]
    assert listed["result"][0]["changes"][0]["what"]
    assert ada("POST", f"/api/v1/metadata/revisions/{before}/rollback").status_code == 201
    assert [field["name"] for field in ada("GET", "/api/v1/metadata/objects/bird").json["fields"]] == ["name", "kind"]
    assert ada("GET", "/api/v1/metadata/revisions/999999").status_code == 404


def test_a_package_goes_in_and_out_as_document_and_as_zip(program: Programs) -> None:
    ada = program("ada")
    document = {
        "package": {"format": 1, "name": "zoo"},
        "objects": [{**PETS, "name": "lion"}],
        "access": [{"role": "Keeper", "objects": {"lion": {"view": "all"}}}],
    }
    assert ada("POST", "/api/v1/metadata/packages/plan", document).json["dry_run"] is True
    assert ada("POST", "/api/v1/metadata/packages/install", document).status_code == 201
    again = ada("POST", "/api/v1/metadata/packages/install", document)
    assert (again.status_code, again.json["steps"]) == (200, [])
    assert "Keeper" in [role["name"] for role in ada("GET", "/api/v1/roles/").json["result"]]
    packed = ada("GET", "/api/v1/metadata/packages/zoo?format=zip")
    assert "objects/lion.yaml" in zipfile.ZipFile(io.BytesIO(packed.data)).namelist()
    assert ada("POST", "/api/v1/metadata/packages/install", data=packed.data).json["steps"] == []
    assert ada("POST", "/api/v1/metadata/packages/install", data=packed.data[:-100]).status_code == 400
    assert ada("GET", "/api/v1/metadata/packages/none").status_code == 404


def test_departments_users_and_roles(program: Programs) -> None:
    ada = program("ada")
    top = ada("POST", "/api/v1/departments/", {"name": "Head office"}).json["id"]
    below = ada("POST", "/api/v1/departments/", {"name": "East", "parent": top}).json["id"]
    assert ada("PUT", f"/api/v1/departments/{top}", {"parent": below}).status_code == 422, "no cycles"
    assert ada("PUT", f"/api/v1/departments/{below}", {"name": "West"}).json["result"]["name"] == "West"
    made = ada("POST", "/api/v1/users/", {"username": "new", "password": "geheim-123", "first_name": "N", "last_name": "E", "department": below})
    assert made.status_code == 201
    user = ada("GET", f"/api/v1/users/{made.json['id']}").json["result"]
    assert (user["roles"], user["department"]) == (["Staff"], below)
    assert "password" not in user
    assert ada("DELETE", f"/api/v1/departments/{below}").status_code == 422, "not while somebody is in it"
    assert ada("PUT", f"/api/v1/users/{made.json['id']}", {"active": False, "department": top}).status_code == 200
    assert ada("DELETE", f"/api/v1/departments/{below}").status_code == 200
    wrong = ada("POST", "/api/v1/users/", {"username": "new", "email": "x", "department": 999, "roles": ["None"], "odd": 1})
    assert {problem["where"] for problem in wrong.json["problems"]} >= {"username", "password", "email", "department", "roles", "odd"}
    assert ada("POST", "/api/v1/roles/", {"name": "Auditor"}).status_code == 201
    assert ada("POST", "/api/v1/roles/", {"name": "Auditor"}).status_code == 422


def test_rights_of_a_role_take_effect_with_the_next_request(program: Programs) -> None:
    ada, mia = program("ada"), program("mia")
    ada("POST", "/api/v1/metadata/objects/", {**PETS, "name": "fish"})
    assert mia("GET", "/api/v1/o/fish/").status_code == 403
    assert ada("PUT", "/api/v1/access/roles/Manager/fish", {"view": "all", "create": True}).status_code == 200
    assert mia("GET", "/api/v1/o/fish/").status_code == 200
    assert ada("GET", "/api/v1/access/roles/Manager/fish").json["view"] == "all"
    assert ada("PUT", "/api/v1/access/roles/Manager/fish", {"view": "none"}).json["create"] is True, "what is left out stays"
    assert mia("GET", "/api/v1/o/fish/").status_code == 403
    assert ada("PUT", "/api/v1/access/roles/Manager/fish", {"view": "everything"}).status_code == 422
    assert ada("PUT", "/api/v1/access/roles/Nobody/fish", {}).status_code == 404


def test_only_whoever_has_the_right_writes_each_part(program: Programs) -> None:
    stan = program("stan")
    for path in ("metadata/objects/", "metadata/revisions/", "metadata/packages/", "departments/", "users/", "roles/", "access/roles/Staff/pet"):
        assert stan("GET", f"/api/v1/{path}").status_code == 403, path


def test_the_description_holds_what_this_user_may_call(program: Programs) -> None:
    ada, stan = program("ada"), program("stan")
    ada("POST", "/api/v1/metadata/objects/", {**PETS, "name": "snake"})
    full, small = ada("GET", "/api/v1/_openapi").json, stan("GET", "/api/v1/_openapi").json
    assert full["openapi"].startswith("3.0")
    assert full["components"]["schemas"]["snake"]["properties"]["name"]["type"] == "string"
    assert full["components"]["schemas"]["snake.write"]["required"] == ["name"]
    assert {"/api/v1/o/snake/", "/api/v1/metadata/objects/{name}/fields/{field}", "/api/v1/departments/{number}"} <= full["paths"].keys()
    assert "/api/v1/o/snake/" not in small["paths"]
    assert "snake" not in small["components"]["schemas"]
    assert "/api/v1/departments/" not in small["paths"]
    ada("POST", "/api/v1/metadata/objects/snake/fields/", {"name": "length", "type": "integer", "label": "Length"})
    assert "length" in ada("GET", "/api/v1/_openapi").json["components"]["schemas"]["snake"]["properties"], "made anew for each revision"
