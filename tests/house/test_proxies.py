"""The files in docs/proxy are read by the programs that they are for, and carry pages through from two processes."""

import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from portal.kernel.clock import FixedClock
from tests.support.house import ROOT
from tests.support.live import LONGEST_ANSWER, serving
from tests.support.portal import make_app
from tests.support.programs import free_port, program, running

pytestmark = pytest.mark.once

PROXY = ROOT / "docs" / "proxy"


class Process:
    """A portal that can be stopped before the other."""

    def __init__(self, database_url: str, clock: FixedClock, folder: Path, both: ExitStack) -> None:
        self._life = both.enter_context(ExitStack())
        self.live = self._life.enter_context(serving(lambda _: make_app(database_url, clock, folder)))

    def stop(self) -> None:
        self._life.close()


@pytest.fixture
def two_processes(database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[tuple[Process, ...]]:
    """Two portals on one database, as two processes would be."""
    with ExitStack() as both:
        yield tuple(Process(database_url, clock, tmp_path, both) for _ in range(2))


def pointed(name: str, portals: tuple[Process, ...], changes: dict[str, str]) -> str:
    """The file as it stands in the docs, with the addresses of this test."""
    written = (PROXY / name).read_text(encoding="utf-8")
    for port, portal in zip((8001, 8002), portals, strict=True):
        changes |= {f"127.0.0.1:{port}": portal.live.url.removeprefix("http://")}
    for old, new in changes.items():
        assert old in written, f"{name} does not say {old!r} any more."
        written = written.replace(old, new)
    return written


@pytest.fixture
def through_nginx(two_processes: tuple[Process, ...], tmp_path: Path) -> Iterator[str]:
    nginx, openssl = program("nginx"), program("openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    subject = ["-subj", "/CN=portal.example", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject], check=True, capture_output=True
    )
    plain, secure = free_port(), free_port()
    changes = {
        "/etc/ssl/portal": str(tmp_path),
        "/var/cache/nginx/portal": str(tmp_path / "kept"),
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{secure} ",
    }
    temporary = " ".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # As root nginx would give its work to an account that may not look into the folder of this test.
    whole = (
        f"{'user root;' if os.geteuid() == 0 else ''} pid {tmp_path}/pid; error_log stderr; "
        f"daemon off; worker_processes 1; events {{}} http {{ access_log off; {temporary} "
        f"{pointed('nginx.conf', two_processes, changes)} }}"
    )
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    with running([nginx, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)], secure, tmp_path):
        yield f"https://127.0.0.1:{secure}"


@pytest.fixture
def through_caddy(two_processes: tuple[Process, ...], tmp_path: Path) -> Iterator[str]:
    caddy, port = program("caddy"), free_port()
    whole = "{\n\tadmin off\n}\n" + pointed("Caddyfile", two_processes, {"portal.example": f"http://127.0.0.1:{port}"})
    (tmp_path / "Caddyfile").write_text(whole, encoding="utf-8")
    command = [caddy, "run", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")]
    with running(command, port, tmp_path):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("proxy", ["through_nginx", "through_caddy"])
def test_pages_and_files_come_through_as_the_portal_sent_them(
    proxy: str, two_processes: tuple[Process, ...], request: pytest.FixtureRequest
) -> None:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with httpx2.Client(base_url=request.getfixturevalue(proxy), verify=trusting, timeout=LONGEST_ANSWER) as client:
        page = client.get("/courses", headers={"accept-encoding": "br"})
        again = client.get("/courses", headers={"accept-encoding": "br", "if-none-match": page.headers["etag"]})
        stamped = two_processes[0].live.app.state.static_files.stamped("css/site.css")
        files = [client.get(f"/static/{stamped}", headers={"accept-encoding": "br"}) for _ in range(2)]
        # Ten thousand bytes in an address are thirty as a browser writes them.
        long = client.get("/search", params={"q": "太" * 3333})
        # A process that is stopped for an upgrade is not missed.
        two_processes[0].stop()
        unknown = [client.get(f"/nothing-like-it-{number}") for number in range(4)]

    assert page.status_code == httpx2.codes.OK
    assert (page.headers["content-encoding"], page.headers["etag"][-4:]) == ("br", '-br"')
    assert "Cookie" in page.headers["vary"]
    assert again.status_code == httpx2.codes.NOT_MODIFIED
    assert (long.status_code, "</main>" in long.text) == (httpx2.codes.OK, True)
    assert {file.headers["cache-control"] for file in files} == {"public, max-age=31536000, immutable"}
    assert files[0].content == files[1].content
    assert {(one.status_code, "</main>" in one.text) for one in unknown} == {(httpx2.codes.NOT_FOUND, True)}
