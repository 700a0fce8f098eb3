"""Static files: hashed addresses kept for good, others asked for again, packed once; nothing of a session on them; over a real server."""

from __future__ import annotations

import gzip
import http.client
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.views.statics import EACH_TIME, FOR_GOOD
from tests.conftest import Fill
from tests.servers import Server, only_admin

STATIC = Path(__file__).parents[2] / "app/static"


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return app.url_for("static", filename=name)


def test_a_page_names_its_parts_by_a_hash_and_browsers_keep_them_for_good(app: Flask, browser: Callable[[str], FlaskClient]) -> None:
    client = browser("ada")
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text)
    assert len(found) > 15
    assert {re.match(r"/static/[0-9a-f]{12}/(css|js|vendor|favicon)", name) is not None for name in found} == {True}
    assert len({name.split("/")[2] for name in found}) == 1, "one version for all: modules import each other by relative addresses"
    for name in {*found, address(app, "vendor/fa/webfonts/fa-solid-900.woff2"), address(app, "js/dom.js")}:
        answer = client.get(name)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_GOOD)
        assert answer.data == (STATIC / name.split("/", 3)[3]).read_bytes()
        assert not {"Set-Cookie", "Content-Security-Policy"} & set(answer.headers.keys())
        assert answer.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_version_is_that_of_the_contents(app: Flask, tmp_path: Path) -> None:
    from app.views.statics import Statics

    (tmp_path / "css").mkdir()
    for text, again in (("a {}", "a {}"), ("b {}", "b {}")):
        (tmp_path / "css/one.css").write_text(text)
        first = Statics(None, tmp_path).version()
        (tmp_path / "css/one.css").write_text(again)
        assert Statics(None, tmp_path).version() == first
    (tmp_path / "css/one.css").write_text("a {}")
    assert Statics(None, tmp_path).version() != first
    kept = Statics(None, tmp_path)
    before = kept.version()
    (tmp_path / "css/two.css").write_text("c {}")
    assert kept.version() == before
    kept.forget()
    assert kept.version() != before


@pytest.mark.parametrize("name", ["/static/css/shell.css", "/static/0123456789ab/css/shell.css"])
def test_an_address_without_this_version_is_asked_for_again_each_time(app: Flask, name: str) -> None:
    client = app.test_client()
    answer = client.get(name)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, EACH_TIME)
    again = client.get(name, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(name, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_file_is_packed_as_the_browser_asks(app: Flask) -> None:
    client, name = app.test_client(), address(app, "vendor/tabler.min.css")
    plain = (STATIC / "vendor/tabler.min.css").read_bytes()
    tags = set()
    for accepted, coding, unpack in (
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ):
        answer = client.get(name, headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == coding
        assert unpack(answer.data) == plain
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        tags.add(answer.headers["ETag"])
    assert len(tags) == 3, "one ETag for each form"
    font = client.get(address(app, "vendor/fa/webfonts/fa-solid-900.woff2"), headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in font.headers
    assert (client.head(name).status_code, client.head(name).data) == (200, b"")


@pytest.mark.parametrize("name", ["css/none.css", "../config.py", "%2e%2e/config.py", "0123456789ab/../../config.py", "", "css/", "css"])
def test_nothing_else_is_served(app: Flask, name: str) -> None:
    client = app.test_client()
    assert client.get(f"/static/{name}").status_code == 404
    assert client.post("/static/css/shell.css").status_code in (404, 405)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory, filled: Fill) -> Iterator[http.client.HTTPConnection]:
    url = f"sqlite:///{tmp_path_factory.mktemp('statics') / 'test.db'}"
    filled(url, "empty", only_admin)
    with Server(url) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        yield connection
        connection.close()


def get(connection: http.client.HTTPConnection, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response, response.read()


@pytest.mark.workers
def test_one_connection_serves_page_after_page(connection: http.client.HTTPConnection) -> None:
    page, text = get(connection, "/login/", Accept_Encoding="zstd")
    assert (page.status, page.version, page.getheader("Content-Encoding")) == (200, 11, "zstd")
    assert "no-store" in str(page.getheader("Cache-Control"))
    line = connection.sock
    assert line is not None, "the server keeps the connection"
    page, text = get(connection, "/login/", Accept_Encoding="gzip")
    name = re.findall(r'"(/static/[^"]+tabler.min.css)"', gzip.decompress(text).decode())[0]
    for _ in range(2):
        answer, content = get(connection, name, Accept_Encoding="br")
        assert (answer.getheader("Cache-Control"), answer.getheader("Content-Encoding"), answer.getheader("Set-Cookie")) == (FOR_GOOD, "br", None)
        assert brotli.decompress(content) == (STATIC / "vendor/tabler.min.css").read_bytes()
    assert get(connection, name, Accept_Encoding="br", If_None_Match=str(answer.getheader("ETag")))[0].status == 304
    font, content = get(connection, name.replace("tabler.min.css", "inter/inter-latin-wght-normal.woff2"))
    assert (font.status, content) == (200, (STATIC / "vendor/inter/inter-latin-wght-normal.woff2").read_bytes())
    assert get(connection, "/healthz")[0].status == 200
    assert connection.sock is line
