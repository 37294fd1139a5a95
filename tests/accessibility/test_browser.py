"""A browser that never leaves the hosts it was given."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from accessibility import browser as auditor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.once]


class Site(ThreadingHTTPServer):
    """A site of one page that asks for something from another host."""

    def __init__(self, elsewhere: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.elsewhere = f"http://127.0.0.1:{elsewhere}/"
        self.asked: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Visit(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", self.server.elsewhere)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<p>Here<img src="{self.server.elsewhere}"><img src="/away">'.encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def elsewhere() -> Iterator[Site]:
    site = Site()
    yield site
    site.shutdown()
    site.server_close()


@pytest.fixture
def site(elsewhere: Site) -> Iterator[Site]:
    site = Site(elsewhere.server_port)
    yield site
    site.shutdown()
    site.server_close()


def visit(browser: "Browser", site: Site, *hosts: str) -> None:
    context = auditor.phone(browser, hosts)
    context.new_page().goto(f"http://127.0.0.1:{site.server_port}/")
    context.close()


def test_nothing_is_asked_of_a_host_that_was_not_given_not_even_by_a_redirect(
    browser: "Browser", site: Site, elsewhere: Site
) -> None:
    visit(browser, site, f"127.0.0.1:{site.server_port}")

    assert set(site.asked) >= {"/", "/away"}
    assert elsewhere.asked == []


def test_a_host_that_was_given_is_asked(browser: "Browser", site: Site, elsewhere: Site) -> None:
    visit(browser, site, f"127.0.0.1:{site.server_port}", f"127.0.0.1:{elsewhere.server_port}")

    assert elsewhere.asked


def test_whoever_has_no_chromium_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")

    with pytest.raises(auditor.NoBrowserError, match="names '/no/such/browser'"):
        auditor.find(None)  # type: ignore[arg-type]  # it is not asked when a name was given
