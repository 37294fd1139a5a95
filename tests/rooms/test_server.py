"""Finished pages go over the wire exactly as the server would have written them itself."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.web.page_cache import make_entry
from portal.web.server import FINISHED, Protocol, ready_lines
from tests.support.live import LONGEST_ANSWER

ENTRY = make_entry(
    {"headers": [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"private, no-cache")]},
    "太极拳".encode() * 50,
    "br",
)
GET = b"GET %b HTTP/1.1\r\nhost: portal.test\r\n"
ASKED = {
    "a page": GET % b"/page" + b"\r\n",
    "nothing new": GET % b"/unchanged" + b"\r\n",
    "the last one": GET % b"/page" + b"connection: close\r\n\r\n",
    "an old browser": b"GET /page HTTP/1.0\r\nhost: portal.test\r\n\r\n",
    "two at once": (GET % b"/page" + b"\r\n") * 2,
    "one after nothing new": GET % b"/unchanged" + b"\r\n" + GET % b"/page" + b"\r\n",
    "with a body that nobody reads": GET % b"/page" + b"content-length: 3\r\n\r\nabc",
}


async def finished(scope: Scope, receive: Receive, send: Send) -> None:
    del receive
    if scope["type"] != "http":
        return
    message = ENTRY.unchanged if scope["path"] == "/unchanged" else ENTRY.whole
    if FINISHED in scope.get("extensions", ()):
        await send(message)
    else:
        await send(message["start"])
        await send(message["body"])


@contextmanager
def answering(app: ASGIApp, protocol: type[Protocol] | str) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, http=protocol, lifespan="off", access_log=False, log_level="warning")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)


def said(port: int, question: bytes) -> bytes:
    """Everything up to the end of the connection, which the last question asks for; but for the time of the day."""
    with socket.create_connection(("127.0.0.1", port), timeout=LONGEST_ANSWER) as line:
        line.sendall(question)
        if b"close" not in question and b"HTTP/1.0" not in question:
            line.sendall(GET % b"/page" + b"connection: close\r\n\r\n")
        answer = b""
        while part := line.recv(65536):
            answer += part
    return re.sub(rb"date: [^\r]*", b"date: now", answer)


@pytest.mark.parametrize("question", ASKED.values(), ids=ASKED)
def test_the_short_cut_says_what_the_server_says(question: bytes) -> None:
    with answering(finished, Protocol) as short, answering(finished, "httptools") as usual:
        quick, slow = said(short, question), said(usual, question)

    assert quick == slow
    assert quick.count(b"HTTP/1.1 ") == question.count(b"GET ") + (
        b"close" not in question and b"HTTP/1.0" not in question
    )


def test_a_header_that_would_begin_another_line_is_refused() -> None:
    with pytest.raises(ValueError, match="break its line"):
        ready_lines([(b"x-name", b"one\r\nset-cookie: two")])
