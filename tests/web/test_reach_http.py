"""Reach × whose record × every door of the web, on both databases: what is reached opens at each door, what is not is a 404 at each of them.

The rows are judged by ``company.reached``. A door answers for one record: (worker, company, id, name) → is it there for them?
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.access.reach import REACHES
from app.access.version import grow
from app.models.base import db
from app.models.engine import writing
from app.models.permissions import grant
from tests.web.company import PLACES, Company, Worker, found, reached
from tests.web.conftest import Program

Door = Callable[[Worker, Company, int, str], bool]


@pytest.fixture(scope="module")
def sqlite_url(engine_url: str) -> str:
    """The table holds on every database."""
    return engine_url


@pytest.fixture(scope="module")
def company(app: Flask, program: Callable[[str], Program], browser: Callable[[str], FlaskClient]) -> Company:
    """The role reach_none may open the pages of clients all the same: its rows are hidden, not its object."""
    made = Company(program("ada"), browser, program)
    made.set_up()
    with app.app_context():
        session, role_id = db.session(), app.appbuilder.sm.find_role("reach_none").id
        session.rollback()
        with writing(session):
            grant(session.connection(), role_id, [(f"can_{verb}", "client") for verb in ("list", "show", "edit", "delete")])
            grow(session)
    return made


def page_row(worker: Worker, _company: Company, number: int, name: str) -> bool:
    page = worker.get(f"/o/client/list/?name={name}").text
    assert (f'href="/o/client/show/{number}"' in page) == (f'data-row-id="{number}"' in page)
    return f'data-row-id="{number}"' in page


def page_search(worker: Worker, _company: Company, number: int, name: str) -> bool:
    return f'data-row-id="{number}"' in worker.get(f"/o/client/list/?q={name}").text


def show_page(worker: Worker, _company: Company, number: int, name: str) -> bool:
    page = worker.get(f"/o/client/show/{number}")
    assert (name in page.text) == (page.status_code == 200)
    return found(page, 200)


def history(worker: Worker, company: Company, number: int, name: str) -> bool:
    company.put("PUT", f"o/client/{number}", {"name": f"{name}new"})
    page = worker.get(f"/o/client/show/{number}?history=50").text
    stale = worker.api("PUT", f"o/client/{number}", {"note": "x", "version": 1})
    assert found(stale, 409) == (name in stale.text) == (f"{name}new" in page)
    return bool(re.search(rf"{name}(?!new)", page))


def edit_page(worker: Worker, _company: Company, number: int, name: str) -> bool:
    page = worker.get(f"/o/client/edit/{number}")
    assert (name in page.text) == (page.status_code == 200)
    return found(page, 200)


def edit_form(worker: Worker, company: Company, number: int, _name: str) -> bool:
    done = found(worker.post(f"/o/client/edit/{number}", name="edited"), 302)
    assert (company.put("GET", f"o/client/{number}", None)["result"]["name"] == "edited") == done
    return done


def delete_button(worker: Worker, company: Company, number: int, _name: str) -> bool:
    done = found(worker.post(f"/o/client/delete/{number}"), 302)
    assert company.is_there(number) != done
    return done


def bulk_delete(worker: Worker, company: Company, number: int, _name: str) -> bool:
    assert worker.post("/o/client/bulk-delete", ids=[number]).status_code == 302
    told = worker.get("/o/client/list/").text
    done = not company.is_there(number)
    assert ("This record does not exist." in told) != done
    return done


def undo(worker: Worker, company: Company, number: int, _name: str) -> bool:
    company.put("DELETE", f"o/client/{number}", None)
    done = found(worker.post(f"/o/client/restore/{number}"), 302)
    assert company.is_there(number) == done
    return done


def bulk_undo(worker: Worker, company: Company, number: int, _name: str) -> bool:
    company.put("DELETE", f"o/client/{number}", None)
    assert worker.post(f"/o/client/restore?ids={number}").status_code == 302
    return company.is_there(number)


def choices(worker: Worker, _company: Company, number: int, name: str) -> bool:
    listed = worker.get(f"/o/order/choices/client?q={name}").json["results"]
    assert listed in ([], [{"id": number, "label": name}])
    return bool(listed)


def related_list(worker: Worker, company: Company, number: int, name: str) -> bool:
    circle = company.put("POST", "o/circle/", {"name": "A circle"})["id"]
    company.put("PUT", f"o/client/{number}", {"circle": circle})
    page = worker.get(f"/o/circle/show/{circle}").text
    assert (f"/o/client/show/{number}" in page) == (name in page)
    part = worker.get(f"/o/circle/show/{circle}/related/client__circle")
    assert (part.status_code == 200 and name in part.text) == (name in page), "opened by itself it shows the same"
    return name in page


def name_in_a_cell(worker: Worker, company: Company, number: int, name: str) -> bool:
    order = company.order(client=number)
    shown = [worker.get(path).text for path in (f"/o/order/show/{order}", f"/o/order/edit/{order}", f"/o/order/list/?client={number}&sort=client")]
    read = worker.api("GET", f"o/order/{order}")
    assert read.json["result"]["client"] in (None, {"id": number, "label": name})
    places = [name in text for text in (*shown, read.text)]
    assert len(set(places)) == 1, places
    return places[0]


def form_with_reference(worker: Worker, _company: Company, number: int, name: str) -> bool:
    done = found(worker.post("/o/order/add", name="x", client=number), 302, 422)
    assert (name in worker.get(f"/o/order/add?client={number}").text) == done
    return done


def api_list(worker: Worker, _company: Company, number: int, name: str) -> bool:
    answer = worker.api("GET", f"o/client/?q=(filters:!((col:name,opr:eq,value:{name})))").json
    assert (answer["count"], answer["ids"]) in ((0, []), (1, [number]))
    through = worker.api("GET", f"o/order/?q=(filters:!((col:client,opr:eq,value:{number})))")
    assert through.json["count"] == 0
    return answer["count"] == 1


def api_get(worker: Worker, _company: Company, number: int, _name: str) -> bool:
    return found(worker.api("GET", f"o/client/{number}"), 200)


def api_put(worker: Worker, company: Company, number: int, name: str) -> bool:
    done = found(worker.api("PUT", f"o/client/{number}", {"name": "put"}), 200)
    assert company.put("GET", f"o/client/{number}", None)["result"]["name"] == ("put" if done else name)
    return done


def api_delete(worker: Worker, company: Company, number: int, _name: str) -> bool:
    rehearsed = found(worker.api("DELETE", f"o/client/{number}?dry_run=true"), 200)
    done = found(worker.api("DELETE", f"o/client/{number}"), 200)
    assert company.is_there(number) != done
    assert rehearsed == done
    return done


def api_restore(worker: Worker, company: Company, number: int, _name: str) -> bool:
    live = worker.api("POST", f"o/client/{number}/restore")
    assert found(live, 409) == (worker.api("GET", f"o/client/{number}").status_code == 200)
    company.put("DELETE", f"o/client/{number}", None)
    done = found(worker.api("POST", f"o/client/{number}/restore"), 200)
    assert company.is_there(number) == done
    return done


def api_post_with_reference(worker: Worker, _company: Company, number: int, _name: str) -> bool:
    answer = worker.api("POST", "o/order/", {"name": "x", "client": number})
    assert answer.status_code == 201 or [problem["where"] for problem in answer.json["problems"]] == ["client"]
    return found(answer, 201, 422)


def api_put_with_reference(worker: Worker, company: Company, number: int, _name: str) -> bool:
    return found(worker.api("PUT", f"o/order/{company.order()}", {"client": number}), 200, 422)


def api_bulk(worker: Worker, company: Company, number: int, name: str) -> bool:
    (told,) = worker.api("POST", "o/client/bulk", {"records": [{"id": number, "name": "bulk"}], "key": "id"}).json["result"]
    (pointing,) = worker.api("POST", "o/order/bulk", {"records": [{"name": "x", "client": number}]}).json["result"]
    assert (told["status"], pointing["status"]) in (("updated", "created"), ("refused", "refused"))
    assert company.put("GET", f"o/client/{number}", None)["result"]["name"] == (name if told["status"] == "refused" else "bulk")
    return told["status"] == "updated"


DOORS: tuple[Door, ...] = (
    *(page_row, page_search, show_page, history, edit_page, edit_form, delete_button, bulk_delete, undo, bulk_undo, choices, related_list),
    *(name_in_a_cell, form_with_reference, api_list, api_get, api_put, api_delete, api_restore, api_post_with_reference, api_put_with_reference, api_bulk),
)
CHANGES: tuple[Door, ...] = (edit_page, edit_form, delete_button, api_put, api_delete)


@pytest.mark.parametrize("reach", REACHES)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_door_opens_for_what_is_reached_and_nothing_else(company: Company, door: Door, reach: str) -> None:
    worker = company.worker(f"reach_{reach}")
    records = company.clients(worker.name)
    assert {whose: door(worker, company, *records[whose]) for whose in PLACES} == {whose: reached(reach, whose) for whose in PLACES}


@pytest.mark.parametrize("reach", REACHES)
def test_counts_are_of_what_is_reached(company: Company, reach: str) -> None:
    worker, mark = company.worker(f"reach_{reach}"), f"counted-{reach}"
    company.clients(worker.name, code=mark)
    expected = sum(reached(reach, whose) for whose in PLACES)
    page = worker.get(f"/o/client/list/?code={mark}&page_size=1").text
    assert (f"of {expected}" in page) == (expected > 0)
    answer = worker.api("GET", f"o/client/?q=(filters:!((col:code,opr:eq,value:{mark})),page_size:1)").json
    assert (answer["count"], len(answer["ids"])) == (expected, min(expected, 1))


def test_what_is_seen_but_may_not_be_changed_is_a_403_and_stays(company: Company) -> None:
    looker = company.worker("looker")
    for whose, (number, name) in company.clients("looker").items():
        own = whose.startswith("own")
        assert looker.get(f"/o/client/show/{number}").status_code == 200
        answers = [
            looker.post(f"/o/client/edit/{number}", name=name),
            looker.api("PUT", f"o/client/{number}", {"name": name}),
            looker.api("DELETE", f"o/client/{number}"),
        ]
        assert [answer.status_code for answer in answers] == ([302, 200, 200] if own else [403] * 3)
        assert company.is_there(number) != own
