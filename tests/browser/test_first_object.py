"""The journey of the product: an admin makes an object and hands it to a role, staff fill it in, a colleague of another department sees nothing of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import OWN, Visitor
from tests.conftest import Fill
from tests.databases import own_database, postgres_server
from tests.servers import Client, Server, demo_company

pytestmark = pytest.mark.browser

FIELDS = (
    ("Name", "Text", ""),
    ("Serial number", "Text", ""),
    ("State", "Choice", "In use, In repair, Scrapped"),
    ("Price", "Amount of money", ""),
    ("Bought on", "Date", ""),
    ("Pieces", "Whole number", ""),
    ("Business line", "Link to a record", "Business line"),
    ("Remarks", "Long text", ""),
)
LONGEST = 180  # seconds that an admin may need who has never read the docs; this one types without thinking
INTERACTIONS = 24  # clicks, choices and typed texts: with a person's 4 seconds each, half the time


def people(server: Server) -> None:
    """Two departments with a member each, and something to look up."""
    with Client(server.port, "admin") as client:
        for department, username in (("Workshop", "wanda"), ("Front desk", "frank")):
            number = client.post("/api/v1/departments/", {"name": department}).json["id"]
            person = {"username": username, "password": OWN, "first_name": username.title(), "last_name": "Li", "email": f"{username}@example.com"}
            made = client.post("/api/v1/users/", {**person, "department": number, "roles": ["Staff"]})
            assert made.status == 201, made.text
        line = {"name": "Industrial tools", "code": "IND", "opp_type": "project"}
        made = client.post("/api/v1/o/business_line/", line)
        assert made.status == 201, made.text


@pytest.fixture(scope="module")
def workshop(filled: Fill, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with these people on PostgreSQL; where there is none, the demo company's on SQLite, which all other journeys use."""
    server = postgres_server()
    if server is None:
        people(request.getfixturevalue("company"))
        yield request.getfixturevalue("company")
        return
    with own_database(server) as url:
        filled(url, "company", demo_company)
        with Server(url) as made:
            people(made)
            yield made


def make_the_object(admin: Visitor) -> None:
    """From the home page, by the pages alone."""
    page = admin.page
    admin.click(page.get_by_role("link", name="Setup"))
    admin.click(page.get_by_role("link", name="New object"))
    admin.write(page.get_by_label("Label", exact=False).first, "Device")
    for number, (label, kind, more) in enumerate(FIELDS[1:], 2):
        line = page.locator("[data-fl-line]").nth(number - 1)
        admin.write(line.get_by_label(f"Label of field {number}", exact=True), label)
        if kind != "Text":
            admin.choose(line.get_by_label(re.compile("Type of field")), kind)
        if kind == "Link to a record":
            admin.choose(line.get_by_label(re.compile("points at")), more)
        elif more:
            admin.write(line.get_by_label(re.compile("Options of field")), more)
    expect(page.locator("[name='lines.8.name']")).to_have_value("remarks")
    admin.click(page.get_by_role("button", name="Make the object"))
    expect(page.get_by_role("heading", name="Device", level=1)).to_be_visible()


def hand_it_over(admin: Visitor) -> None:
    """Staff may see those of their department and change their own."""
    page = admin.page
    admin.click(page.get_by_role("link", name="Hand it to a role"))
    staff = page.locator("[data-fl-mxrow]", has_text="Staff")
    admin.choose(staff.locator("[data-fl-action=view] select"), "department")
    admin.choose(staff.locator("[data-fl-action=edit] select"), "own")
    admin.click(staff.locator("[data-fl-action=create] input"))
    admin.click(page.get_by_role("button", name="Save access"))
    expect(page.locator("[data-fl-changed]")).to_be_empty()


def fill_in(staff: Visitor) -> str:
    """A new record through its form; answers the address of its page."""
    page = staff.page
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Devices").click()
    page.get_by_role("link", name="New Device").first.click()
    page.get_by_label("Name", exact=False).first.fill("Lathe 2000")
    page.get_by_label("Serial number").fill("L-2000-17")
    page.get_by_label("State").select_option(label="In repair")
    page.get_by_label("Price").fill("12800.50")
    page.get_by_label("Bought on").click()
    page.locator(".flatpickr-calendar.open .flatpickr-day.today").click()
    page.get_by_label("Pieces").fill("3")
    page.get_by_role("combobox", name="Business line").press_sequentially("indus", delay=20)
    page.get_by_role("option", name="Industrial tools").click()
    page.get_by_label("Remarks").fill("Loud, but it runs")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Lathe 2000", level=1)).to_be_visible()
    return page.url


def find_in_the_list(page: Page) -> None:
    """By the menu, then by a filter that first excludes it and then does not."""
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Devices").click()
    row = page.get_by_role("row", name=re.compile("Lathe 2000"))
    for text in ("L-2000-17", "In repair", "12,800.50", "Today", "Industrial tools"):
        expect(row).to_contain_text(text)
    for option, count in (("Scrapped", 0), ("In repair", 1)):
        page.goto("/o/device/list/")
        page.get_by_role("button", name="Filter", exact=True).click()
        page.get_by_label("Field", exact=True).select_option(label="State")
        page.locator("[data-fl-value]").select_option(label=option)
        page.get_by_role("button", name="Apply").click()
        expect(page).to_have_url(re.compile("state"))
        expect(page.get_by_role("row", name=re.compile("Lathe 2000"))).to_have_count(count)
    page.get_by_role("link", name="Lathe 2000").click()
    expect(page.get_by_role("heading", name="Lathe 2000", level=1)).to_be_visible()


def test_an_object_made_in_the_browser_is_filled_in_by_staff_and_hidden_from_another_department(visit: Visit, workshop: Server) -> None:
    admin = visit("admin", server=workshop)
    start = time.monotonic()
    make_the_object(admin)
    hand_it_over(admin)
    assert time.monotonic() - start < LONGEST
    assert admin.acts <= INTERACTIONS
    wanda = visit("wanda", server=workshop)
    address = fill_in(wanda)
    find_in_the_list(wanda.page)
    frank = visit("frank", server=workshop)
    frank.page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Devices").click()
    expect(frank.page.get_by_role("heading", name="There are no records yet: Devices")).to_be_visible()
    hidden = frank.see(address, 404)
    expect(hidden.get_by_text("Lathe")).to_have_count(0)
