"""More readers than threads: whoever sends something does not stand behind them, and a page costs few changes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from typing import Any

import anyio.to_thread
import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from portal.courses import pages
from portal.web.application import Application

READERS, THREADS = 8, 4
LONGEST = 20
AS_A_FORM = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


def test_who_sends_something_finds_a_thread_however_many_read(
    app: Application, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, at_work, go_on = Semaphore(0), Semaphore(0), Event()
    front = app.front
    assert front is not None

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        begun.release()
        await front(scope, receive, send)

    def held(*_: Any, **__: Any) -> Response:
        at_work.release()
        assert go_on.wait(2 * LONGEST)
        return PlainTextResponse("")

    monkeypatch.setattr(app, "front", counted)
    monkeypatch.setattr(pages, "list_page", held)
    with ThreadPoolExecutor(READERS + 1) as pool:
        try:
            readers = [pool.submit(client.get, "/courses", headers={"Cookie": f"n={n}"}) for n in range(READERS)]
            assert all(begun.acquire(timeout=LONGEST) for _ in readers)
            assert all(at_work.acquire(timeout=LONGEST) for _ in range(THREADS // 2))

            sent = pool.submit(client.post, "/track", data={"reference": "1"}, headers=AS_A_FORM)
            assert sent.result(timeout=LONGEST).status_code < 500
            assert not any(reader.done() for reader in readers)
        finally:
            go_on.set()
        assert [reader.result(timeout=LONGEST).status_code for reader in readers] == [200] * READERS


def test_a_page_that_is_only_read_goes_to_a_thread_once(
    app: Application, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, send = [], anyio.to_thread.run_sync

    async def counted(function: Any, *given: Any, **options: Any) -> Any:
        sent.append(function)
        return await send(function, *given, **options)

    monkeypatch.setattr(anyio.to_thread, "run_sync", counted)
    assert client.get("/courses", headers={"Cookie": "n=1"}).status_code == 200

    # A server is told over the network that its reader is gone, so that is left to a thread too.
    assert len(sent) == (1 if app.state.database.is_embedded else 2)
