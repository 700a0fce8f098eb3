"""How fast the pages of the CRM's demo data answer a member of staff. Public names: measure_pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

from tests.bench.figures import Figures, percentile
from tests.bench.timing import seconds_of
from tests.servers import Answer, Client, Server

OBJECT = "lead"
FORM = "application/x-www-form-urlencoded"


class Browser(Client):
    """Keeps cookies and sends forms, as a browser does; logs in through the page."""

    def __init__(self, port: int, username: str, password: str = "demo") -> None:
        super().__init__(port)
        self.headers = {"Accept": "text/html", "Accept-Language": "zh-CN"}
        body = urlencode({"username": username, "password": password, "csrf_token": self.form_token("/login/")})
        answer = self.send("POST", "/login/", body)
        assert answer.status == 302, answer.text[:500]

    def form_token(self, path: str) -> str:
        """The token that a form of the page sends along."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path).text)
        assert token, f"{path} has no form"
        return token[1]

    def send(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {**self.headers, "Content-Type": FORM} if body else self.headers
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        cookie = response.getheader("Set-Cookie")
        if cookie:
            self.headers["Cookie"] = cookie.partition(";")[0]
        return Answer(response.status, response.read().decode())

    def get(self, path: str) -> Answer:
        return self.send("GET", path)


def measure_pages(figures: Figures, server: Server, times: int) -> None:
    """Home, list, list with a search, record and form in the browser, and the same list and record over REST."""
    with Client(server.port, "staff") as program, Browser(server.port, "staff") as browser:
        records = program.get(f"/api/v1/o/{OBJECT}/?q=(page_size:50)").json
        assert records["ids"], "the demo data shows staff no record"
        number = records["ids"][0]
        pages: tuple[tuple[str, Callable[[], Answer]], ...] = (
            ("home page", lambda: browser.get("/")),
            (f"list page of {OBJECT}", lambda: browser.get(f"/o/{OBJECT}/list/")),
            (f"list page of {OBJECT}, searched", lambda: browser.get(f"/o/{OBJECT}/list/?q=a")),
            (f"record page of {OBJECT}", lambda: browser.get(f"/o/{OBJECT}/show/{number}")),
            (f"form of {OBJECT}", lambda: browser.get(f"/o/{OBJECT}/add")),
            (f"REST list of {OBJECT}, 50 records", lambda: program.get(f"/api/v1/o/{OBJECT}/?q=(page_size:50)")),
            (f"REST record of {OBJECT}", lambda: program.get(f"/api/v1/o/{OBJECT}/{number}")),
        )
        for name, ask in pages:
            for client in (program, browser):
                client.connection.close()  # the server ends one that was idle for 15 s; the next request opens it again
            figures.add(f"{name}, p50", percentile(seconds_of(ask, times), 50) * 1000, "ms")
