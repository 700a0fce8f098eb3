"""FAB's pages of users, roles, groups and passwords on our shell: no Bootstrap 3, no jQuery, nothing the Content-Security-Policy forbids, and they work."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.views.test_templates import Markup
from tests.web.conftest import csrf_of

PAGES = (
    "/users/list/",
    "/users/list/?_flt_0_username=mia&_oc_UserDBModelView=username&_od_UserDBModelView=desc",
    "/users/show/1",
    "/users/add",
    "/users/edit/1",
    "/users/userinfo/",
    "/userinfoeditview/form",
    "/account/",
    "/resetpassword/form?pk=2",
    "/roles/list/",
    "/roles/show/1",
    "/roles/add",
    "/roles/edit/1",
    "/groups/list/",
    "/groups/add",
)
OLD = ("jquery", "glyphicon", "panel-body", "data-toggle", "my_select2", "btn-default", "bootstrap-datepicker", "AdminActions")
"""Traces of FAB's own markup and scripts."""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_fab_wears_our_shell_and_keeps_the_content_security_policy(browser: Any, path: str) -> None:
    answer = browser("ada").get(path)
    assert answer.status_code == 200
    page = Markup(answer.text)
    assert page.wrong == []
    assert page.open == []
    assert [trace for trace in OLD if trace in answer.text] == []
    assert 'class="fl-app"' in answer.text
    assert len(page.all("main")) == 1
    assert answer.text.count("<h1") == 1
    for tag, attributes in page.tags:
        assert "style" not in attributes, (tag, attributes)
        assert not any(key.startswith("on") for key in attributes), (tag, attributes)
    for script in page.all("script"):
        assert (script.get("src") or "").startswith("/static/") or script.get("type") == "application/json"
    ids = [attributes["id"] for _tag, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_a_user_is_added_with_a_role_and_wrong_input_comes_back_with_its_reason(browser: Any) -> None:
    client = browser("ada")
    token = csrf_of(client.get("/users/add"))
    values = {
        "first_name": "Na",
        "last_name": "Li",
        "username": "lina",
        "email": "lina@example.com",
        "active": "y",
        "password": "geheim-123",
        "csrf_token": token,
    }
    wrong = client.post("/users/add", data={**values, "roles": ["1"], "conf_password": "other"})
    assert "fl-err" in wrong.text
    assert 'value="lina"' in wrong.text
    done = client.post("/users/add", data={**values, "roles": ["1"], "conf_password": "geheim-123"}, follow_redirects=True)
    assert "lina@example.com" in done.text


def test_the_rights_of_a_role_are_boxes_by_what_they_are_a_right_to_and_are_saved(browser: Any) -> None:
    client = browser("ada")
    page = client.get("/roles/add")
    boxes = re.findall(r'<input class="form-check-input" type="checkbox" name="permissions" value="(\d+)"', page.text)
    assert len(boxes) > 10
    assert "UserDBModelView" in page.text
    client.post("/roles/add", data={"name": "Auditor", "permissions": boxes[:2], "csrf_token": csrf_of(page)})
    listed = client.get("/roles/list/")
    row = re.search(r"<tr data-row-id=\"(\d+)\">(?:(?!</tr>).)*Auditor(?:(?!</tr>).)*</tr>", listed.text, flags=re.S)
    assert row
    assert "2 rights" in row[0]
    edited = client.get(f"/roles/edit/{row[1]}")
    assert edited.text.count(" checked>") == 2


def test_a_role_with_markup_in_its_name_is_text(browser: Any) -> None:
    client = browser("ada")
    name = "<script>x</script>"
    client.post("/roles/add", data={"name": name, "csrf_token": csrf_of(client.get("/roles/add"))})
    for path in ("/roles/list/", "/users/add", "/users/list/?_flt_0_username=%3Cscript%3Ex%3C/script%3E"):
        assert name not in client.get(path).text


def test_somebody_without_the_right_finds_no_button(browser: Any) -> None:
    client = browser("stan")
    assert client.get("/users/list/").status_code in (302, 403)
    own = client.get("/users/userinfo/").text
    assert "/users/edit/" not in own
    assert "/users/add" not in own
