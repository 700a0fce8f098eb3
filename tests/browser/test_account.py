"""The second factor in the browser: set up under My account, asked for at the next login, and a given password is changed before anything else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pyotp import TOTP

from tests.browser.conftest import Visit
from tests.browser.visitor import OWN
from tests.servers import Client, Server

pytestmark = pytest.mark.browser


def hire(company: Server, name: str, **more: object) -> None:
    person = {"username": name, "password": OWN, "first_name": "Nora", "last_name": "Berg", "roles": ["Staff"], "locale": "en", **more}
    with Client(company.port, "admin") as admin:
        assert admin.post("/api/v1/users/", person).status == 201


def test_a_second_factor_is_set_up_and_asked_for(visit: Visit, company: Server) -> None:
    hire(company, "nora")
    nora = visit("nora")
    page = nora.see("/account/")
    page.locator("#begin_password").fill(OWN)
    page.get_by_role("button", name="Set up").click()
    expect(page.locator("svg.fl-qr")).to_be_visible()
    totp = TOTP(page.locator(".fl-key").inner_text().replace(" ", ""))
    page.locator("#code").fill(totp.now())
    page.get_by_role("button", name="Confirm").click()
    codes = page.locator(".fl-codes li")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    elsewhere = visit(accept="en-GB").see("/login/?lang=en")
    elsewhere.locator("#username").fill("nora")
    elsewhere.locator("#password").fill(OWN)
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Second step")
    elsewhere.locator("#code").fill(recovery)
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.locator(".fl-app")).to_be_visible()


def test_a_given_password_is_changed_first_on_a_phone(visit: Visit, company: Server) -> None:
    hire(company, "given", must_change_password=True)
    person = visit("given", width=390, height=844)
    page = person.page
    expect(page).to_have_url(f"{company.url}/account/")
    page.locator("#current").fill(OWN)
    page.locator("#password").fill("another-456")
    page.locator("#again").fill("another-456")
    page.get_by_role("button", name="Change password").click()
    page.goto("/")
    expect(page).to_have_url(f"{company.url}/")
