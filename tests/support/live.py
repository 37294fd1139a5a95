"""The portal as a browser reaches it: a real server on a free port of this machine."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import uvicorn
from fastapi import FastAPI

from portal.web.server import Protocol

# A machine with much else to do takes its time; whoever waits in vain is told in the end.
LONGEST_ANSWER = 30.0
LONGEST_GOODBYE = 10


@dataclass(frozen=True)
class Live:
    """A running portal."""

    url: str
    app: FastAPI


@contextmanager
def serving(make: Callable[[str], FastAPI]) -> Iterator[Live]:
    """Serve the app that `make` builds for a public address; it is gone afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = make(url)
        server = uvicorn.Server(
            uvicorn.Config(app, http=Protocol, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
        )
        # The port listens already, so the first request waits in the queue until the server is up.
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="live portal")
        thread.start()
        try:
            yield Live(url=url, app=app)
        finally:
            server.should_exit = True
            thread.join(LONGEST_GOODBYE)
            assert not thread.is_alive(), "The portal did not stop."
