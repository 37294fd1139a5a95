"""`make bench-inside`: processor time of a page without a server, so that a busy machine matters less."""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message

from bench.machine import headline, spread, table
from portal.kernel.clock import FixedClock
from tests.support.databases import Workshop
from tests.support.portal import NOW, make_app

ROUNDS = 5
CASES = {
    "cached page": ([(b"accept-encoding", b"br")], 2000),
    "304": ([(b"accept-encoding", b"br")], 2000),
    "uncached list page": ([(b"accept-encoding", b"br"), (b"cookie", b"nobody=1")], 10),
}


def main() -> int:
    headline("Pages, without a server")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shop").mkdir()
        workshop = Workshop(folder / "shop", "sqlite")
        with workshop.copy(folder) as url:
            asyncio.run(_measure(make_app(url, FixedClock(NOW), folder)))
        workshop.close()
    return 0


async def _measure(app: ASGIApp) -> None:
    etag = dict((await _get(app, CASES["cached page"][0]))["headers"])[b"etag"]
    results: dict[str, list[float]] = {case: [] for case in CASES}
    for _ in range(ROUNDS):
        for case, (headers, count) in CASES.items():
            asked = [*headers, (b"if-none-match", etag)] if case == "304" else headers
            await _get(app, asked)
            started = time.process_time()
            for _ in range(count):
                await _get(app, asked)
            results[case].append((time.process_time() - started) / count * 1e6)
    rows = [(case, f"{statistics.median(found):,.1f}", spread(found)) for case, found in results.items()]
    table(("case", "CPU µs a page", "spread"), rows)


async def _get(app: ASGIApp, headers: list[tuple[bytes, bytes]]) -> Message:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/courses",
        "raw_path": b"/courses",
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    return sent[0]


if __name__ == "__main__":
    sys.exit(main())
