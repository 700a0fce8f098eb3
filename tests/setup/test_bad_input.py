"""Whatever a form of the setup sends, the answer is a page with a message, never an error of the server."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from app.fieldtypes.registry import TYPES
from tests.setup.conftest import Admin

VALUES = (
    *(
        "",
        "1",
        "0",
        "-1",
        "9" * 21,
        "1e9",
        "abc",
        "a" * 3000,
        "😀",
        "<b>",
        "%s %(x)s",
        "{}",
        "none",
        "all",
        "own",
        "name",
        "state",
        "broken",
        "id",
        "9x",
        "２０",
        "²",
    ),
    *(
        "type:picklist",
        "up:0",
        "up:²",
        "add_option",
        "back",
        "plan",
        "another",
        "bulk",
        "2026-02-31",
        "NaN",
        "Infinity",
        "\n\n",
        "a,b",
        "'; drop",
        "..",
        "zh_Hans",
        "*",
    ),
)
OBJECT = (
    "label",
    "label_plural",
    "name",
    "icon",
    "title_field",
    "description",
    "scoped",
    "base",
    "action",
    "confirmed",
    "confirm_name",
    "then",
    "order",
    "move",
)
LINES = tuple(f"lines.{n}.{key}" for n in (1, 2, 9999, "x") for key in ("label", "name", "type", "options", "target", "required"))
FIELD = (
    *(
        "type",
        "label",
        "name",
        "help",
        "default",
        "fill",
        "required",
        "unique",
        "indexed",
        "max_length",
        "min",
        "max",
        "precision",
        "scale",
        "currency",
        "target",
    ),
    *("on_delete", "options_from", "depends_on", "pattern", "region", "format", "base", "action", "pasted"),
    *(f"options.{n}.{key}" for n in (0, 1, "²") for key in ("was", "label", "value", "color", "active", "default")),
)
PEOPLE = (
    "name",
    "parent",
    "position",
    "username",
    "first_name",
    "last_name",
    "email",
    "password",
    "department",
    "departments",
    "roles",
    "locale",
    "role",
    "action",
)
GRID = ("action", "bulk_action", "bulk_value", "chosen", *(f"{key}.{n}" for n in (1, 2) for key in ("was", "view", "edit", "create", "import")))
FORMS = {
    "/setup/objects/new": OBJECT + LINES,
    "/setup/objects/broken/edit": OBJECT,
    "/setup/objects/broken/order": OBJECT,
    "/setup/objects/broken/fields/several": LINES,
    "/setup/objects/broken/fields/new": FIELD,
    "/setup/objects/broken/fields/state/": FIELD,
    "/setup/objects/broken/permissions": GRID,
    "/setup/option-sets/new": FIELD,
    "/setup/departments/new": PEOPLE,
    "/setup/departments/1/move": PEOPLE,
    "/setup/users/new": PEOPLE,
    "/setup/users/default-role": PEOPLE,
    "/setup/permissions/?page=99999": GRID,
}


def forms(count: int) -> Iterator[tuple[str, dict[str, str]]]:
    chance = random.Random(7)
    for _number in range(count):
        path = chance.choice(list(FORMS))
        yield path, {name: chance.choice((*VALUES, *TYPES)) for name in chance.sample(FORMS[path], chance.randint(1, 10))}


def test_no_form_is_answered_by_an_error_of_the_server(admin: Admin) -> None:
    admin.make("Broken", {"lines.2.label": "State", "lines.2.type": "picklist", "lines.2.options": "A"})
    for path, data in forms(250):
        answer = admin.client.post(path, data={"csrf_token": admin.token, **data})
        assert answer.status_code < 500, (path, data)


@pytest.mark.parametrize(
    "path",
    [
        "/setup/?q=%25_&package=x",
        "/setup/objects/new?x=%F0%9F%98%80",
        "/setup/revisions/?before=" + "9" * 30,
        "/setup/revisions/" + "9" * 30,
        "/setup/departments/" + "9" * 30,
        "/setup/users/" + "9" * 30,
        "/setup/users/?page=-1&q='",
        "/setup/permissions/?role=" + "9" * 30,
    ],
)
def test_no_address_is_answered_by_an_error_of_the_server(path: str, admin: Admin) -> None:
    assert admin.client.get(path).status_code < 500
