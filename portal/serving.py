"""Answering until the end: the server, and beside it whoever works by the clock."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn

from portal.messages.delivery import Postman
from portal.web.application import Application
from portal.web.server import Protocol
from portal.working import Worker

# Whoever waits for the first page comes first; what is due by the clock has been due for longer than that.
FIRST_PAGES = 1.0


def answer(portal: Application, *workers: Postman | Worker, host: str, port: int) -> None:
    """Until Ctrl+C or SIGTERM."""
    # What is there now stays to the end, so the collector need not look at it with every page again.
    gc.collect()
    gc.freeze()
    gc.enable()
    # On a small site nobody else carries the messages; where `portal deliver` runs as well, a lease lets one of them.
    with at_work(*workers, after=FIRST_PAGES):
        uvicorn.run(
            portal.front or portal,  # it passes on what it cannot answer
            host=host,
            port=port,
            http=Protocol,
            ws="none",  # nothing here is pushed: what would speak it weighs three megabytes
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # the application reads them itself, behind its finished pages
        )


@contextmanager
def at_work(*workers: Postman | Worker, after: float = 0) -> Iterator[None]:
    """They work beside until the block ends, each in a thread of its own, and begin `after` so many seconds."""
    threads = [Thread(target=_work, args=(one, after), name=type(one).__name__.lower()) for one in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for one in workers:
            one.stop.set()
        for thread in threads:
            thread.join()


def _work(worker: Postman | Worker, after: float) -> None:
    if not worker.stop.wait(after):
        worker.run()
